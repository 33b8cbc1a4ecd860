import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chooseTrial } from '../../../src/export/best-trial.ts';
import { studentQuantile } from '../../../src/numeric/student.ts';
import { randomStream } from '../../../src/random/random.ts';
import { createRun } from '../../../src/store/run-file.ts';
import {
  criterionText,
  goalText,
  isMet,
  isMetByScore,
  reachedText,
  scoreOf,
  shortCriterion,
} from '../../../src/tournament/spec/criterion.ts';
import { wholeGoalText } from '../../../src/tournament/spec/goal-words.ts';
import { resolveTask } from '../../../src/tournament/spec/resolve.ts';
import { isPromising, isShown, type Success, successOf } from '../../../src/tournament/spec/success.ts';
import type { TrialResult } from '../../../src/tournament/spec/tournament.ts';
import { summarise } from '../../../src/tournament/summarise.ts';
import { MeasureSums } from '../../../src/tournament/trial/measure-sums.ts';
import { about } from '../../support/store/example-run.ts';
import toys from '../../support/tournament/toy-catalogue.ts';
import {
  play,
  smallContestant,
  timeless,
  toySpec,
  toyTask,
  toyTrial,
} from '../../support/tournament/toys.ts';

const atLeast: Success = {
  measure: 'longest',
  atLeast: 10,
  unit: 'steps',
  sequences: 2000,
  exhaustive: false,
};
const atMost: Success = { measure: 'distance', atMost: 0.5, sequences: 400, exhaustive: false };

const looked = (success: Success, mean: number, standardError: number, sequences = success.sequences) => ({
  sequences,
  error: 0.5,
  measures: { [success.measure!]: mean },
  standardErrors: { [success.measure!]: standardError },
});

describe('success by a measure', () => {
  it('is shown where the one-sided 99 % bound of the mean, by Student’s t, reaches the criterion', () => {
    for (const [success, direction] of [
      [atLeast, 1],
      [atMost, -1],
    ] as const) {
      const level = success.atLeast ?? success.atMost!;
      const width = studentQuantile(0.99, success.sequences - 1) * 0.1;
      expect(isShown(success, looked(success, level + direction * (width + 1e-9), 0.1))).toBe(true);
      expect(isShown(success, looked(success, level + direction * (width - 1e-9), 0.1))).toBe(false);
      expect(isShown(success, looked(success, Number.NaN, 0.1))).toBe(false);
    }
  });

  it('holds the confidence that it says: means just short of the criterion are shown in about 1 % of sets', () => {
    const success: Success = { ...atLeast, sequences: 100 };
    const random = randomStream('measure', 'coverage');
    let shown = 0;
    for (let set = 0; set < 4000; set++) {
      const sums = new MeasureSums();
      let sum = 0;
      let squares = 0;
      const values = Array.from({ length: 100 }, () => 10 + 3 * (random.uniform() - 0.5));
      for (const value of values) sum += value;
      for (const value of values) squares += (value - sum / 100) ** 2;
      sums.add({ measures: { longest: sum }, squares: { longest: squares } }, 100);
      const examined = {
        sequences: 100,
        error: 0,
        measures: sums.means(),
        standardErrors: sums.standardErrors(),
      };
      if (isShown(success, examined)) shown++;
    }
    // 40 are expected, with a standard deviation of 6.3.
    expect(shown).toBeGreaterThan(15);
    expect(shown).toBeLessThan(65);
  });

  it('is not shown by a first look, which is promising within three standard errors', () => {
    expect(isShown(atLeast, looked(atLeast, 20, 0.1, 1000))).toBe(false);
    expect(isPromising(atLeast, looked(atLeast, 9.71, 0.1, 1000))).toBe(true);
    expect(isPromising(atLeast, looked(atLeast, 9.69, 0.1, 1000))).toBe(false);
    expect(isPromising(atMost, looked(atMost, 0.79, 0.1))).toBe(true);
    expect(isPromising(atMost, looked(atMost, 0.81, 0.1))).toBe(false);
  });

  it('is not shown by a single sequence, which has no spread', () => {
    const single: Success = { ...atMost, sequences: 1 };
    expect(isShown(single, looked(single, 0, Number.NaN, 1))).toBe(false);
  });

  it('of a task with cases is the mean over all of them', () => {
    const success: Success = { ...atLeast, sequences: 8, exhaustive: true };
    expect(isShown(success, looked(success, 10, 5))).toBe(true);
    expect(isShown(success, looked(success, 9.99, 0))).toBe(false);
  });

  it('tells nets apart by scores of which lower is better, and an unknown measure is the worst', () => {
    expect(scoreOf(atLeast, { error: 0.3, measures: { longest: 7 } })).toBe(-7);
    expect(scoreOf(atMost, { error: 0.3, measures: { distance: 7 } })).toBe(7);
    expect(scoreOf({ error: 0.01 }, { error: 0.3 })).toBe(0.3);
    expect(scoreOf(atLeast, { error: 0.3, measures: { longest: Number.NaN } })).toBe(
      Number.POSITIVE_INFINITY,
    );
    expect(isMet(atLeast, { error: 1, measures: { longest: 10 } })).toBe(true);
    expect([
      isMetByScore(atLeast, { error: 1, score: -9.9 }),
      isMetByScore(atMost, { error: 1, score: 0.5 }),
    ]).toEqual([false, true]);
  });

  it('is said in words with the measure, its direction and its unit', () => {
    expect(goalText(atLeast)).toBe('a mean longest of at least 10 steps');
    expect(criterionText(atMost, '400 test sequences')).toBe(
      'a mean distance of at most 0.5 over 400 test sequences',
    );
    expect(criterionText({ error: 0.01 }, 'all 8 cases')).toBe('less than 1.0 % of all 8 cases wrong');
    expect([shortCriterion(atLeast, '2000'), shortCriterion({ error: 0.05 }, '300')]).toEqual([
      'longest ≥ 10 steps over 2000',
      '< 5.0 % of 300',
    ]);
    expect(reachedText(atLeast, { error: 0.5, score: -7.25 })).toBe('longest 7.25 steps');
  });
});

