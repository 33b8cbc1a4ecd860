/**
 * Planning of a duel: from flags to a tournament spec. All mistakes in the flags are found here, before anything
 * starts.
 */

import { oneLine } from '../../blame.ts';
import { chooseDevice } from '../../engine/choose.ts';
import { UserError } from '../../errors.ts';
import { countsOf } from '../../learners/counts.ts';
import { findLearner } from '../../learners/index.ts';
import { architectureOfSetting, NET, netOption } from '../../nets/setting.ts';
import { assignmentWording, readAssignments } from '../../options/parse.ts';
import { changedOptions } from '../../options/written.ts';
import { type Calibrate, calibrate } from '../../tournament/forecast/calibrate.ts';
import { lackingLine } from '../../tournament/forecast/capable.ts';
import { isSlowToMeasure, measuringLine, requireRoom, roomHere } from '../../tournament/forecast/heavy.ts';
import type { Draft } from '../../tournament/forecast/workload.ts';
import { type OpenTask, openTask } from '../../tournament/plugins/plugin.ts';
import { formatBudget, parseBudget, requireEnd } from '../../tournament/spec/budget.ts';
import { requireFit } from '../../tournament/spec/fit.ts';
import { offeredWith, ownNet, presetWith } from '../../tournament/spec/offered.ts';
import { seedsText, specSeeds } from '../../tournament/spec/repetitions.ts';
import { resolveContestant } from '../../tournament/spec/resolve.ts';
import { endFault, toTheEndOf } from '../../tournament/spec/to-the-end.ts';
import type { Contestant, TaskChoice, TournamentSpec, TrialSpec } from '../../tournament/spec/tournament.ts';
import { trialsOf } from '../../tournament/spec/trials-of.ts';
import { findPreset } from '../contestants/listing.ts';
import { type ContestantText, parseContestant, requireUniqueNames } from '../contestants/text.ts';
import { defaultDuel, usualDuel } from './default.ts';
import type { DuelFlags } from './flags.ts';

export interface Plan {
  readonly spec: TournamentSpec;
  readonly trials: readonly TrialSpec[];
  /** Assignments, `key=value`, of the task's options that differ from their defaults. */
  readonly changedOptions: readonly string[];
  /** Device that computes, and the reason for its choice. */
  readonly deviceLine: string;
  /** Arguments of the command that repeats this duel. */
  readonly repeat: readonly string[];
}

/**
 * Plans the duel that the flags describe.
 * @param settle picks the device that `auto` stands for
 * @param onWait told the reason of a wait that takes more than a moment
 * @throws UserError on flags that are unknown, of the wrong type, out of range, or do not go together
 */
export async function planDuel(
  taskName: string,
  flags: DuelFlags,
  settle: Calibrate = calibrate,
  onWait: (line: string) => void = () => {},
): Promise<Plan> {
  const task = await openTask(taskName);
  const chosen = await chooseForDuel(task, flags.set ?? []);
  const usual = usualDuel(chosen, flags.far);
  const texts = flags.contestant ?? usual.contestants;
  const contestants = texts.map(parseContestant);
  requireUniqueNames(contestants);
  const asked = flags.device ?? defaultDuel.device;
  const named = asked === 'auto' ? null : await chooseDevice(asked);
  const budget = parseBudget(flags.budget ?? usual.budget);
  const resolved = contestants.map(resolve);
  for (const contestant of resolved) requireFit(contestant, chosen);
  for (const { name, learner, settings } of resolved)
    requireEnd(budget, name, countsOf(findLearner(learner), settings));
  const toTheEnd = toTheEndOf({ untilSolved: !flags.toTheEnd, until: flags.until });
  const fault = endFault(toTheEnd, [chosen]);
  if (fault !== null) throw new UserError(`--until ${flags.until}: ${fault}`);
  const draft: Draft = {
    tasks: [chosen],
    contestants: resolved,
    ...specSeeds(flags.seeds),
    seed: flags.seed,
    budget,
    ...(toTheEnd === undefined ? {} : { toTheEnd }),
  };
  requireRoom(draft, flags.workers, roomHere(asked));
  const heavy = named === null ? isSlowToMeasure(draft) : null;
  if (heavy !== null) onWait(measuringLine(heavy.contestant));
  const device = named ?? (await settle(draft, flags.workers));
  const lacking = await lackingLine(draft, device.name);
  if (lacking !== null) throw new UserError(lacking);
  const spec: TournamentSpec = { ...draft, device: device.name };
  const changed = changedOptions(task.options, chosen.options);
  return {
    spec,
    trials: trialsOf(spec),
    changedOptions: changed,
    deviceLine: device.why.replace(/^device /, ''),
    repeat: [
      ...['npx', 'genoprop', 'duel', taskName],
      ...changed.flatMap((assignment) => ['--set', assignment]),
      ...texts.flatMap((text) => ['--contestant', text]),
      ...['--seeds', seedsText(spec), '--seed', String(spec.seed)],
      ...formatBudget(budget).flatMap((limit) => ['--budget', limit]),
      ...endFlags(flags),
      ...['--device', device.name],
    ],
  };
}

/** Flags that end trials, as they would be written again. */
export const endFlags = ({ toTheEnd, until }: Pick<DuelFlags, 'toTheEnd' | 'until'>): string[] => [
  ...(toTheEnd ? ['--to-the-end'] : []),
  ...(until === undefined ? [] : ['--until', String(until)]),
];

/**
 * Chooses the task. A combination of options that the task refuses becomes a `UserError`, whatever error the task
 * threw.
 */
async function chooseForDuel(task: OpenTask, assignments: readonly string[]): Promise<TaskChoice> {
  const values = readAssignments(assignments, task.options, '--set');
  try {
    return await task.choose(values, { wording: assignmentWording(assignments, '--set') });
  } catch (error) {
    const line = oneLine(error);
    if (line.startsWith('--set') || assignments.length === 0) throw error;
    throw new UserError(`--set ${assignments.join(' --set ')}: ${line}`, { cause: error });
  }
}

function resolve({ name, preset, assignments }: ContestantText): Contestant {
  const offered = findPreset(preset, name === preset ? '' : `--contestant ${name}`);
  const found = presetWith(offered, textsOf(assignments));
  const where = `--contestant ${preset}`;
  const wording = assignmentWording(assignments, where, ':');
  // The net decides the other settings.
  const isNet = (assignment: string): boolean => assignment.split('=', 1)[0]!.trim() === NET;
  const choice = readAssignments(assignments.filter(isNet), [netOption(ownNet(found))], where, ':');
  const { options } = offeredWith(found, architectureOfSetting(choice[NET], ownNet(found), where, wording));
  const known = [...options.learner, ...options.choice, ...options.net];
  const others = assignments.filter((assignment) => !isNet(assignment));
  const settings = { ...readAssignments(others, known, where, ':'), ...choice };
  return resolveContestant(preset, settings, { as: name, wording });
}

/** Values of assignments as they are written. */
const textsOf = (assignments: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    assignments.flatMap((assignment) => {
      const equals = assignment.indexOf('=');
      return equals < 1 ? [] : [[assignment.slice(0, equals).trim(), assignment.slice(equals + 1).trim()]];
    }),
  );
