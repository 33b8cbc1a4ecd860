/** Boxes: the trials, and weights that are known to solve them. */
import { describe, expect, it } from 'vitest';
import { boxesSettings, evolveBoxes, judgeBoxes } from '../../bench/boxes.ts';
import { randomStream } from '../../src/random/random.ts';
import { boxesTrials, litUnits } from '../../tasks/parts/boxes-trials.ts';

/** Weights of 1 between units at most `reach` cells apart: each unit counts the lit ones around it. */
function counting(resolution: number): Float64Array {
  const [units, scale] = [resolution ** 2, resolution / 11];
  const weights = new Float64Array(units * units);
  const reach = (3 * scale - 1) / 2;
  for (let to = 0; to < units; to++)
    for (let from = 0; from < units; from++) {
      const across = Math.abs((to % resolution) - (from % resolution));
      const down = Math.abs(Math.floor(to / resolution) - Math.floor(from / resolution));
      if (across <= reach && down <= reach) weights[to * units + from] = 1;
    }
  return weights;
}

describe('boxes', () => {
  it('are 75 trials of 10 lit cells, all of them different', () => {
    const pictures = boxesTrials.map((trial) => litUnits(trial, 11));
    for (const lit of pictures) {
      expect(new Set(lit).size).toBe(10);
      for (const unit of lit) expect(unit >= 0 && unit < 121).toBe(true);
    }
    expect(new Set(pictures.map((lit) => [...lit].sort((one, other) => one - other).join())).size).toBe(75);
    expect(litUnits(boxesTrials[0]!, 33)).toHaveLength(90);
  });

  it('are solved by counting lit neighbours, at every resolution', () => {
    expect(judgeBoxes(counting(11))).toEqual({ loss: 0, distance: 0 });
    expect(judgeBoxes(counting(33), 33).distance).toBeLessThan(1e-12);
  });

  it('are not solved by chance', () => {
    const random = randomStream('weights');
    const { distance } = judgeBoxes(Float64Array.from({ length: 121 * 121 }, () => random.normal()));
    expect(distance).toBeGreaterThan(2);
  });

  it('become easier by evolution', () => {
    const { curve } = evolveBoxes(boxesSettings({ population: 30 }), 5, 3);
    expect(curve.at(-1)!).toBeLessThan(curve[0]!);
  });
});
