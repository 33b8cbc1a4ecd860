import { describe, expect, it } from 'vitest';
import { holmAdjust } from '../../src/statistics/holm.ts';

describe('Holm adjustment', () => {
  it("equals R's p.adjust", () => {
    // R: p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "holm")
    const ascending = holmAdjust([0.01, 0.02, 0.03, 0.04, 0.05]);
    for (const [i, p] of [0.05, 0.08, 0.09, 0.09, 0.09].entries()) expect(ascending[i]).toBeCloseTo(p, 14);
    // R: p.adjust(c(0.04, 0.001, 0.6, 0.02), "holm")
    const mixed = holmAdjust([0.04, 0.001, 0.6, 0.02]);
    for (const [i, p] of [0.08, 0.004, 0.6, 0.06].entries()) expect(mixed[i]).toBeCloseTo(p, 14);
  });

  it('leaves a single p alone, stays at or below 1 and takes none', () => {
    expect(holmAdjust([0.03])).toEqual([0.03]);
    expect(holmAdjust([0.7, 0.8])).toEqual([1, 1]);
    expect(holmAdjust([])).toEqual([]);
  });
});
