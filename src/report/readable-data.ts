/**
 * Escaping of control characters in all texts of a report's data: names and messages of others are in most of its
 * parts.
 */
import { printable } from '../words/printable.ts';

/**
 * The same data with control characters escaped, in keys too, by which contestants and tasks are looked up.
 * @param escaped escaping of a text; left out, that of a line
 */
export function readableData<Data>(data: Data, escaped: (text: string) => string = printable): Data {
  return readable(data, escaped) as Data;
}

function readable(value: unknown, escaped: (text: string) => string): unknown {
  if (typeof value === 'string') return escaped(value);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  // Curves and pictures are long lists of numbers, which need no escaping.
  if (Array.isArray(value))
    return typeof value[0] === 'number' ? value : value.map((one) => readable(one, escaped));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [printable(key), readable(inner, escaped)]),
  );
}
