/** Reader of the outer form of a script, field by field, so that all faults show. */
import * as z from 'zod';
import { unknownName } from '../../options/nearest.ts';
import { type FaultList, type Path, placeOf } from './fault-list.ts';

/** Fields of a form; the description of each gives the allowed values, in words that follow "must be". */
type Fields = Readonly<Record<string, z.ZodType>>;

/** Readable fields: those left out or wrong are missing. */
export type Read<Shape extends Fields> = { readonly [Key in keyof Shape]?: z.output<Shape[Key]> };

/**
 * Reads the fields of an object; null where it is none. Unknown keys, wrong values and missing fields become faults.
 * @param what the object, in words that follow "must be"
 */
export function readForm<Shape extends Fields>(
  fields: Shape,
  value: unknown,
  what: string,
  path: Path,
  faults: FaultList,
): Read<Shape> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const isEmpty = value === null || value === undefined;
    const subject = path.length === 0 ? 'its content ' : '';
    faults.add(
      path,
      isEmpty ? `is empty, it must be ${what}` : `${subject}must be ${what}, not ${shown(value)}`,
    );
    return null;
  }
  const known = Object.keys(fields);
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) faults.add(path, unknownName('field', key, known, placeOf(path)).message);
  }
  const read: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(fields)) {
    const written = (value as Readonly<Record<string, unknown>>)[key];
    const parsed = field.safeParse(written);
    if (parsed.success) {
      if (parsed.data !== undefined) read[key] = parsed.data;
    } else if (written === undefined) {
      faults.add([...path, key], `is missing, it must be ${field.description}`);
    } else faults.add([...path, key], `must be ${field.description}, not ${shown(written)}`);
  }
  return read as Read<Shape>;
}

const LONGEST = 60;

/** Text of a value in one line for people. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${cut(value)}'`;
  if (typeof value === 'function') return 'a function';
  if (value === undefined) return 'undefined';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'bigint') return `${value}n`;
  try {
    return cut(JSON.stringify(value) ?? String(value));
  } catch {
    return 'an object that refers to itself';
  }
}

const cut = (text: string): string => (text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`);

/** Required field whose own form is read elsewhere. */
export const anything = (description: string): z.ZodType =>
  z
    .unknown()
    .refine((value) => value !== undefined)
    .describe(description);
