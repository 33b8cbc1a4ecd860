/** The cell of the gated toy on the reference device. A state is [h; m]; a step keeps [z; c]. */
import { lacksOmega } from '../../../src/engine/omega-of.ts';
import type { Cell } from '../../../src/engine/reference/cells/cell.ts';
import { logistic, tanh } from '../../../src/numeric/elementary.ts';
import type { GatedNet } from './gated.ts';

export const gatedCell: Cell<GatedNet> = {
  units: ({ hidden }) => hidden,
  carried: ({ hidden }) => 2 * hidden,
  sums: ({ hidden }) => 2 * hidden,
  kept: ({ hidden }) => 2 * hidden,
  lacks: lacksOmega,
  step({ hidden }, { p }, sums, { before, after, kept }) {
    for (let unit = 0; unit < hidden; unit++) {
      const memory = before[hidden + unit]!;
      const z = logistic(sums[unit]! + p![unit]! * memory);
      const c = tanh(sums[hidden + unit]!);
      kept[unit] = z;
      kept[hidden + unit] = c;
      after[hidden + unit] = memory + z * (c - memory);
      after[unit] = tanh(after[hidden + unit]!);
    }
  },
  pull({ hidden }, { p }, gradients, { before, after, kept }, dAfter, dSums, dBefore, dArguments) {
    for (let unit = 0; unit < hidden; unit++) {
      const [h, memory] = [after[unit]!, before[hidden + unit]!];
      const [z, c] = [kept[unit]!, kept[hidden + unit]!];
      const dMemory = dAfter[hidden + unit]! + dAfter[unit]! * (1 - h * h);
      const dGate = dMemory * (c - memory) * z * (1 - z) + (dArguments?.[unit] ?? 0);
      dSums[unit] = dGate;
      dSums[hidden + unit] = dMemory * z * (1 - c * c) + (dArguments?.[hidden + unit] ?? 0);
      gradients.p![unit]! += dGate * memory;
      dBefore[hidden + unit]! += dMemory * (1 - z) + dGate * p![unit]!;
    }
  },
  tangents: {
    args: ({ hidden }) => 2 * hidden,
    push({ hidden }, { p }, { p: own }, { before, after, kept }, rBefore, rSums, rAfter, rArguments) {
      for (let unit = 0; unit < hidden; unit++) {
        const [h, memory] = [after[unit]!, before[hidden + unit]!];
        const [z, c] = [kept[unit]!, kept[hidden + unit]!];
        const rMemory = rBefore[hidden + unit]!;
        const rGate = rSums[unit]! + own![unit]! * memory + p![unit]! * rMemory;
        const rC = rSums[hidden + unit]!;
        const rAfterwards = (1 - z) * rMemory + rGate * z * (1 - z) * (c - memory) + z * (1 - c * c) * rC;
        rArguments[unit] = rGate;
        rArguments[hidden + unit] = rC;
        rAfter[hidden + unit] = rAfterwards;
        rAfter[unit] = (1 - h * h) * rAfterwards;
      }
    },
    damping: ({ hidden }, { kept }) =>
      kept.map((gate, at) => (at < hidden ? gate * (1 - gate) : 1 - gate * gate)),
  },
  shown: ({ hidden }, { after, kept }) => ({
    z: kept.subarray(0, hidden),
    m: after.subarray(hidden),
    h: after.subarray(0, hidden),
  }),
};
