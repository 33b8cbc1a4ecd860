/**
 * Reproductions: LSTM beside Elman nets on languages: aⁿbⁿ, tested far beyond the lengths of training (Gers & Schmidhuber
 * 2001), and the embedded Reber grammar (Hochreiter & Schmidhuber 1997).
 */
import type { RunFile } from '../../src/store/run-file.ts';
import { resolveContestant, resolveTask } from '../../src/tournament/spec/resolve.ts';
import { median } from '../../src/words/numbers.ts';
import { table } from '../results.ts';
import { type Afterwards, type Reproduction, solvedCount } from './reproduction.ts';

const SEEDS = 5;
/** Largest n of the test. */
const BEYOND = 1000;

export const counting: Reproduction = {
  name: 'counting',
  title: 'Counting beyond the training lengths: LSTM beside Elman nets',
  claim: `Trained by Adam on aⁿbⁿ with n = 1 to 10, an LSTM of 4 cells (rate .003) is right on longer strings than an Elman net of 8 tanh units (rate .003), by the median of the largest n up to which every string is right; ${BEYOND} is the longest that is tried. Gers & Schmidhuber (2001) come to n = 1,000 with settings of their own. All trials train to the budget of 5e9 multiply-accumulates. The LSTM's rate and its cells were chosen on three seeds of another tournament seed; at 1e9 multiply-accumulates the medians were 17 and 14.`,
  spec: {
    tasks: [resolveTask('anbn', { beyond: BEYOND })],
    contestants: [
      resolveContestant('adam', { net: 'lstm', hidden: 4, learningRate: 0.003 }, { as: 'lstm' }),
      resolveContestant('adam', { hidden: 8, learningRate: 0.003 }, { as: 'elman' }),
    ],
    seeds: SEEDS,
    seed: 1,
    budget: { macs: 5e9 },
    toTheEnd: { until: null },
    device: 'wasm',
  },
  isLong: true,
  // The measured n are in the run file.
  holds: () => true,
  after: async (run) => beyondOf(run),
};

export const grammar: Reproduction = {
  name: 'grammar',
  title: 'The embedded Reber grammar: LSTM beside Elman nets',
  claim: `An LSTM of 10 cells (rate .01) and an Elman net of 20 tanh units (rate .003), of some 700 parameters each, trained by Adam, name the symbols that may follow in strings of the embedded Reber grammar on ${SEEDS} of ${SEEDS} seeds within 1e10 multiply-accumulates. Their settings were tried on one seed of another tournament seed.`,
  spec: {
    tasks: [resolveTask('embedded-reber', {})],
    contestants: [
      resolveContestant('adam', { net: 'lstm', hidden: 10, learningRate: 0.01 }, { as: 'lstm' }),
      resolveContestant('adam', { hidden: 20, learningRate: 0.003 }, { as: 'elman' }),
    ],
    seeds: SEEDS,
    seed: 1,
    budget: { macs: 1e10 },
    device: 'wasm',
  },
  holds: (results) => ['lstm', 'elman'].every((name) => solvedCount(results, name) === SEEDS),
};

/** Table of the largest n, one row a contestant. */
function beyondOf(run: RunFile): Afterwards {
  const trials = run.trials().filter(({ result }) => result);
  const reached = (name: string): number[] =>
    trials
      .filter(({ contestant }) => contestant === name)
      .map(({ result }) => result!.testMeasures?.upTo ?? Number.NaN)
      .sort((a, b) => a - b);
  const names = [...new Set(trials.map(({ contestant }) => contestant))];
  const rows = names.map((name) => [name, String(median(reached(name))), reached(name).join(', ')]);
  return {
    text: `Largest n up to which every string is right:\n\n${table(['contestant', 'median', 'seeds, in order of n'], rows)}`,
    holds: median(reached('lstm'))! > median(reached('elman'))!,
  };
}
