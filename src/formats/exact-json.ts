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

/** Decodes in place: texts of other machines may have millions of values. */
function unpack(value: unknown): unknown {
  if (Array.isArray(value)) {
    for (const [index, inner] of value.entries()) if (isComposed(inner)) value[index] = unpack(inner);
    return value;
  }
  if (!isComposed(value)) return value;
  if ('$number' in value) return Number(value.$number);
  const keys = Object.keys(value);
  for (const key of keys) {
    const inner = value[key];
    if (isComposed(inner)) value[key] = unpack(inner);
  }
  if (!keys.some((key) => key.startsWith('$'))) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.startsWith('$') ? key.slice(1) : key, inner]),
  );
}

const isComposed = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
