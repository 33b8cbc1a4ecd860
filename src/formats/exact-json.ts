/**
 * Exact JSON: JSON with NaN, infinities and -0. Without them, a search that is resumed would go on otherwise than the
 * one that was interrupted.
 */

/**
 * Encodes a value as JSON, with the numbers that JSON lacks as `{"$number": "NaN"}`. The value is made of JSON's types.
 */
export function toExactJson(value: unknown): string {
  return JSON.stringify(pack(value));
}

/** Decodes a text of `toExactJson`. */
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
  // A user's key that begins with $ gets another one.
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
