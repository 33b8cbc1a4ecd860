/**
 * Descriptions of the options of a task, a learner or a net, derived from their zod schema: the one source of flags,
 * listings and error messages.
 */
import * as z from 'zod';

export type OptionType = 'number' | 'integer' | 'boolean' | 'choice' | 'text';

export interface OptionDescription {
  readonly name: string;
  readonly type: OptionType;
  readonly default: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Bounds that are themselves not allowed. */
  readonly above?: number;
  readonly below?: number;
  /** Values of a choice. For other types: words allowed in place of a value. */
  readonly choices?: readonly (string | number)[];
  /** True for a value that may be null, which a command line writes as `none`. */
  readonly nullable?: true;
  /** Option to whose value this one belongs: setting that one alone resets this one to its default. */
  readonly follows?: string;
  readonly meaning: string;
}

/** Parts of JSON Schema that options use. */
interface FieldSchema {
  readonly type?: string | readonly string[];
  readonly default?: unknown;
  readonly description?: string;
  /** Value of the option's `.meta({ follows })`. */
  readonly follows?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly enum?: readonly (string | number | null)[];
  readonly const?: string | number | null;
  readonly anyOf?: readonly FieldSchema[];
}

/** Cache by schema, which never changes: reading one takes milliseconds, and every contestant and task needs it. */
const described = new WeakMap<z.ZodObject, readonly OptionDescription[]>();

/** Descriptions of the fields, in the schema's order. */
export function describeOptions(schema: z.ZodObject): OptionDescription[] {
  const known = described.get(schema) ?? readOptions(schema);
  described.set(schema, known);
  return [...known];
}

function readOptions(schema: z.ZodObject): OptionDescription[] {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' });
  const fields = (json.properties ?? {}) as Readonly<Record<string, FieldSchema>>;
  return Object.entries(fields).map(([name, field]) => describeField(name, field));
}

function describeField(name: string, field: FieldSchema): OptionDescription {
  const parts = field.anyOf ?? [field];
  const choices = parts.flatMap(wordsOf);
  const valued = parts.find((part) => wordsOf(part).length === 0 && !types(part).includes('null'));
  const type = valued === undefined ? 'choice' : typeOf(valued);
  const nullable = parts.some((part) => types(part).includes('null'));
  return {
    name,
    type,
    default: field.default ?? null,
    ...(valued === undefined ? {} : bounds(valued)),
    ...(choices.length === 0 ? {} : { choices }),
    ...(nullable ? { nullable } : {}),
    ...(field.follows === undefined ? {} : { follows: field.follows }),
    meaning: field.description ?? parts.find((part) => part.description !== undefined)?.description ?? '',
  };
}

const types = (field: FieldSchema): readonly string[] =>
  typeof field.type === 'string' ? [field.type] : (field.type ?? []);

function wordsOf(field: FieldSchema): (string | number)[] {
  const values = field.enum ?? (field.const === undefined ? [] : [field.const]);
  return values.filter((value) => value !== null);
}

function typeOf(field: FieldSchema): OptionType {
  const [type] = types(field).filter((one) => one !== 'null');
  return type === 'number' || type === 'integer' || type === 'boolean' ? type : 'text';
}

function bounds(field: FieldSchema): Partial<OptionDescription> {
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below } = field;
  return {
    ...(isBound(minimum) ? { minimum } : {}),
    ...(isBound(maximum) ? { maximum } : {}),
    ...(isBound(above) ? { above } : {}),
    ...(isBound(below) ? { below } : {}),
  };
}

// zod bounds every whole number by what a double holds exactly, which tells a reader nothing.
const isBound = (value: number | undefined): value is number =>
  value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER;
