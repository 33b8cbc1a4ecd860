/**
 * LSTM cell with peepholes (`src/nets/lstm.ts` has the equations). A state is [h; c], a step keeps [i; f; z; o; tanh c].
 * The derivatives are those of Greff et al. (2015), section 2.2.
 */
import type { LstmNet } from '../../../nets/lstm.ts';
import { logistic, tanh } from '../../../numeric/elementary.ts';
import { lacksOmega } from '../../omega-of.ts';
import type { Cell } from './cell.ts';

/** Slope of the logistic function where its value is `gate`. */
const slope = (gate: number): number => gate * (1 - gate);

export const lstmCell: Cell<LstmNet> = {
  units: ({ hidden }) => hidden,
  carried: ({ hidden }) => 2 * hidden,
  sums: ({ hidden }) => 4 * hidden,
  kept: ({ hidden }) => 5 * hidden,
  lacks: lacksOmega,
  step({ hidden }, { p }, sums, { before, after, kept }) {
    for (let unit = 0; unit < hidden; unit++) {
      const [atF, atZ, atO, atC] = [hidden + unit, 2 * hidden + unit, 3 * hidden + unit, 4 * hidden + unit];
      const earlier = before[hidden + unit]!;
      const i = logistic(sums[unit]! + (p ? p[unit]! * earlier : 0));
      const f = logistic(sums[atF]! + (p ? p[atF]! * earlier : 0));
      const z = tanh(sums[atZ]!);
      const c = i * z + f * earlier;
      const o = logistic(sums[atO]! + (p ? p[atZ]! * c : 0));
      const squashed = tanh(c);
      kept[unit] = i;
      kept[atF] = f;
      kept[atZ] = z;
      kept[atO] = o;
      kept[atC] = squashed;
      after[unit] = o * squashed;
      after[hidden + unit] = c;
    }
  },
  pull({ hidden }, { p }, gradients, { before, after, kept }, dAfter, dSums, dBefore, dArguments) {
    for (let unit = 0; unit < hidden; unit++) {
      const [atF, atZ, atO, atC] = [hidden + unit, 2 * hidden + unit, 3 * hidden + unit, 4 * hidden + unit];
      const [earlier, c] = [before[hidden + unit]!, after[hidden + unit]!];
      const [i, f, z, o, squashed] = [kept[unit]!, kept[atF]!, kept[atZ]!, kept[atO]!, kept[atC]!];
      const dH = dAfter[unit]!;
      const dO = dH * squashed * slope(o) + (dArguments?.[atO] ?? 0);
      const dC = dAfter[hidden + unit]! + dH * o * (1 - squashed * squashed) + (p ? p[atZ]! * dO : 0);
      const dI = dC * z * slope(i) + (dArguments?.[unit] ?? 0);
      const dF = dC * earlier * slope(f) + (dArguments?.[atF] ?? 0);
      dSums[unit] = dI;
      dSums[atF] = dF;
      dSums[atZ] = dC * i * (1 - z * z) + (dArguments?.[atZ] ?? 0);
      dSums[atO] = dO;
      dBefore[hidden + unit]! += dC * f + (p ? p[unit]! * dI + p[atF]! * dF : 0);
      if (!p) continue;
      const own = gradients.p!;
      own[unit]! += dI * earlier;
      own[atF]! += dF * earlier;
      own[atZ]! += dO * c;
    }
  },
  tangents: {
    args: ({ hidden }) => 4 * hidden,
    push({ hidden }, { p }, { p: own }, { before, after, kept }, rBefore, rSums, rAfter, rArguments) {
      for (let unit = 0; unit < hidden; unit++) {
        const [atF, atZ, atO, atC] = [hidden + unit, 2 * hidden + unit, 3 * hidden + unit, 4 * hidden + unit];
        const [earlier, c] = [before[hidden + unit]!, after[hidden + unit]!];
        const [i, f, z, o, squashed] = [kept[unit]!, kept[atF]!, kept[atZ]!, kept[atO]!, kept[atC]!];
        const rEarlier = rBefore[hidden + unit]!;
        // Along a peephole both the cell and the weight may change.
        const seen = (at: number, rCell: number, cell: number): number =>
          p && own ? p[at]! * rCell + own[at]! * cell : 0;
        const rI = rSums[unit]! + seen(unit, rEarlier, earlier);
        const rF = rSums[atF]! + seen(atF, rEarlier, earlier);
        const rZ = rSums[atZ]!;
        const rC = rI * slope(i) * z + rZ * (1 - z * z) * i + rF * slope(f) * earlier + f * rEarlier;
        const rO = rSums[atO]! + seen(atZ, rC, c);
        rArguments[unit] = rI;
        rArguments[atF] = rF;
        rArguments[atZ] = rZ;
        rArguments[atO] = rO;
        rAfter[unit] = rO * slope(o) * squashed + o * (1 - squashed * squashed) * rC;
        rAfter[hidden + unit] = rC;
      }
    },
    damping({ hidden }, { kept }) {
      const isTanh = (at: number): boolean => at >= 2 * hidden && at < 3 * hidden;
      return kept.subarray(0, 4 * hidden).map((gate, at) => (isTanh(at) ? 1 - gate * gate : slope(gate)));
    },
  },
  shown: ({ hidden }, { after, kept }) => ({
    i: kept.subarray(0, hidden),
    f: kept.subarray(hidden, 2 * hidden),
    o: kept.subarray(3 * hidden, 4 * hidden),
    c: after.subarray(hidden),
    h: after.subarray(0, hidden),
  }),
};
