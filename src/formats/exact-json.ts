/**
 * JSON that keeps every number as it is. JSON itself has no NaN, no infinities and no -0, and a search that is
 * resumed from a state without them would go on otherwise than the one that was interrupted.
 */

/** As JSON, with the numbers that JSON lacks as `{"$number": "NaN"}`. The value is made of JSON's types. */
export function toExactJson(value: unknown): string {
  return JSON.stringify(pack(value));
}

/** What `toExactJson` was given. */
export function fromExactJson(json: string): unknown {
  return unpack(JSON.parse(json));
}

function pack(value: unknown): unknown {
  if (typeof value === 'number') {
    if (Object.is(value, -0)) return { $number: '-0' };
    return Number.isFinite(value) ? value : { $number: String(value) };
  }
  if (Array.isArray(value)) return value.map(pack);
  if (typeof value !== 'object' || value === null) return value;
  // A key of the user's own that begins with $ gets another one.
  const entries = Object.entries(value).map(([key, inner]) => [
    key.startsWith('$') ? `$${key}` : key,
    pack(inner),
  ]);
  return Object.fromEntries(entries);
}

function unpack(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpack);
  if (typeof value !== 'object' || value === null) return value;
  if ('$number' in value) return Number(value.$number);
  const entries = Object.entries(value).map(([key, inner]) => [
    key.startsWith('$') ? key.slice(1) : key,
    unpack(inner),
  ]);
  return Object.fromEntries(entries);
}
