/**
 * The antithetic estimate of evolution strategies (Salimans et al. 2017; Mania, Guy & Recht 2018): of m pairs, on the same
 * sequences for all of them (common random numbers),
 *
 *   ĝ = 1/m Σ a_p ε_p,   a_p = (E(θ + σ ε_p) - E(θ - σ ε_p)) / 2σ,   ε_p from N(0, I)
 *
 * which is the gradient of E smoothed by N(0, σ² I), with a covariance that grows with the number of parameters.
 */
import type { Batch } from '../../engine/batch.ts';
import type { Device } from '../../engine/device.ts';
import type { Net } from '../../nets/net.ts';
import { drawNormals, type Random } from '../../random/random.ts';
import { expectedAccepted, expectedCosine, expectedShare, expectedSignal } from './expected.ts';
import { type Beside, dot, unit, variance } from './vectors.ts';

/** Directions ε, `[pairs][places]`, and their products. */
export interface Directions {
  readonly rows: readonly Float64Array[];
  /** Products ε_p · ε_q, `[p × pairs + q]`. */
  readonly products: Float64Array;
}

export function drawDirections(pairs: number, dimensions: number, random: Random): Directions {
  const rows = Array.from({ length: pairs }, () => {
    const row = new Float64Array(dimensions);
    drawNormals(random, row, 0, dimensions);
    return row;
  });
  const products = new Float64Array(pairs * pairs);
  for (let p = 0; p < pairs; p++) {
    for (let q = p; q < pairs; q++) {
      products[p * pairs + q] = dot(rows[p]!, rows[q]!);
      products[q * pairs + p] = products[p * pairs + q]!;
    }
  }
  return { rows, products };
}

/** Losses at θ, and at θ ± σ ε_p. */
export interface PairLosses {
  readonly here: number;
  readonly up: ArrayLike<number>;
  readonly down: ArrayLike<number>;
}

/** Most parameters of genomes that are handed to the device at once. */
const MOST_PARAMETERS = 2 ** 20;

/**
 * Evaluates all pairs on one batch.
 * @param places parameters that are moved, `[places]`
 * @param pause called between calls of the device
 */
export async function evaluatePairs(
  device: Device,
  { net, parameters }: { readonly net: Net; readonly parameters: Float32Array },
  batch: Batch,
  { rows }: Directions,
  { places, deviation }: { readonly places: Int32Array; readonly deviation: number },
  pause: () => Promise<void>,
): Promise<PairLosses> {
  const [here] = await device.evaluatePopulation(net, parameters, 1, batch);
  const up = new Float64Array(rows.length);
  const down = new Float64Array(rows.length);
  const portion = Math.max(1, Math.floor(MOST_PARAMETERS / (2 * net.parameters)));
  for (let first = 0; first < rows.length; first += portion) {
    const some = rows.slice(first, first + portion);
    const genomes = new Float32Array(2 * some.length * net.parameters);
    for (const [index, row] of some.entries()) {
      for (const [sign, side] of [
        [1, 0],
        [-1, 1],
      ] as const) {
        const at = (2 * index + side) * net.parameters;
        genomes.set(parameters, at);
        for (const [number, place] of places.entries())
          genomes[at + place] = parameters[place]! + sign * deviation * row[number]!;
      }
    }
    const losses = await device.evaluatePopulation(net, genomes, 2 * some.length, batch);
    for (let index = 0; index < some.length; index++) {
      up[first + index] = losses[2 * index]!;
      down[first + index] = losses[2 * index + 1]!;
    }
    await pause();
  }
  return { here: here!, up, down };
}

/** Numbers of pairs for which the estimate is looked at: all of them, a quarter, and a sixteenth. */
const pairCounts = (pairs: number): number[] =>
  [...new Set([pairs, Math.floor(pairs / 4), Math.floor(pairs / 16)])].filter((count) => count > 0);

/**
 * The estimate for several numbers of pairs, and the steps among θ ± σ ε_p that a selection on these sequences accepts.
 * @param gradient the gradient by the same places
 */
export function strategiesBeside(
  { rows, products }: Directions,
  { here, up, down }: PairLosses,
  deviation: number,
  gradient: Float64Array,
): Beside[] {
  const pairs = rows.length;
  const dimensions = gradient.length;
  const along = unit(gradient);
  const heights = rows.map((row) => dot(row, along));
  // A pair of which a loss is not finite tells nothing.
  const slopes = Float64Array.from({ length: pairs }, (_, p) => {
    const slope = (up[p]! - down[p]!) / (2 * deviation);
    return Number.isFinite(slope) ? slope : 0;
  });
  let all = 0;
  let own = 0;
  for (let p = 0; p < pairs; p++) {
    for (let q = 0; q < pairs; q++) all += slopes[p]! * slopes[q]! * products[p * pairs + q]!;
    own += slopes[p]! ** 2 * products[p * pairs + p]!;
  }
  const effect = (all - own) / (pairs * pairs - pairs);
  const noise = own / pairs - effect;
  const share = noise > 0 ? variance(heights.map((height, p) => slopes[p]! * height)) / noise : null;
  const estimates = pairCounts(pairs).map((count): Beside => {
    const cosines: number[] = [];
    for (let first = 0; first + count <= pairs; first += count) {
      let inner = 0;
      let square = 0;
      for (let p = first; p < first + count; p++) {
        inner += slopes[p]! * heights[p]!;
        for (let q = first; q < first + count; q++)
          square += slopes[p]! * slopes[q]! * products[p * pairs + q]!;
      }
      const cos = inner / Math.sqrt(square);
      if (Number.isFinite(cos)) cosines.push(cos);
    }
    return {
      name: `ES, σ = ${deviation}, ${count} pairs`,
      cosines,
      signal: noise > 0 ? (count * Math.max(0, effect)) / noise : null,
      share,
      linear: {
        cosine: expectedCosine(count, dimensions),
        signal: expectedSignal(count, dimensions),
        share: expectedShare(dimensions),
      },
    };
  });
  const steps = rows.flatMap((_, p) =>
    [up[p]!, down[p]!].flatMap((loss, side) => {
      const height = side === 0 ? -heights[p]! : heights[p]!;
      return loss < here ? [{ height, square: products[p * pairs + p]! }] : [];
    }),
  );
  const total = steps.reduce((sum, { square }) => sum + square, 0);
  return [
    ...estimates,
    {
      name: `accepted steps, σ = ${deviation}`,
      cosines: steps.map(({ height, square }) => height / Math.sqrt(square)),
      signal: null,
      share: total > 0 ? steps.reduce((sum, { height }) => sum + height * height, 0) / total : null,
      linear: { cosine: expectedAccepted(dimensions), signal: null, share: 1 / dimensions },
      accepted: steps.length / (2 * pairs),
    },
  ];
}
