/** Row of one contestant in a verdict: the results of its trials on one task. */
import { randomStream } from '../random/random.ts';
import { bootstrapInterquartileMean, type MeanEstimate } from './bootstrap.ts';
import { isBetterThanChance } from './chance.ts';
import { expectedRunningTime, expectedRunningTimeInterval } from './expected-running-time.ts';
import { missingTrials } from './missing.ts';
import { type CostObservation, medianCostToSolve } from './survival.ts';
import { isFinished, solvingCost, type VerdictTrial } from './trial-order.ts';
import type { VerdictContestant, VerdictInput, VerdictRow } from './verdict-types.ts';
import { wilsonInterval } from './wilson.ts';

/** Makes the row. */
export function verdictRow(contestant: VerdictContestant, input: VerdictInput): VerdictRow {
  const finished = contestant.trials.filter(isFinished);
  const solved = finished.filter((trial) => trial.solved).length;
  const costs = contestant.trials.map(costObservation);
  const spent = contestant.trials.filter(({ stop }) => stop !== 'failed').map(costObservation);
  const planned = Math.max(input.seeds, contestant.trials.length);
  const better = trialsBetterThanChance(finished, input);
  const costOfFailure = Math.max(
    0,
    ...input.contestants.flatMap(({ trials }) => trials.map(({ macs }) => macs)),
  );
  const estimate = (measure: 'testError' | 'testLoss' | 'testScore'): MeanEstimate | null => {
    const values = finished
      .map((trial) => trial[measure] ?? null)
      .filter((value) => value !== null && Number.isFinite(value));
    const random = randomStream(input.seed, 'verdict', input.task ?? '', contestant.name, measure);
    return values.length === 0 ? null : bootstrapInterquartileMean([values as number[]], { random });
  };
  return {
    name: contestant.name,
    floor: contestant.floor ?? false,
    planned,
    finished: finished.length,
    tested: finished.filter(({ testError }) => testError !== null && Number.isFinite(testError)).length,
    solved,
    solvedInterval: wilsonInterval(solved, finished.length),
    medianMacsToSolve: medianCostToSolve(costs),
    expectedMacsToSolve: expectedRunningTime(spent),
    expectedMacsInterval: expectedRunningTimeInterval(spent, { costOfFailure }),
    testError: estimate('testError'),
    testLoss: estimate('testLoss'),
    ...(input.measure === undefined ? {} : { measure: { ...input.measure, mean: estimate('testScore') } }),
    trialsBetterThanChance: better,
    betterThanChance: better === null || finished.length === 0 ? null : 2 * better > finished.length,
    exploded: finished.filter((trial) => trial.stop === 'exploded').length,
    failed: contestant.trials.filter((trial) => trial.stop === 'failed' && !trial.solved).length,
    missing: missingTrials(contestant.trials, planned),
  };
}

/** Observation of a trial's cost to solve the task. */
export function costObservation(trial: VerdictTrial): CostObservation {
  if (trial.solved) return { outcome: 'solved', cost: solvingCost(trial) };
  return { outcome: trial.stop === 'exploded' ? 'never' : 'censored', cost: trial.macs };
}

/** Number of trials that are better than chance on the test set; null where chance is not known. */
function trialsBetterThanChance(trials: readonly VerdictTrial[], input: VerdictInput): number | null {
  const { chance = {}, testSequences: sequences = 10_000 } = input;
  if (chance.error === undefined && chance.loss === undefined) return null;
  return trials.filter(
    ({ solved, testError: error, testLoss: loss }) =>
      solved || isBetterThanChance({ error, loss, sequences }, chance),
  ).length;
}
