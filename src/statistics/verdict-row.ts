/** One contestant's row of a verdict: what its trials on one task came to. */
import { randomStream } from '../random/random.ts';
import { bootstrapInterquartileMean, type MeanEstimate } from './bootstrap.ts';
import { expectedRunningTime, expectedRunningTimeInterval } from './expected-running-time.ts';
import { missingTrials } from './missing.ts';
import { type CostObservation, medianCostToSolve } from './survival.ts';
import { isFinished, solvingCost, type VerdictTrial } from './trial-order.ts';
import type { VerdictContestant, VerdictInput, VerdictRow } from './verdict.ts';
import { wilsonInterval } from './wilson.ts';

/** One contestant's results on one task. */
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
  const estimate = (measure: 'testError' | 'testLoss'): MeanEstimate | null => {
    const values = finished
      .map((trial) => trial[measure])
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
    trialsBetterThanChance: better,
    betterThanChance: better === null || finished.length === 0 ? null : 2 * better > finished.length,
    exploded: finished.filter((trial) => trial.stop === 'exploded').length,
    failed: contestant.trials.filter((trial) => trial.stop === 'failed' && !trial.solved).length,
    missing: missingTrials(contestant.trials, planned),
  };
}

/** What a trial says of its cost to solve the task. */
export function costObservation(trial: VerdictTrial): CostObservation {
  if (trial.solved) return { outcome: 'solved', cost: solvingCost(trial) };
  return { outcome: trial.stop === 'exploded' ? 'never' : 'censored', cost: trial.macs };
}

/**
 * A trial is better than chance where chance lies above the 99.9 % Wilson interval of its test error. Of a
 * task that knows only chance's loss, where its test loss is 5 % lower: the test set's own sampling error is
 * not known, but is about 1 % for 10,000 sequences.
 */
function trialsBetterThanChance(trials: readonly VerdictTrial[], input: VerdictInput): number | null {
  const { error, loss } = input.chance ?? {};
  if (error === undefined && loss === undefined) return null;
  const tests = input.testSequences ?? 10_000;
  return trials.filter((trial) => {
    if (trial.solved) return true;
    if (error === undefined) return trial.testLoss !== null && trial.testLoss < 0.95 * loss!;
    const { testError } = trial;
    if (testError === null || Number.isNaN(testError)) return false;
    return wilsonInterval(Math.min(1, testError) * tests, tests, 0.999).high < error;
  }).length;
}
