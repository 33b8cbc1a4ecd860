/**
 * Planning of a duel: from flags to a tournament spec. All mistakes in the flags are found here, before anything
 * starts.
 */

import { chooseDevice } from '../../engine/choose.ts';
import { UserError } from '../../errors.ts';
import { countsOf } from '../../learners/counts.ts';
import { findLearner } from '../../learners/index.ts';
import { changedOptions } from '../../options/written.ts';
import { type Calibrate, calibrate } from '../../tournament/forecast/calibrate.ts';
import { lackingLine } from '../../tournament/forecast/capable.ts';
import { isSlowToMeasure, measuringLine, requireRoom, roomHere } from '../../tournament/forecast/heavy.ts';
import type { Draft } from '../../tournament/forecast/workload.ts';
import { type OpenTask, openTask } from '../../tournament/plugins/plugin.ts';
import { parseBudget, requireEnd } from '../../tournament/spec/budget.ts';
import { parseContestant, requireUniqueNames } from '../../tournament/spec/contestant-text.ts';
import { requireFit } from '../../tournament/spec/fit.ts';
import { specSeeds } from '../../tournament/spec/repetitions.ts';
import { endFault, toTheEndOf } from '../../tournament/spec/to-the-end.ts';
import type { TaskChoice, TournamentSpec, TrialSpec } from '../../tournament/spec/tournament.ts';
import { trialsOf } from '../../tournament/spec/trials-of.ts';
import { defaultDuel, usualDuel } from '../../tournament/spec/usual-duel.ts';
import { writtenContestant } from '../../tournament/spec/written-contestant.ts';
import { optionsFault, repeatDuel, writtenOptions } from '../../tournament/spec/written-duel.ts';
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
  const contestants = texts.map((text) => parseContestant(text));
  requireUniqueNames(contestants);
  const asked = flags.device ?? defaultDuel.device;
  const named = asked === 'auto' ? null : await chooseDevice(asked);
  const budget = parseBudget(flags.budget ?? usual.budget);
  const resolved = contestants.map(writtenContestant);
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
    repeat: [...repeatDuel({ task: taskName, set: changed, contestants: texts, spec }, endFlags(flags))],
  };
}

/** Flags that end trials, as they would be written again. */
export const endFlags = ({ toTheEnd, until }: Pick<DuelFlags, 'toTheEnd' | 'until'>): string[] => [
  ...(toTheEnd ? ['--to-the-end'] : []),
  ...(until === undefined ? [] : ['--until', String(until)]),
];

async function chooseForDuel(task: OpenTask, assignments: readonly string[]): Promise<TaskChoice> {
  const { values, wording } = writtenOptions(assignments, task.options);
  try {
    return await task.choose(values, { wording });
  } catch (error) {
    throw optionsFault(assignments, error);
  }
}
