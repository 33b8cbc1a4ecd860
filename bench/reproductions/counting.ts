/**
 * Reproduction: LSTM beside Elman nets on languages: the embedded Reber grammar (Hochreiter & Schmidhuber 1997), and
 * aⁿbⁿ, tested far beyond the lengths of training (Gers & Schmidhuber 2001).
 */
import type { RunFile } from '../../src/store/run-file.ts';
import { resolveContestant, resolveTask } from '../../src/tournament/spec/resolve.ts';
import { median } from '../../src/words/numbers.ts';
import { table } from '../results.ts';
import type { Afterwards, Reproduction } from './reproduction.ts';

const SEEDS = 5;
/** Largest n of the test. */
const BEYOND = 1000;

export const counting: Reproduction = {
  name: 'counting',
  title: 'Counting and grammar: LSTM beside Elman nets',
  claim: `Trained by Adam on aⁿbⁿ with n = 1 to 10, an LSTM of 4 cells (rate .003) is right on longer strings than an Elman net of 8 tanh units (rate .003), by the median of the largest n up to which every string is right; ${BEYOND} is the longest that is tried. Gers & Schmidhuber (2001) come to n = 1,000 with settings of their own. The embedded Reber grammar is beside it. All trials train to the budget of 1e9 multiply-accumulates. The LSTM's rate and its cells were chosen on three seeds of another tournament seed.`,
  spec: {
    tasks: [resolveTask('anbn', { beyond: BEYOND }), resolveTask('embedded-reber', {})],
    contestants: [
      resolveContestant('adam', { net: 'lstm', hidden: 4, learningRate: 0.003 }, { as: 'lstm' }),
      resolveContestant('adam', { hidden: 8, learningRate: 0.003 }, { as: 'elman' }),
    ],
    seeds: SEEDS,
    seed: 1,
    budget: { macs: 1e9 },
    toTheEnd: { until: null },
    device: 'wasm',
  },
  isLong: true,
  // The measured n are in the run file.
  holds: () => true,
  after: async (run) => beyondOf(run),
};

/** Table of the largest n, one row a contestant. */
function beyondOf(run: RunFile): Afterwards {
  const trials = run.trials().filter(({ task, result }) => task.startsWith('anbn') && result);
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