it.each([
  ['temporal-order', {}, 'less than 1.0 % of 10000 test sequences wrong'],
  ['t-maze', {}, 'a mean right of at least 1 over all 2 starts'],
  ['single-pole', { starts: 'drawn' }, 'less than 5.0 % of 200 test episodes lost'],
  ['platform', { level: 'drawn' }, 'a mean finished of at least 0.9 over 100 test episodes'],
])('the whole goal of %s speaks of sequences or of episodes', (task, options, goal) => {
  expect(wholeGoalText(resolveTask(task, options).facts)).toBe(goal);
});

describe('sums of measures over batches', () => {
  it('give the mean and its standard error as one pass over all values would', () => {
    const random = randomStream('measure', 'sums');
    const all = Array.from({ length: 1037 }, () => 1e6 + random.normal());
    const sums = new MeasureSums();
    for (let first = 0; first < all.length; first += 100) {
      const batch = all.slice(first, first + 100);
      const sum = batch.reduce((total, value) => total + value, 0);
      const squares = batch.reduce((total, value) => total + (value - sum / batch.length) ** 2, 0);
      sums.add({ measures: { m: sum }, squares: { m: squares } }, batch.length);
    }
    const mean = all.reduce((total, value) => total + value, 0) / all.length;
    const variance = all.reduce((total, value) => total + (value - mean) ** 2, 0) / (all.length - 1);
    expect(sums.means().m).toBeCloseTo(mean, 8);
    expect(sums.standardErrors().m).toBeCloseTo(Math.sqrt(variance / all.length), 10);
  });
});

describe('a trial on a task that is judged by a measure', () => {
  const spec = toyTrial(smallContestant('msgd'), { macs: 2e7 }, 'longest');

  it('is solved when the measure is reached with confidence, and tells it at every validation', async () => {
    expect(successOf(toys.task('longest'), {})).toEqual({
      measure: 'longest',
      atLeast: 3.5,
      unit: 'steps',
      sequences: 1500,
      exhaustive: false,
    });
    const { result, checkpoints } = await play(spec);
    expect(result.stop.reason).toBe('solved');
    expect(result.stop.detail).toMatch(/^mean longest [34][.\d]* steps over 1500 validation sequences$/);
    expect(result.solved).toBe(true);
    expect(result.testMeasures.longest).toBeGreaterThanOrEqual(3.5);
    const told = checkpoints.map(({ checkpoint }) => checkpoint);
    expect(told.length).toBeGreaterThan(1);
    for (const { validationMeasures, validationScore } of told) {
      expect(validationScore).toBe(0 - validationMeasures!.longest!);
    }
    expect(told[0]!.validationMeasures!.longest).toBeLessThan(3.5);
  });

  it('goes on from any checkpoint as if it had never stopped, its best by the measure', async () => {
    const whole = await play(spec);
    const [first] = whole.checkpoints;
    const values = JSON.parse(JSON.stringify(first!.snapshot!.values));
    expect(values.trial.standing.score).toBe(first!.checkpoint.validationScore);
    const resume = { arrays: structuredClone(first!.snapshot!.arrays), values };
    const resumed = await play(spec, { resume });
    expect(timeless(resumed.result)).toEqual(timeless(whole.result));
  });
});

describe('the verdict on a task that is judged by a measure', () => {
  const contestants = ['near', 'far'].map((name) => ({ ...smallContestant('msgd'), name }));
  const tournament = toySpec(contestants, { macs: 1e6 }, { tasks: [toyTask('longest')], seeds: 5 });
  /** The nearer by the measure is the farther by errors. */
  const resultOf = (who: string, repetition: number): TrialResult => ({
    id: `longest/${who}/${repetition}`,
    repetition,
    stop: { reason: 'budget', detail: '' },
    solved: false,
    testError: who === 'near' ? 0.9 : 0.2,
    testLoss: 1,
    testMeasures: { longest: who === 'near' ? 3 + repetition / 100 : 1 + repetition / 100 },
    cost: { macs: 1e6, updates: 1, evaluations: 0, sequences: 1, seconds: 1 },
    costToSolve: null,
    parameters: 9,
    champion: { parameters: new Float32Array([1]) },
  });
  const results = contestants.flatMap(({ name }) => [1, 2, 3, 4, 5].map((seed) => resultOf(name, seed)));

  it('ranks unsolved trials by the measure and says it with its unit', () => {
    const { winner, text, tasks } = summarise(tournament, new Map(results.map((one) => [one.id, one])));
    expect(winner).toBe('near');
    expect(text).toContain('longest 3 steps');
    expect(text).toContain('against longest 1 steps for far');
    expect(tasks[0]!.verdict.rows[0]!.measure).toMatchObject({ name: 'longest', unit: 'steps' });
    // Means are of scores, which are negated where higher is better.
    expect(tasks[0]!.verdict.rows[0]!.measure!.mean!.value).toBeCloseTo(-3.03, 5);
  });

  it('takes the champion that comes nearest by it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'genoprop-measure-'));
    try {
      const run = createRun(join(folder, 'a.run'), tournament, about);
      for (const result of results) {
        run.record({ type: 'started', id: result.id, parameters: 9 });
        run.record({ type: 'finished', id: result.id, result });
      }
      const { trial, why } = chooseTrial(run, {}, 'a.run');
      expect(trial.id).toBe('longest/near/5');
      expect(why).toContain('none solved, this one has the highest longest in its test');
      run.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
