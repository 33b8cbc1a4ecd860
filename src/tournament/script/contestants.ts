/** Reader of the contestant entries of a script: contestants with their settings resolved. */
import * as z from 'zod';
import { UserError } from '../../errors.ts';
import { contestantPresets, findLearner } from '../../learners/index.ts';
import { architectures, findArchitecture } from '../../nets/index.ts';
import { NET, netOption } from '../../nets/setting.ts';
import { describeOptions, type OptionDescription } from '../../options/describe.ts';
import { nameWith, optionText } from '../../options/written.ts';
import { HANDOVER, isHandoverText, parseHandoverText } from '../spec/handover-text.ts';
import { resolveContestant } from '../spec/resolve.ts';
import type { Contestant } from '../spec/tournament.ts';
import { type FaultList, type Path, placeOf } from './fault-list.ts';
import { anything, type Read, readForm, shown } from './form.ts';
import { resolveSwept } from './sweep.ts';
import { withNulls } from './tasks.ts';
import { readTuned, TUNED_IN_WORDS } from './tuned.ts';

/** Contestant of the tournament, and its place in the script. */
export interface ReadContestant {
  readonly contestant: Contestant;
  readonly path: Path;
  /** Name of the offered contestant that it is derived from. */
  readonly preset: string;
  /** Search space as it is written; undefined where it is not. */
  readonly space: unknown;
  /** Settings that the script gives. */
  readonly fixed: readonly string[];
}

const SPACE_IN_WORDS = 'settings with a range, a list of values, true or false each';

const FIELDS = {
  contestant: z.string().min(1).describe('the name of an offered contestant'),
  settings: z.record(z.string(), z.unknown()).optional().describe('settings by their names'),
  name: z
    .string()
    .max(60)
    .regex(/^[^\s/\p{C}]([^/\p{C}]*[^\s/\p{C}])?$/u)
    .optional()
    .describe('text of at most 60 characters, none of them / or a control character'),
  space: anything(SPACE_IN_WORDS).optional(),
  tuned: anything(TUNED_IN_WORDS).optional(),
};

const IN_WORDS = "an offered contestant's name, or { contestant, settings, name, space, tuned }";

const { contestant: _, ...COMMON } = FIELDS;
const HANDOVER_FIELDS = {
  handover: anything('two contestants or more, each a name or { contestant, settings }').describe(
    'two contestants or more, each a name or { contestant, settings }',
  ),
  at: anything('the share of the budget at which the first hands over').optional(),
  ...COMMON,
};
const HANDOVER_IN_WORDS = '{ handover, at, settings, name, space, tuned }';
const PART_FIELDS = { contestant: FIELDS.contestant, settings: FIELDS.settings };

export async function readContestants(
  entries: readonly unknown[],
  faults: FaultList,
): Promise<ReadContestant[]> {
  const read: ReadContestant[] = [];
  for (const [index, entry] of entries.entries()) {
    const path = ['contestants', index];
    const fields = readEntry(entry, path, faults);
    if (fields?.contestant === undefined) continue;
    const tuned = fields.tuned === undefined ? null : readTuned(fields.tuned, [...path, 'tuned'], faults);
    const variants = await resolve(fields.contestant, fields.settings ?? {}, fields.name, path, faults);
    // An entry with a wrong name is not compared by name, since it would only seem to be another's namesake.
    const isNamed = fields.name !== undefined || (entry as { name?: unknown }).name === undefined;
    if (!isNamed) continue;
    const origin = {
      path,
      preset: fields.contestant,
      space: fields.space,
      fixed: Object.keys(fields.settings ?? {}),
    };
    read.push(
      ...variants.map((variant) => ({
        contestant: tuned === null ? variant : { ...variant, tuned },
        ...origin,
      })),
    );
  }
  refuseNamesakes(read, faults);
  return read;
}

/** Entry as it is written: the fields that can be read. */
type ReadEntry = Read<typeof FIELDS>;

function readEntry(entry: unknown, path: Path, faults: FaultList): ReadEntry | null {
  if (typeof entry === 'string' && isHandoverText(entry)) return readHandoverText(entry, path, faults);
  if (typeof entry === 'string') return { contestant: entry };
  if (typeof entry === 'object' && entry !== null && 'handover' in entry)
    return readHandover(entry, path, faults);
  if (typeof entry === 'object' && entry !== null) return readForm(FIELDS, entry, IN_WORDS, path, faults);
  faults.add(path, `must be ${IN_WORDS}, not ${shown(entry)}`);
  return null;
}

