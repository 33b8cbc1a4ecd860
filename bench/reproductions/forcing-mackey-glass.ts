/**
 * Mackey-Glass with and without teacher forcing: the error one step ahead beside that 84 steps ahead, where forced training
 * learns the first and is tested on the second.
 */
import type { RunFile } from '../../src/store/run-file.ts';
import type { TrialOutcome } from '../../src/tournament/earlier-session.ts';
import { resolveContestant, resolveTask } from '../../src/tournament/spec/resolve.ts';
import { quantile } from '../measure.ts';
import { table } from '../results.ts';
import type { Reproduction } from './reproduction.ts';

const lstm = { net: 'lstm', hidden: 25 };

export const forcingMackeyGlass: Reproduction = {
  name: 'forcing-mackey-glass',
  title: 'Teacher forcing: Mackey-Glass',
  claim:
    'On Mackey-Glass (τ = 17) an LSTM of 25 cells by Adam, after 4e10 multiply-accumulates a trial, some 1,100 updates of 20 sequences: trained with forcing it has a lower median error than trained on free runs, one step ahead and 84 steps ahead. Mixed, the forced share falls from 1 to .25 within 1,000 batches. Rate .001, clipped to 1, as `adam` is offered. This is what these seeds showed. On one seed of tournament seed 7 before, free runs had been ahead at 84 steps, and that had been the claim, which these seeds refuted.',
  spec: {
    tasks: [resolveTask('mackey-glass')],
    contestants: [
      resolveContestant('adam', { ...lstm, forcing: 'outputs' }, { as: 'forced' }),
      resolveContestant('adam', { ...lstm, forcingFloor: 0.25, forcingSpan: 1000 }, { as: 'mixed' }),
      resolveContestant('adam', { ...lstm, forcing: 'none' }, { as: 'free' }),
    ],
    seeds: 3,
    seed: 8,
    budget: { macs: 4e10 },
    toTheEnd: { until: null },
    device: 'wasm',
  },
  isLong: true,
  holds(results) {
    const at = (name: string, measure: string): number => median(rootsOf(results.get(name) ?? [], measure));
    return at('forced', 'nmse1') < at('free', 'nmse1') && at('forced', 'nmse84') < at('free', 'nmse84');
  },
  async after(run: RunFile) {
    const outcomes = run.trials().flatMap(({ result }) => result ?? []);
    const rows = ['forced', 'mixed', 'free'].map((name) => {
      const own = outcomes.filter(({ id }) => id.split('/').at(-2) === name);
      return [name, ...MEASURES.map((measure) => spread(rootsOf(own, measure)))];
    });
    const head = ['contestant', ...MEASURES.map((measure) => measure.replace('nmse', 'NRMSE_'))];
    const text = `Least, median and greatest root of the normalised squared errors on the test, divided by the variance of the series (.0510):\n\n${table(head, rows)}`;
    return { text, holds: true };
  },
};

const MEASURES = ['nmse1', 'nmse10', 'nmse84', 'nmse100'];

/** Roots of a measure of the trials, ascending. */
const rootsOf = (trials: readonly Pick<TrialOutcome, 'testMeasures'>[], measure: string): number[] =>
  trials.map(({ testMeasures }) => Math.sqrt(testMeasures[measure] ?? Number.NaN)).sort((a, b) => a - b);

const median = (sorted: readonly number[]): number => quantile(sorted, 0.5);

const spread = (sorted: readonly number[]): string =>
  [sorted[0]!, median(sorted), sorted.at(-1)!].map((value) => value.toPrecision(3)).join(', ');
