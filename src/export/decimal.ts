/** Weights as text that reads back bit for bit. */

/** Shortest decimal that rounds to this float32 and no other: `0.1`, where a double would say 0.10000000149011612. */
export function shortestDecimal(value: number): string {
  if (Object.is(value, -0)) return '-0';
  // Nine digits tell any two float32 apart.
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}
