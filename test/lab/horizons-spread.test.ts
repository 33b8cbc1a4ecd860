import { describe, expect, it } from 'vitest';
import { productsOf, resampled, spreadOf, spreadOfChanges } from '../../src/lab/horizons/spread.ts';
import { randomStream } from '../../src/random/random.ts';

const ones = (size: number) => new Int32Array(size).fill(1);

/** Normal vectors around a mean, in groups of two: sums and counts. */
function drawn(name: number, groups: number, mean: readonly number[], deviation: number) {
  const random = randomStream('horizons-spread', name);
  const vectors = Array.from({ length: 2 * groups }, () =>
    mean.map((value) => value + deviation * random.normal()),
  );
  const sums = Array.from({ length: groups }, (_, group) =>
    mean.map((_, at) => vectors[2 * group]![at]! + vectors[2 * group + 1]![at]!),
  );
  return { vectors, sums, counts: ones(groups).fill(2) };
}

describe('the spread of vectors over sequences', () => {
  it('is on average ‖E g‖² and tr Σ, where ‖ḡ‖² is too high by tr Σ / B', () => {
    const mean = [0.3, -0.1, 0.2];
    let [effect, noise, square] = [0, 0, 0];
    const trials = 2000;
    for (let trial = 0; trial < trials; trial++) {
      const { sums, counts } = drawn(trial, 10, mean, 1);
      const found = spreadOf(productsOf(sums, counts), ones(10));
      effect += found.effect / trials;
      noise += found.noise / trials;
      square += found.mean / trials;
    }
    // ‖E g‖² = .14; tr Σ = 3; 20 vectors. Standard errors of these means are .004, .014 and .004.
    expect(effect).toBeCloseTo(0.14, 1.7);
    expect(square).toBeCloseTo(0.14 + 3 / 20, 1.7);
    expect(noise).toBeCloseTo(3, 1);
  });

  it('equals the sums over pairs of different groups, written out', () => {
    const { sums, counts } = drawn(1, 4, [1, 2], 0.5);
    const dot = (a: readonly number[], b: readonly number[]) => a[0]! * b[0]! + a[1]! * b[1]!;
    const weights = [2, 0, 1, 1];
    let [top, bottom] = [0, 0];
    for (let a = 0; a < 4; a++) {
      for (let b = 0; b < 4; b++) {
        if (a === b) continue;
        top += weights[a]! * weights[b]! * dot(sums[a]!, sums[b]!);
        bottom += weights[a]! * weights[b]! * 4;
      }
    }
    expect(spreadOf(productsOf(sums, counts), weights).effect).toBeCloseTo(top / bottom, 12);
  });

  it('of changes is the variance over perturbations, less what the sequences add to it', () => {
    // ΔE of perturbation p on sequence b: δ_p (2 + e_b), so that its expectation has variance 4 and its noise 1 × E δ².
    let [effect, noise, raw] = [0, 0, 0];
    const trials = 400;
    for (let trial = 0; trial < trials; trial++) {
      const random = randomStream('changes', trial);
      const slopes = Array.from({ length: 10 }, () => 2 + random.normal());
      const changes = Array.from({ length: 12 }, () => {
        const step = random.normal();
        return Float64Array.from(slopes, (slope) => step * slope);
      });
      const found = spreadOfChanges(changes, ones(12), ones(10));
      effect += found.effect / trials;
      noise += found.noise / trials;
      raw += found.mean / trials;
    }
    expect(Math.abs(effect - 4)).toBeLessThan(0.35);
    expect(Math.abs(raw - 4.1)).toBeLessThan(0.35);
    expect(Math.abs(noise - 1)).toBeLessThan(0.12);
  });

  it('of changes counts a perturbation and a sequence as often as it was drawn', () => {
    const random = randomStream('weights');
    const row = () => Float64Array.from({ length: 3 }, () => random.normal());
    const changes = [row(), row(), row()];
    const twice = spreadOfChanges(changes, [2, 1, 0], [1, 0, 3]);
    const spelt = spreadOfChanges(
      [changes[0]!, changes[0]!, changes[1]!].map((one) =>
        Float64Array.of(one[0]!, one[2]!, one[2]!, one[2]!),
      ),
      ones(3),
      ones(4),
    );
    expect(twice.mean).toBeCloseTo(spelt.mean, 12);
    expect(twice.noise).toBeCloseTo(spelt.noise, 12);
    // The copies of a sequence are no two sequences.
    expect(twice.effect).not.toBeCloseTo(spelt.effect, 3);
  });

  it('draws as many as there are', () => {
    const times = resampled(50, randomStream('times'));
    expect(times.reduce((sum, one) => sum + one, 0)).toBe(50);
    expect(times.some((one) => one === 0)).toBe(true);
  });
});
