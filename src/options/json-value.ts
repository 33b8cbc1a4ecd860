/** Validation of foreign data as JSON values. */

const MOST_VALUES = 100_000;
const MOST_DEPTH = 20;

/**
 * Copy of the value; of objects their own fields alone.
 * @param mostText characters of a text, at most
 * @throws TypeError where JSON does not hold it (bigint, NaN, functions, dates), and where it is too large or too deep
 */
export function jsonValueOf(value: unknown, mostText: number): unknown {
  let left = MOST_VALUES;
  const copyOf = (one: unknown, depth: number): unknown => {
    if (--left < 0 || depth > MOST_DEPTH) throw new TypeError('too large');
    if (one === null || typeof one === 'boolean') return one;
    if (typeof one === 'number' && Number.isFinite(one)) return one;
    if (typeof one === 'string' && one.length <= mostText) return one;
    if (Array.isArray(one)) {
      if (one.length > MOST_VALUES) throw new TypeError('too large');
      return Array.from(one, (entry) => copyOf(entry, depth + 1));
    }
    if (!isPlain(one)) throw new TypeError('no value that JSON holds');
    const entries = Object.entries(one).map(([key, entry]) => [key, copyOf(entry, depth + 1)] as const);
    return Object.fromEntries(entries);
  };
  return copyOf(value, 0);
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Part of the value that JSON does not hold, in words; null where it holds all of it. */
export function jsonFault(value: unknown): string | null {
  if (typeof value === 'bigint') return `the bigint ${value}n`;
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (value === undefined) return 'undefined';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return 'a symbol';
  if (value instanceof Date) return 'a date';
  if (Array.isArray(value) || isPlain(value)) {
    try {
      jsonValueOf(value, Number.POSITIVE_INFINITY);
      return null;
    } catch {
      return 'an object with values in it that JSON does not hold';
    }
  }
  return typeof value === 'object' && value !== null ? 'an object of a class' : null;
}
