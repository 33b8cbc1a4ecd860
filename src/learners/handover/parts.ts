/**
 * Parts of a handover as text, `genitor:population=50>msgd-cr`: offered contestants with settings of their learners, each
 * of which goes on where the one before it ends. The net is the first one's, with its options.
 */
import { UserError } from '../../errors.ts';
import { architectureNamed, defaultArchitecture, findArchitecture } from '../../nets/index.ts';
import { NET } from '../../nets/setting.ts';
import { describeOptions } from '../../options/describe.ts';
import { unknownName } from '../../options/nearest.ts';
import { assignmentWording, readAssignments } from '../../options/parse.ts';
import { validateOptions } from '../../options/validate.ts';
import { nameWith, optionText } from '../../options/written.ts';
import { forcingFields } from '../forcing.ts';
import type { ContestantPreset, Learner } from '../learner.ts';

type Values = Readonly<Record<string, unknown>>;

export interface Part {
  /** Offered contestant. */
  readonly preset: ContestantPreset;
  readonly learner: Learner;
  /** Settings of the learner, all of them. */
  readonly settings: Values;
  /** Settings, `key=value`, in which it differs from the offered contestant. */
  readonly changed: readonly string[];
}

export interface Parts {
  readonly parts: readonly Part[];
  /** Architecture of the net, and those of its options that the first part gives. */
  readonly net: string;
  readonly netOptions: Values;
  /** Text with every setting in which a learner differs from its defaults: it means the same whatever is offered. */
  readonly text: string;
}

/** Reader of texts whose parts are contestants of these learners. */
export function partsReader(learners: readonly Learner[]): (text: string) => Parts {
  const offered = learners.flatMap((learner) =>
    learner.contestants.map((preset) => ({ preset: preset as ContestantPreset, learner })),
  );
  const known = new Map<string, Parts>();
  return (text) => {
    const parts = known.get(text) ?? read(text, offered);
    known.set(text, parts);
    return parts;
  };
}

type Offered = readonly { readonly preset: ContestantPreset; readonly learner: Learner }[];

function read(text: string, offered: Offered): Parts {
  const written = text.split('>').map((one) => one.trim());
  if (written.length < 2 || written.includes(''))
    throw new UserError(
      `write two contestants or more, as in genitor>msgd-cr, each with settings of its learner behind a colon`,
    );
  let net = { net: '', isChosen: false, options: {} as Values };
  const parts = written.map((one, index) => {
    const { name, assignments } = splitPart(one);
    const found = offered.find(({ preset }) => preset.name === name);
    if (found === undefined)
      throw unknownName(
        'part of a handover',
        name,
        offered.map(({ preset }) => preset.name),
      );
    const { preset, learner } = found;
    const own = preset.net ?? defaultArchitecture.name;
    const isOfLearner = (assignment: string) => keyOf(assignment) in learner.settings.shape;
    const others = assignments.filter((assignment) => !isOfLearner(assignment));
    if (index === 0) net = netOf(preset, own, learner, others);
    else refuseForNet(name, own, others, net.net, net.isChosen ? null : splitPart(written[0]!).name);
    return partOf(
      preset,
      learner,
      assignments.filter((assignment) => isOfLearner(assignment)),
    );
  });
  return {
    parts,
    net: net.net,
    netOptions: net.options,
    text: parts.map((part) => nameWith(part.preset.name, pinned(part))).join('>'),
  };
}

function splitPart(text: string): { readonly name: string; readonly assignments: readonly string[] } {
  const colon = text.indexOf(':');
  if (colon === -1) return { name: text, assignments: [] };
  const assignments = text
    .slice(colon + 1)
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  return { name: text.slice(0, colon).trim(), assignments };
}

const keyOf = (assignment: string): string => assignment.split('=', 1)[0]!.trim();

/** Net of the first part, with the options that it is offered with and those that are written. */
function netOf(preset: ContestantPreset, own: string, learner: Learner, written: readonly string[]) {
  const where = `part ${preset.name}`;
  refuseForcing(preset.name, written);
  const choice = written.find((assignment) => keyOf(assignment) === NET);
  const name = choice === undefined ? own : choice.slice(choice.indexOf('=') + 1).trim();
  const architecture = findArchitecture(name, where);
  const { shape } = architecture.options;
  const offered = Object.entries(preset.settings).filter(
    ([key, value]) =>
      !(key in learner.settings.shape) &&
      Object.hasOwn(shape, key) &&
      (name === own || shape[key]!.safeParse(value).success),
  );
  const assignments = written.filter((assignment) => assignment !== choice);
  const known = [...describeOptions(learner.settings), ...describeOptions(architecture.options)];
  return {
    net: name,
    isChosen: choice !== undefined,
    options: { ...Object.fromEntries(offered), ...readAssignments(assignments, known, where, ':') },
  };
}

/** Refuses options of a net to a part that is not the first, and a net of another architecture. */
function refuseForNet(
  name: string,
  own: string,
  written: readonly string[],
  net: string,
  first: string | null,
): void {
  refuseForcing(name, written);
  const ofNet = written.find(
    (assignment) =>
      keyOf(assignment) === NET || keyOf(assignment) in (architectureNamed(net)?.options.shape ?? {}),
  );
  if (ofNet !== undefined)
    throw new UserError(
      `part ${name}:${ofNet}: the net is that of the first part, so its options are given there`,
    );
  if (first !== null && own !== net)
    throw new UserError(
      `part ${name} is of a net ${own}, and the first part ${first} of a net ${net}; take two contestants of one kind of net, or choose it with ${first}:net=${own}`,
    );
}

function refuseForcing(name: string, written: readonly string[]): void {
  const forcing = written.find((assignment) => keyOf(assignment) in forcingFields);
  if (forcing !== undefined)
    throw new UserError(
      `part ${name}:${forcing}: forcing is of all parts alike, so it is set for the handover as a whole`,
    );
}

function partOf(preset: ContestantPreset, learner: Learner, assignments: readonly string[]): Part {
  const where = `part ${preset.name}`;
  const own = Object.fromEntries(
    Object.entries(preset.settings).filter(([key]) => key in learner.settings.shape),
  );
  const options = describeOptions(learner.settings);
  const written = readAssignments(assignments, options, where, ':');
  const wording = assignmentWording(assignments, where, ':');
  const settings = validateOptions(learner.settings, { ...own, ...written }, where, wording) as Values;
  const offered = validateOptions(learner.settings, own, where) as Values;
  const changed = options
    .filter(({ name }) => optionText(settings[name]) !== optionText(offered[name]))
    .map(({ name }) => `${name}=${optionText(settings[name])}`);
  return { preset, learner, settings, changed };
}

/** Assignments of what the contestant is offered with and of what differs from the learner's defaults. */
const pinned = ({ preset, learner, settings }: Part): readonly string[] =>
  describeOptions(learner.settings)
    .filter(
      ({ name, default: standard }) =>
        name in preset.settings || optionText(settings[name]) !== optionText(standard),
    )
    .map(({ name }) => `${name}=${optionText(settings[name])}`);
