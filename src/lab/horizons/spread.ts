/**
 * Sizes of effects beside their noise. A mean over B sequences of vectors g_b estimates ‖E g‖ too high, by its own noise:
 * E‖ḡ‖² = ‖E g‖² + tr Σ / B. Both parts are estimated without bias, from pairs of different sequences and from the
 * spread over sequences, here with sums G_i over groups of c_i sequences:
 *
 *   ‖E g‖² ≈ (‖Σ G_i‖² - Σ ‖G_i‖²) / ((Σ c_i)² - Σ c_i²),   tr Σ ≈ (Σ ‖G_i‖² - ‖E g‖² Σ c_i²) / Σ c_i
 *
 * For the changes ΔE of the loss under random δ the vector g_b is that of the changes over all δ, less their mean, divided by
 * √(P - 1): ‖E g‖² is then the variance over δ of the expected ΔE.
 */
import type { Random } from '../../random/random.ts';

/** Effect and noise, each squared. */
export interface Spread {
  /** ‖ḡ‖² of these very vectors. */
  readonly mean: number;
  /** Estimate of ‖E g‖², which may be below 0 where the noise hides it. */
  readonly effect: number;
  /** Estimate of tr Σ: n sequences leave a noise of tr Σ / n. */
  readonly noise: number;
}

/** Products of sums of vectors over groups. */
export interface Products {
  /** Numbers of sequences in the groups. */
  readonly counts: ArrayLike<number>;
  /** Products G_a · G_b, `[a × groups + b]`. */
  readonly values: Float64Array;
}

export function productsOf(sums: readonly ArrayLike<number>[], counts: ArrayLike<number>): Products {
  const size = sums.length;
  const values = new Float64Array(size * size);
  for (let a = 0; a < size; a++) {
    const one = sums[a]!;
    for (let b = a; b < size; b++) {
      const other = sums[b]!;
      let sum = 0;
      for (let index = 0; index < one.length; index++) sum += one[index]! * other[index]!;
      values[a * size + b] = sum;
      values[b * size + a] = sum;
    }
  }
  return { counts, values };
}

/**
 * Spread where group i counts `weights[i]` times, as in a resample: pairs of a group with itself or its copy are left out,
 * for their sequences are the same ones.
 */
export function spreadOf({ counts, values }: Products, weights: ArrayLike<number>): Spread {
  const size = counts.length;
  let sequences = 0;
  let pairs = 0;
  let within = 0;
  let all = 0;
  let own = 0;
  let weighted = 0;
  for (let a = 0; a < size; a++) {
    const weight = weights[a]!;
    const count = counts[a]!;
    if (weight === 0 || count === 0) continue;
    sequences += weight * count;
    pairs += (weight * count) ** 2;
    within += weight * count * count;
    const square = values[a * size + a]!;
    own += weight * weight * square;
    weighted += weight * square;
    let row = 0;
    for (let b = 0; b < size; b++) row += weights[b]! * values[a * size + b]!;
    all += weight * row;
  }
  const effect = (all - own) / (sequences * sequences - pairs);
  return {
    mean: all / (sequences * sequences),
    effect,
    noise: (weighted - effect * within) / sequences,
  };
}

/**
 * Spread of changes `[perturbation][sequence]`, perturbation p counted `perturbations[p]` times and sequence b
 * `sequences[b]` times. The effect is the variance over perturbations of the expected change; the noise is that of one
 * perturbation's change over sequences, averaged over perturbations: its square root over √n is the standard error of a
 * paired mean of n sequences.
 */
export function spreadOfChanges(
  changes: readonly Float64Array[],
  perturbations: ArrayLike<number>,
  sequences: ArrayLike<number>,
): Spread {
  const size = sequences.length;
  const means = new Float64Array(size);
  let draws = 0;
  for (const [p, row] of changes.entries()) {
    const weight = perturbations[p]!;
    if (weight === 0) continue;
    draws += weight;
    for (let b = 0; b < size; b++) means[b]! += weight * row[b]!;
  }
  let count = 0;
  let countSquares = 0;
  for (let b = 0; b < size; b++) {
    means[b]! /= draws;
    count += sequences[b]!;
    countSquares += sequences[b]! ** 2;
  }
  let between = 0;
  let own = 0;
  let noise = 0;
  for (const [p, row] of changes.entries()) {
    const weight = perturbations[p]!;
    if (weight === 0) continue;
    let sum = 0;
    let squares = 0;
    let changed = 0;
    let changedSquares = 0;
    for (let b = 0; b < size; b++) {
      const times = sequences[b]!;
      if (times === 0) continue;
      const change = row[b]!;
      const part = times * (change - means[b]!);
      sum += part;
      squares += part * part;
      changed += times * change;
      changedSquares += times * change * change;
    }
    between += weight * sum * sum;
    own += weight * squares;
    noise += weight * Math.max(0, changedSquares - (changed * changed) / count);
  }
  return {
    mean: between / (draws - 1) / (count * count),
    effect: (between - own) / (draws - 1) / (count * count - countSquares),
    noise: noise / draws / (count - 1),
  };
}

/** Numbers of times that each of `size` things is drawn where `size` are drawn with replacement. */
export function resampled(size: number, random: Random): Int32Array {
  const times = new Int32Array(size);
  for (let draw = 0; draw < size; draw++) times[random.integer(size)]!++;
  return times;
}