function readHandoverText(entry: string, path: Path, faults: FaultList): ReadEntry | null {
  try {
    const { parts, at, assignments } = parseHandoverText(entry.trim(), `'${entry}'`);
    if (assignments.length === 0) return { contestant: HANDOVER, settings: { parts, at: numberOr(at) } };
    faults.add(path, `settings of a handover go into { handover, at, settings: { … } }`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    faults.add(path, error.message);
  }
  return null;
}

const numberOr = (text: string): number | string => (Number.isNaN(Number(text)) ? text : Number(text));

/** A handover in its own form, as the offered contestant with settings. */
function readHandover(entry: object, path: Path, faults: FaultList): ReadEntry | null {
  const before = faults.size;
  const fields = readForm(HANDOVER_FIELDS, entry, HANDOVER_IN_WORDS, path, faults);
  if (fields === null) return null;
  const { handover, at, settings, ...rest } = fields;
  const place = [...path, 'handover'];
  if (!Array.isArray(handover) || handover.length < 2) {
    faults.add(place, `must be ${HANDOVER_FIELDS.handover.description}, not ${shown(handover)}`);
    return null;
  }
  const parts = handover.map((part, index) => partText(part, [...place, index], faults));
  if (faults.size > before) return null;
  const whole = { ...settings, parts: parts.join('>'), ...(at === undefined ? {} : { at }) };
  return { ...rest, contestant: HANDOVER, settings: whole };
}

/** Text of a part of a handover. */
function partText(part: unknown, path: Path, faults: FaultList): string {
  if (typeof part === 'string') return part;
  const fields = readForm(PART_FIELDS, part, 'a name, or { contestant, settings }', path, faults);
  const assignments = Object.entries(fields?.settings ?? {}).map(([key, value]) => {
    const text = optionText(value);
    if (Array.isArray(value) || /[,>@]/.test(text))
      faults.add([...path, 'settings', key], `must be one value without , > or @, not ${shown(value)}`);
    return `${key}=${text}`;
  });
  return nameWith(fields?.contestant ?? '', assignments);
}

async function resolve(
  preset: string,
  settings: Readonly<Record<string, unknown>>,
  name: string | undefined,
  path: Path,
  faults: FaultList,
): Promise<Contestant[]> {
  let offered: Contestant;
  try {
    offered = resolveContestant(preset);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const written = /[:=]/.test(preset) ? '; settings go into { contestant, settings: { … } }' : '';
    faults.add(path, error.message + written);
    return [];
  }
  const options = optionsOf(offered);
  // A value may be one of any net's that the settings choose; each combination is checked against its own.
  const anyNet = architectures.flatMap((one) => describeOptions(one.options));
  const where = { path: [...path, 'settings'], entry: path, faults };
  const variants = await resolveSwept(
    withNulls(settings, [...options, ...anyNet]),
    where,
    (values, wording) => resolveContestant(preset, values, { wording }),
  );
  return variants.map(({ result, swept, keys }) => {
    const own = optionsOf(result);
    const { name: called, tells } = calledBy(result) ?? { name: preset, tells: [] };
    const before = resolveContestant(preset, {
      ...Object.fromEntries(tells.map((key) => [key, result.settings[key]])),
      [NET]: result.architecture,
    });
    const order = own.map((option) => option.name);
    return {
      ...result,
      name:
        name === undefined
          ? nameWith(
              called,
              differences({ ...before, architecture: offered.architecture }, result, own, keys, tells),
            )
          : nameWith(name, inOrder(swept, order)),
    };
  });
}

const optionsOf = ({ learner, architecture }: Contestant): OptionDescription[] => [
  ...describeOptions(findLearner(learner).settings),
  netOption(architecture),
  ...describeOptions(findArchitecture(architecture).options),
];

const calledBy = ({ learner, settings }: Contestant) => findLearner(learner).nameWith?.(settings);

const valuesOf = ({ settings, netOptions, architecture }: Contestant): Readonly<Record<string, unknown>> => ({
  ...settings,
  [NET]: architecture,
  ...netOptions,
});

/**
 * Assignments, `key=value`, of the settings that are swept or in which a variant differs from what is offered with its
 * net, in the settings' order.
 * @param told settings that its name tells already
 */
function differences(
  offered: Contestant,
  variant: Contestant,
  options: readonly OptionDescription[],
  swept: ReadonlySet<string>,
  told: readonly string[],
): readonly string[] {
  const [before, after] = [valuesOf(offered), valuesOf(variant)];
  return options
    .filter(({ name }) => !told.includes(name))
    .filter(({ name }) => swept.has(name) || optionText(before[name]) !== optionText(after[name]))
    .map(({ name }) => `${name}=${optionText(after[name])}`);
}

/** Assignments in a fixed order: a script with its settings in another order means the same trials. */
function inOrder(assignments: readonly string[], order: readonly string[]): string[] {
  const rank = (assignment: string) => order.indexOf(assignment.slice(0, assignment.indexOf('=')));
  return [...assignments].sort((a, b) => rank(a) - rank(b));
}

/** Refuses contestants of one name, since trials are known by it. */
function refuseNamesakes(read: readonly ReadContestant[], faults: FaultList): void {
  const byName = new Map<string, Path>();
  for (const { contestant, path } of read) {
    const other = byName.get(contestant.name);
    if (other === undefined) byName.set(contestant.name, path);
    else {
      const place = placeOf(other);
      faults.add(
        path,
        `'${contestant.name}' takes part already (${place}), leave one out or give it another name`,
      );
    }
  }
}

/** Random search as it is offered: the first contestant of a learner that only guesses. */
export function floorContestant(): Contestant | null {
  const floor = contestantPresets().find(({ learner }) => isFloor(learner));
  return floor === undefined ? null : resolveContestant(floor.name);
}

export const isFloor = (learner: string): boolean => findLearner(learner).floor === true;
