/**
 * Reader of a search space as it is written in a script, setting by setting:
 *
 *     { learningRate: { from: 0.001, to: 0.1, scale: 'log' }, alpha: [0.5, 1, 2, 4], bias: true, threshold: false }
 *
 * a range, a list of choices, `true` for the setting's default space, and `false` for a setting that is not searched.
 */
import type * as z from 'zod';
import { allowedValues } from './allowed-values.ts';
import { describeOptions, type OptionDescription } from './describe.ts';
import { jsonFault } from './json-value.ts';
import { nearest, unknownName } from './nearest.ts';
import { type FaultSink, type Path, placeOf } from './place.ts';
import type { Choice, Dimension, Range, Space } from './space.ts';

/** Written space as it was understood: false for a setting that is not to be searched. */
export type ReadSpace = Readonly<Record<string, Dimension | false>>;

const SPACE =
  'settings with a range, a list of values, true or false each: { learningRate: { from: 0.001, to: 0.1 } }';
const FORMS =
  "a range { from, to, scale: 'log' or 'linear' }, a list of values, true (its default space) or false (not searched)";
const KEYS = ['from', 'to', 'scale'];

interface Setting {
  readonly description: OptionDescription;
  readonly schema: z.ZodType;
}

/**
 * Reads a written space; faulty settings are left out, and every fault is reported.
 * @param schemas schemas of the settings, each name in one of them
 * @param defaults default spaces of the settings, whose conditions hold for written ones too
 * @param path place of the space
 */
export function readSpace(
  written: unknown,
  schemas: readonly z.ZodObject[],
  defaults: Space,
  path: Path,
  faults: FaultSink,
): ReadSpace {
  if (typeof written !== 'object' || written === null || Array.isArray(written)) {
    faults.add(path, `must be ${SPACE}, not ${inWords(written)}`);
    return {};
  }
  const settings = settingsOf(schemas);
  const read: Record<string, Dimension | false> = {};
  for (const [name, value] of Object.entries(written)) {
    if (value === undefined) continue;
    const place = [...path, name];
    const setting = settings.get(name);
    if (setting === undefined) {
      faults.add(path, unknownName('setting', name, [...settings.keys()], placeOf(path)).message);
      continue;
    }
    const dimension = readDimension(value, setting, defaults[name], place, faults);
    if (dimension === null) continue;
    const condition = defaults[name]?.when;
    read[name] =
      dimension === false || condition === undefined ? dimension : { ...dimension, when: condition };
  }
  return read;
}

function settingsOf(schemas: readonly z.ZodObject[]): ReadonlyMap<string, Setting> {
  return new Map(
    schemas.flatMap((schema) =>
      describeOptions(schema).map((description) => [
        description.name,
        { description, schema: schema.shape[description.name] as z.ZodType },
      ]),
    ),
  );
}

function readDimension(
  value: unknown,
  setting: Setting,
  standard: Dimension | undefined,
  path: Path,
  faults: FaultSink,
): Dimension | false | null {
  if (value === false) return false;
  if (value === true) {
    if (standard === undefined) faults.add(path, `has no default space, write a range or a list of values`);
    return standard ?? null;
  }
  if (Array.isArray(value)) return readChoices(value, setting, path, faults);
  if (typeof value === 'object' && value !== null) return readRange(value, setting, path, faults);
  faults.add(path, `must be ${FORMS}, not ${inWords(value)}`);
  return null;
}

function readChoices(
  values: readonly unknown[],
  setting: Setting,
  path: Path,
  faults: FaultSink,
): Dimension | null {
  const before = faults.size;
  for (const [index, value] of values.entries()) {
    if (!isChoice(value)) {
      faults.add([...path, index], `must be a number, a text, true or false, not ${inWords(value)}`);
    } else if (values.indexOf(value) < index) {
      faults.add([...path, index], `${inWords(value)} is in the list already`);
    } else requireAllowed(value, setting, [...path, index], '', faults);
  }
  if (values.length < 2) {
    const [only] = values;
    faults.add(
      path,
      values.length === 0
        ? 'is an empty list, name at least two values'
        : `has the one value ${inWords(only)}, name at least two, or set it in settings`,
    );
  }
  return faults.size > before ? null : { kind: 'choices', values: values as readonly Choice[] };
}

function readRange(
  written: object,
  { description, schema }: Setting,
  path: Path,
  faults: FaultSink,
): Range | null {
  const before = faults.size;
  for (const key of Object.keys(written)) {
    if (!KEYS.includes(key)) faults.add(path, unknownName('field', key, KEYS, placeOf(path)).message);
  }
  const { from, to, scale = 'linear' } = written as Readonly<Record<string, unknown>>;
  if (description.type !== 'number' && description.type !== 'integer') {
    faults.add(path, `takes no numbers, write a list of values: ${allowedValues(description)}`);
    return null;
  }
  for (const [key, end] of Object.entries({ from, to })) {
    if (end === undefined) faults.add(path, `${key} is missing, write { from, to }`);
    else if (typeof end !== 'number') faults.add(path, `${key} must be a number, not ${inWords(end)}`);
    else requireAllowed(end, { description, schema }, path, `${key} `, faults);
  }
  if (scale !== 'linear' && scale !== 'log') {
    faults.add(path, `scale must be 'log' or 'linear', not ${inWords(scale)}`);
  }
  if (typeof from === 'number' && typeof to === 'number') {
    if (from >= to) faults.add(path, `from ${from} must be below to ${to}`);
    if (scale === 'log' && from <= 0 && faults.size === before)
      faults.add(path, `from must be above 0 on a log scale, not ${from}`);
  }
  if (faults.size > before) return null;
  return {
    kind: 'range',
    from: from as number,
    to: to as number,
    scale: scale as Range['scale'],
    whole: description.type === 'integer',
  };
}

const isChoice = (value: unknown): value is Choice =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value));

/** Reports a value that the setting's schema refuses. */
function requireAllowed(
  value: Choice,
  { description, schema }: Setting,
  path: Path,
  subject: string,
  faults: FaultSink,
): void {
  if (schema.safeParse(value).success) return;
  const near =
    typeof value === 'string' ? nearest(value, (description.choices ?? []).map(String)) : undefined;
  const hint = near === undefined ? '' : `, did you mean '${near}'?`;
  faults.add(path, `${subject}must be ${allowedValues(description)}, not ${inWords(value)}${hint}`);
}

const LONGEST = 60;

function inWords(value: unknown): string {
  const text = typeof value === 'string' ? `'${value}'` : (jsonFault(value) ?? JSON.stringify(value));
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
