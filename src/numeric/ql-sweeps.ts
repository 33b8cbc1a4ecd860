/** Rotations of the columns of a matrix, as a sweep of the QL iteration makes them. */

/** Rotations of neighbouring columns, from `high - 1` down to `low`. */
export interface Sweep {
  low: number;
  high: number;
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
}

export type Sweeps = readonly [Sweep, Sweep];

export const emptySweep = (size: number): Sweep => ({
  low: 0,
  high: 0,
  cosines: new Float64Array(size),
  sines: new Float64Array(size),
});

/**
 * Applies the sweeps that are made, in pairs where one pass can: the second may begin one column behind the first.
 * @returns number of sweeps that wait: a single one does, at the beginning of `sweeps`
 */
export function applySweeps(z: Float64Array, size: number, sweeps: Sweeps, made: number): number {
  if (made === 1) return 1;
  const [first, second] = sweeps;
  const isPair =
    first.high === second.high &&
    (second.low === first.low || second.low === first.low + 1) &&
    second.low < second.high;
  if (isPair) turnTwice(z, size, first, second);
  else {
    turn(z, size, first);
    turn(z, size, second);
  }
  return 0;
}

/** Applies one sweep. */
export function turn(z: Float64Array, size: number, sweep: Sweep): void {
  for (let row = 0; row < size; row++) turnRow(z, row * size, sweep);
}

function turnRow(z: Float64Array, at: number, { low, high, cosines, sines }: Sweep): void {
  let carried = z[at + high]!;
  for (let i = high - 1; i >= low; i--) {
    const next = z[at + i]!;
    z[at + i + 1] = sines[i]! * next + cosines[i]! * carried;
    carried = cosines[i]! * next - sines[i]! * carried;
  }
  z[at + low] = carried;
}

/**
 * Applies two sweeps from the same `high` in one pass, the second one column behind the first, which takes half of the
 * loads and stores; four rows at a time, for the rotations of a row wait for each other. The bits are those of `turn`.
 */
function turnTwice(z: Float64Array, size: number, first: Sweep, second: Sweep): void {
  const { low, high, cosines, sines } = first;
  const { cosines: laterCosines, sines: laterSines } = second;
  let row = 0;
  for (; row + 3 < size; row += 4) {
    const one = row * size;
    const two = one + size;
    const three = two + size;
    const four = three + size;
    // What the first sweep carries, of each row, and the second.
    let a = z[one + high]!;
    let b = z[two + high]!;
    let c = z[three + high]!;
    let d = z[four + high]!;
    let i = high - 1;
    let cosine = cosines[i]!;
    let sine = sines[i]!;
    let nextA = z[one + i]!;
    let nextB = z[two + i]!;
    let nextC = z[three + i]!;
    let nextD = z[four + i]!;
    let laterA = sine * nextA + cosine * a;
    let laterB = sine * nextB + cosine * b;
    let laterC = sine * nextC + cosine * c;
    let laterD = sine * nextD + cosine * d;
    a = cosine * nextA - sine * a;
    b = cosine * nextB - sine * b;
    c = cosine * nextC - sine * c;
    d = cosine * nextD - sine * d;
    for (i = high - 2; i >= low; i--) {
      cosine = cosines[i]!;
      sine = sines[i]!;
      const laterCosine = laterCosines[i + 1]!;
      const laterSine = laterSines[i + 1]!;
      nextA = z[one + i]!;
      const doneA = sine * nextA + cosine * a;
      a = cosine * nextA - sine * a;
      z[one + i + 2] = laterSine * doneA + laterCosine * laterA;
      laterA = laterCosine * doneA - laterSine * laterA;
      nextB = z[two + i]!;
      const doneB = sine * nextB + cosine * b;
      b = cosine * nextB - sine * b;
      z[two + i + 2] = laterSine * doneB + laterCosine * laterB;
      laterB = laterCosine * doneB - laterSine * laterB;
      nextC = z[three + i]!;
      const doneC = sine * nextC + cosine * c;
      c = cosine * nextC - sine * c;
      z[three + i + 2] = laterSine * doneC + laterCosine * laterC;
      laterC = laterCosine * doneC - laterSine * laterC;
      nextD = z[four + i]!;
      const doneD = sine * nextD + cosine * d;
      d = cosine * nextD - sine * d;
      z[four + i + 2] = laterSine * doneD + laterCosine * laterD;
      laterD = laterCosine * doneD - laterSine * laterD;
    }
    if (second.low > low) {
      z[one + low + 1] = laterA;
      z[two + low + 1] = laterB;
      z[three + low + 1] = laterC;
      z[four + low + 1] = laterD;
      z[one + low] = a;
      z[two + low] = b;
      z[three + low] = c;
      z[four + low] = d;
    } else {
      const laterCosine = laterCosines[low]!;
      const laterSine = laterSines[low]!;
      z[one + low + 1] = laterSine * a + laterCosine * laterA;
      z[two + low + 1] = laterSine * b + laterCosine * laterB;
      z[three + low + 1] = laterSine * c + laterCosine * laterC;
      z[four + low + 1] = laterSine * d + laterCosine * laterD;
      z[one + low] = laterCosine * a - laterSine * laterA;
      z[two + low] = laterCosine * b - laterSine * laterB;
      z[three + low] = laterCosine * c - laterSine * laterC;
      z[four + low] = laterCosine * d - laterSine * laterD;
    }
  }
  for (; row < size; row++) {
    turnRow(z, row * size, first);
    turnRow(z, row * size, second);
  }
}
