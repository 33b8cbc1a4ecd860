/**
 * Cell of an echo state network (`src/nets/reservoir.ts` has the equations). A state is [x; u], which the readout weighs:
 * the inputs of the step stand behind its units. Where the readout does not see them it is x alone.
 */
import { featuresOf, type ReservoirNet } from '../../../nets/reservoir-net.ts';
import { tanh } from '../../../numeric/elementary.ts';
import { lacksBeyondReadout } from '../../readout-alone.ts';
import type { Cell } from './cell.ts';

const units: Readonly<Record<ReservoirNet['unit'], (sum: number) => number>> = {
  tanh,
  linear: (sum) => sum,
};

export const reservoirCell: Cell<ReservoirNet> = {
  units: featuresOf,
  carried: featuresOf,
  memory: ({ hidden }) => [0, hidden],
  sums: featuresOf,
  kept: () => 0,
  isFixed: true,
  lacks: lacksBeyondReadout,
  product({ hidden, inputs, links }, { W_in, W_rec_values, W_rec_sources, b }, input, before, sums) {
    for (let unit = 0; unit < hidden; unit++) {
      let sum = b![unit]!;
      for (let from = 0; from < inputs; from++) sum += W_in![unit * inputs + from]! * input(from);
      for (let at = unit * links; at < (unit + 1) * links; at++)
        sum += W_rec_values![at]! * before[W_rec_sources![at]!]!;
      sums[unit] = sum;
    }
    for (let at = hidden; at < sums.length; at++) sums[at] = input(at - hidden);
  },
  step({ unit, hidden, leak, decay }, _weights, sums, { before, after }) {
    const value = units[unit];
    const kept = 1 - leak * decay;
    for (let to = 0; to < hidden; to++) after[to] = kept * before[to]! + leak * value(sums[to]!);
    for (let at = hidden; at < sums.length; at++) after[at] = sums[at]!;
  },
  pull() {
    throw new RangeError('a reservoir has no gradient but that of its readout');
  },
  shown: ({ hidden }, { after }) => ({ h: after.subarray(0, hidden) }),
};
