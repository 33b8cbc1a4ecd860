/**
 * GRU cell (`src/nets/gru.ts` has the equations). Of its sums the first H are W_n u + b_n, the last R_n h + b_m. The
 * state is h alone; a step keeps [n; r; z; m] with m = R_n h + b_m.
 */
import type { GruNet } from '../../../nets/gru.ts';
import { logistic, tanh } from '../../../numeric/elementary.ts';
import { lacksOmega } from '../../omega-of.ts';
import type { Cell } from './cell.ts';

export const gruCell: Cell<GruNet> = {
  units: ({ hidden }) => hidden,
  carried: ({ hidden }) => hidden,
  sums: ({ hidden }) => 4 * hidden,
  kept: ({ hidden }) => 4 * hidden,
  lacks: lacksOmega,
  step({ hidden }, _weights, sums, { before, after, kept }) {
    for (let unit = 0; unit < hidden; unit++) {
      const [atR, atZ, atM] = [hidden + unit, 2 * hidden + unit, 3 * hidden + unit];
      const r = logistic(sums[atR]!);
      const z = logistic(sums[atZ]!);
      const m = sums[atM]!;
      const n = tanh(sums[unit]! + r * m);
      kept[unit] = n;
      kept[atR] = r;
      kept[atZ] = z;
      kept[atM] = m;
      after[unit] = (1 - z) * n + z * before[unit]!;
    }
  },
  pull({ hidden }, _weights, _gradients, { before, kept }, dAfter, dSums, dBefore, dArguments) {
    for (let unit = 0; unit < hidden; unit++) {
      const [atR, atZ, atM] = [hidden + unit, 2 * hidden + unit, 3 * hidden + unit];
      const [n, r, z, m] = [kept[unit]!, kept[atR]!, kept[atZ]!, kept[atM]!];
      const d = dAfter[unit]!;
      const dN = d * (1 - z) * (1 - n * n) + (dArguments?.[unit] ?? 0);
      dSums[unit] = dN;
      dSums[atR] = dN * m * r * (1 - r) + (dArguments?.[atR] ?? 0);
      dSums[atZ] = d * (before[unit]! - n) * z * (1 - z) + (dArguments?.[atZ] ?? 0);
      dSums[atM] = dN * r;
      dBefore[unit]! += d * z;
    }
  },
  tangents: {
    // Those of n, r and z; that of n is W_n u + b_n + r ∘ m.
    args: ({ hidden }) => 3 * hidden,
    push({ hidden }, _weights, _direction, { before, kept }, rBefore, rSums, rAfter, rArguments) {
      for (let unit = 0; unit < hidden; unit++) {
        const [atR, atZ, atM] = [hidden + unit, 2 * hidden + unit, 3 * hidden + unit];
        const [n, r, z, m] = [kept[unit]!, kept[atR]!, kept[atZ]!, kept[atM]!];
        const rZ = rSums[atZ]! * z * (1 - z);
        const argument = rSums[unit]! + rSums[atR]! * r * (1 - r) * m + r * rSums[atM]!;
        rArguments[unit] = argument;
        rArguments[atR] = rSums[atR]!;
        rArguments[atZ] = rSums[atZ]!;
        rAfter[unit] = (1 - z) * (1 - n * n) * argument + rZ * (before[unit]! - n) + z * rBefore[unit]!;
      }
    },
    damping: ({ hidden }, { kept }) =>
      kept.subarray(0, 3 * hidden).map((gate, at) => (at < hidden ? 1 - gate * gate : gate * (1 - gate))),
  },
  shown: ({ hidden }, { after, kept }) => ({
    r: kept.subarray(hidden, 2 * hidden),
    z: kept.subarray(2 * hidden, 3 * hidden),
    n: kept.subarray(0, hidden),
    h: after,
  }),
};
