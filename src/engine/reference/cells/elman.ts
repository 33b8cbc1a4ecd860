/** Elman cell: h_t = f(sums_t). The state is h alone, and f' is computed from its value. */
import type { ElmanNet, Unit } from '../../../nets/net.ts';
import { logistic, tanh } from '../../../numeric/elementary.ts';
import type { Cell } from './cell.ts';

interface Nonlinearity {
  /** Value f(a). */
  value(sum: number): number;
  /** Slope f'(a) where f(a) = h. Structural damping has it as D'' too: the matching form, and f'² of relu. */
  slope(value: number): number;
}

const units: Readonly<Record<Unit, Nonlinearity>> = {
  tanh: { value: tanh, slope: (h) => 1 - h * h },
  logistic: { value: logistic, slope: (h) => h * (1 - h) },
  // f'(0) = 0.
  relu: { value: (a) => Math.max(a, 0), slope: (h) => (h > 0 ? 1 : 0) },
};

export const elmanCell: Cell<ElmanNet> = {
  units: ({ hidden }) => hidden,
  carried: ({ hidden }) => hidden,
  sums: ({ hidden }) => hidden,
  kept: () => 0,
  step({ unit, hidden }, _weights, sums, { after }) {
    const { value } = units[unit];
    for (let to = 0; to < hidden; to++) after[to] = value(sums[to]!);
  },
  pull({ unit, hidden }, _weights, _gradients, { after }, dAfter, dSums, _dBefore, dArguments) {
    const { slope } = units[unit];
    for (let to = 0; to < hidden; to++) {
      dSums[to] = dAfter[to]! * slope(after[to]!);
      if (dArguments) dSums[to]! += dArguments[to]!;
    }
  },
  tangents: {
    args: ({ hidden }) => hidden,
    push({ unit, hidden }, _weights, _direction, { after }, _rBefore, rSums, rAfter, rArguments) {
      const { slope } = units[unit];
      for (let to = 0; to < hidden; to++) {
        rArguments[to] = rSums[to]!;
        rAfter[to] = rSums[to]! * slope(after[to]!);
      }
    },
    damping: ({ unit }, { after }) => after.map(units[unit].slope),
  },
};
