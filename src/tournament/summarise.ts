/** Summary of a tournament from the results of its trials so far: task by task, and over all tasks. */
import { learners } from '../learners/index.ts';
import { overallVerdict } from '../statistics/overall-verdict.ts';
import { performanceProfiles, type RepeatedTrial } from '../statistics/performance-profile.ts';
import type { RepeatedContestant, TaskSummary, TournamentSummary } from '../statistics/summary.ts';
import { solvedCurve } from '../statistics/survival.ts';
import { reachVerdict } from '../statistics/verdict.ts';
import { costObservation } from '../statistics/verdict-row.ts';
import type { JudgedMeasure, Verdict } from '../statistics/verdict-types.ts';
import { scoreOf } from './spec/criterion.ts';
import type { Success } from './spec/success.ts';
import type { TaskChoice, TournamentSpec, TrialResult } from './spec/tournament.ts';
import { trialsOf } from './spec/trials-of.ts';
import { tunedSentence } from './spec/tuned-words.ts';

/** Score by which a verdict compares unsolved trials, where that is not the test error. */
export function testScoreOf(
  success: Success,
  { testError, testMeasures }: Pick<TrialResult, 'testError' | 'testMeasures'>,
): { readonly testScore?: number | null } {
  if (success.measure === undefined) return {};
  const reached = { error: testError ?? Number.NaN, measures: testMeasures };
  return { testScore: testError === null ? null : scoreOf(success, reached) };
}

/** Parts of a trial's result that a summary depends on. */
export type SummarisedResult = Omit<TrialResult, 'champion'>;

/**
 * Summary of the results so far; those of trials that the tournament does not have are ignored. Pure: the same results
 * give the same summary, in any order.
 * @param results of the trials that ended, by the trials' ids
 */
export function summarise(
  spec: TournamentSpec,
  results: ReadonlyMap<string, SummarisedResult>,
): TournamentSummary {
  const contestants = contestantsByTask(spec, results);
  const tasks = spec.tasks.map((task) => summariseTask(spec, task, contestants.get(task.label)!));
  const [only] = tasks;
  if (tasks.length === 1) {
    return { tasks, overall: null, winner: only!.verdict.winner, text: withTuning(spec, only!.verdict.text) };
  }
  const overall = overallVerdict({
    tasks: tasks.map(({ task, verdict }) => ({ task, verdict, contestants: contestants.get(task)! })),
    seeds: spec.seeds,
    seed: spec.seed,
  });
  return { tasks, overall, winner: overall.winner, text: withTuning(spec, overall.text) };
}

/** Text of a verdict with the sentence on how its contestants were tuned. */
function withTuning({ contestants }: TournamentSpec, text: string): string {
  const sentence = tunedSentence(contestants);
  return sentence === null ? text : `${text} ${sentence}`;
}

function summariseTask(
  { seeds, seed }: TournamentSpec,
  { label, facts }: TaskChoice,
  contestants: readonly RepeatedContestant[],
): TaskSummary {
  const verdict = reachVerdict({
    task: label,
    contestants,
    seeds,
    seed,
    chance: facts.chance,
    testSequences: facts.success.sequences,
    measure: judgedMeasure(facts.success),
  });
  const curves = contestants.map(({ name, trials }) => [name, solvedCurve(trials.map(costObservation))]);
  return {
    task: label,
    verdict,
    guessing: guessingIn(verdict),
    solvedCurves: Object.fromEntries(curves),
    profiles: performanceProfiles([contestants]),
  };
}

/** Best result of those that only guess. */
function guessingIn({ rows }: Verdict): TaskSummary['guessing'] {
  const floor = rows.find((row) => row.floor);
  return floor ? { name: floor.name, solved: floor.solved, finished: floor.finished } : null;
}

/** Contestants as the tournament names them, for each task's label, their trials in the order of the seeds. */
export function contestantsByTask(
  spec: TournamentSpec,
  results: ReadonlyMap<string, SummarisedResult>,
): Map<string, RepeatedContestant[]> {
  const pair = (task: string, contestant: string) => JSON.stringify([task, contestant]);
  const trials = Map.groupBy(trialsOf(spec), ({ task, contestant }) => pair(task.label, contestant.name));
  return new Map(
    spec.tasks.map(({ label, facts }) => [
      label,
      spec.contestants.map(({ name, learner }) => ({
        name,
        floor: isFloor(learner),
        trials: (trials.get(pair(label, name)) ?? []).flatMap(({ id, repetition }) => {
          const result = results.get(id);
          return result === undefined ? [] : repeatedTrial(repetition, result, facts.success);
        }),
      })),
    ]),
  );
}

/** True for a learner that only guesses. A run may have been written by a version that knows more learners. */
const isFloor = (name: string): boolean => learners.find((one) => one.name === name)?.floor ?? false;

const judgedMeasure = (success: Success): JudgedMeasure | undefined =>
  success.measure === undefined
    ? undefined
    : {
        name: success.measure,
        ...(success.unit === undefined ? {} : { unit: success.unit }),
        higherIsBetter: success.atLeast !== undefined,
        ...(success.alone === undefined ? {} : { alone: success.alone }),
        ...(success.of === undefined ? {} : { of: success.of }),
      };

/** Parts of a trial's result that a verdict compares. */
export const repeatedTrial = (
  repetition: number,
  result: SummarisedResult,
  success: Success,
): RepeatedTrial => ({
  repetition,
  solved: result.solved,
  testError: result.testError,
  testLoss: result.testLoss,
  ...testScoreOf(success, result),
  macsToSolve: result.costToSolve?.macs ?? null,
  macs: result.cost.macs,
  stop: result.stop.reason,
  detail: result.stop.detail,
});
