/** The two horizons of one net: how far back its gradients reach, and how far back a mutation is felt. */
import type { Batch } from '../../engine/batch.ts';
import type { Device } from '../../engine/device.ts';
import type { Net } from '../../nets/net.ts';
import { drawNormals, type Random } from '../../random/random.ts';
import { sampleQuantile } from '../../statistics/bootstrap.ts';
import type { LabWork } from '../view.ts';
import {
  changesAtLag,
  changesThroughout,
  GROUP,
  type LagStep,
  lagsUpTo,
  stepGradients,
  stepsAtLags,
  usedAtSteps,
  wholeGradients,
} from './lags.ts';
import { type Products, productsOf, resampled, spreadOf, spreadOfChanges } from './spread.ts';

/** Value with its interval of 95 %. */
export type Bounded = readonly [value: number, low: number, high: number];

/**
 * Noise in standard errors: an effect of 0 passes for two of them in some 3 of 100 samples at most, where it has one
 * direction, and in fewer where it has more.
 */
export const NOISE = 2;

/** Horizon: the longest lag of those looked at whose effect is not below the noise; null where none is. */
export interface Horizon {
  readonly lag: number | null;
  /** First lag beyond it that was looked at, from which on all are below; null where the longest is not below. */
  readonly below: number | null;
  /** Interval of 95 % of `lag`, -1 where it was below at every lag. */
  readonly interval: readonly [low: number, high: number];
}

/** Effect of mutations of one size. */
export interface MutationHorizon {
  /** Standard deviation σ of δ. */
  readonly deviation: number;
  /** Standard deviation over δ of ΔE, the change of the mean loss of these very sequences, `[lags]`. */
  readonly changes: readonly Bounded[];
  /** Standard deviation over δ of the expected ΔE, that of all sequences there are, `[lags]`. */
  readonly effects: readonly Bounded[];
  /** The same two where all steps use W + δ. */
  readonly wholeChange: Bounded;
  readonly wholeEffect: Bounded;
  /** Standard error of ΔE on the same B sequences before and after, of a mutation of all steps. */
  readonly noise: Bounded;
  /** Effects over the standard error of ΔE of a mutation of that lag alone, `[lags]`. */
  readonly ratios: readonly Bounded[];
  /** Reach of the effects over the noise of that lag alone, `NOISE` times that standard error. */
  readonly own: Horizon;
  /** Reach of the effects over the noise of a mutation of all steps, on the same sequences and on other ones. */
  readonly whole: Horizon;
  readonly unpaired: Horizon;
  /** Reach of the changes over rounding. */
  readonly rounding: Horizon;
}

export interface NetHorizons {
  /** Lags that were looked at, rising, and the number of sequences that have a step of that lag. */
  readonly lags: readonly number[];
  readonly counts: readonly number[];
  /** Mean loss at the scored steps. */
  readonly loss: number;
  /** Root mean square over sequences of ‖∂E_b/∂h‖ after the step, `[lags]`. */
  readonly stateNorms: readonly Bounded[];
  /** Norm of the derivative of these sequences' mean loss by the parameters as the step uses them, `[lags]`. */
  readonly slopes: readonly number[];
  /** The same of the expected loss. */
  readonly gradients: readonly Bounded[];
  /** Norm of the expected loss's derivative by the parameters as all steps use them. */
  readonly wholeGradient: Bounded;
  /** Standard error, as a norm, of that derivative over B sequences. */
  readonly gradientNoise: Bounded;
  /** Norms over the standard error of the derivative of that lag itself, `[lags]`, and its reach. */
  readonly gradientRatios: readonly Bounded[];
  readonly gradient: Horizon;
  /** Reach over the noise of the whole derivative. */
  readonly gradientOfWhole: Horizon;
  /** Longest lag whose ‖∂E/∂h‖ is at least 2⁻²⁴ of the greatest: a float32 sum of all steps still takes it in. */
  readonly summed: Horizon;
  readonly mutations: readonly MutationHorizon[];
  /** Standard error of ΔE on B sequences and B other ones. */
  readonly unpairedNoise: Bounded;
  /** Deviation of ΔE by rounding the losses of B sequences to float32. */
  readonly roundingNoise: number;
}

export interface MeasureOptions {
  /** Standard deviations σ of the perturbations. */
  readonly deviations: readonly number[];
  /** P, the number of perturbations. */
  readonly perturbations: number;
  readonly resamples: number;
}

/** Half of the distance between 1 and the next float32: what a float32 sum rounds to at most. */
const HALF_STEP = 2 ** -24;

/**
 * @param batch as `lastAnswers` gives it
 * @param random stream of a name, always the same one
 */
export async function measureHorizons(
  device: Device,
  { net, parameters }: { readonly net: Net; readonly parameters: Float32Array },
  batch: Batch,
  options: MeasureOptions,
  random: (name: string) => Random,
  work: Pick<LabWork, 'breathe'>,
): Promise<NetHorizons> {
  const { deviations, perturbations } = options;
  const lags = lagsUpTo(Math.max(...batch.lengths) - 1);
  const pause = pausing(work);
  const steps = (await stepsAtLags(device, net, parameters, batch, lags)).filter(
    // A mean over one sequence has no noise to tell.
    ({ sequences }) => sequences.length > 1,
  );
  const gradients: { readonly products: Products; readonly squares: Float64Array }[] = [];
  for (const step of steps) {
    const found = await stepGradients(device, net, parameters, batch, step);
    gradients.push({ products: productsOf(found.gradients, found.counts), squares: found.squares });
    await pause();
  }
  const all = await wholeGradients(device, net, parameters, batch);
  const whole = productsOf(all.gradients, all.counts);
  const directions = drawDirections(net, perturbations, random('perturbations'));
  const mutations: { readonly at: Float64Array[][]; readonly throughout: Float64Array[] }[] = [];
  let losses = new Float64Array(0);
  for (const deviation of deviations) {
    const perturbed = directions.map((direction) => moved(parameters, direction, deviation));
    const at: Float64Array[][] = [];
    for (const step of steps)
      at.push(await changesAtLag(device, net, parameters, batch, step, perturbed, pause));
    const throughout = await changesThroughout(device, net, parameters, batch, perturbed, pause);
    losses = Float64Array.from(throughout.losses);
    mutations.push({ at, throughout: throughout.changes });
  }
  const found: Found = { steps, gradients, whole, mutations, losses };
  return concluded(found, options, random('resamples'));
}

/** Numbers of one net before any resampling. */
interface Found {
  readonly steps: readonly LagStep[];
  readonly gradients: readonly { readonly products: Products; readonly squares: Float64Array }[];
  readonly whole: Products;
  /** Changes by σ: at each lag, and throughout, each `[perturbation][sequence]`. */
  readonly mutations: readonly {
    readonly at: readonly Float64Array[][];
    readonly throughout: Float64Array[];
  }[];
  readonly losses: Float64Array;
}

/** Squares of all curves and levels. */
interface Squares {
  readonly stateNorms: readonly number[];
  readonly slopes: readonly number[];
  readonly gradients: readonly number[];
  readonly gradientNoises: readonly number[];
  readonly wholeGradient: number;
  readonly gradientNoise: number;
  readonly mutations: readonly {
    readonly changes: readonly number[];
    readonly effects: readonly number[];
    readonly noises: readonly number[];
    readonly wholeChange: number;
    readonly wholeEffect: number;
    readonly noise: number;
  }[];
  readonly unpaired: number;
}

/** @param groups number of times that each group of sequences counts */
function squaresOf(
  { steps, gradients, whole, mutations, losses }: Found,
  perturbations: ArrayLike<number>,
  groups: ArrayLike<number>,
): Squares {
  const size = losses.length;
  const sequences = Int32Array.from(losses, (_, b) => groups[Math.floor(b / GROUP)]!);
  const weights = steps.map(({ sequences: own }) => Int32Array.from(own, (b) => sequences[b]!));
  const total = spreadOf(whole, groups);
  const spreads = gradients.map(({ products }) => spreadOf(products, groups));
  return {
    stateNorms: gradients.map(
      ({ squares, products: { counts } }) => dot(squares, groups) / dot(counts, groups),
    ),
    slopes: spreads.map(({ mean }) => mean),
    gradients: spreads.map(({ effect }) => effect),
    gradientNoises: spreads.map(({ noise }, lag) => noise / steps[lag]!.sequences.length),
    wholeGradient: total.effect,
    gradientNoise: total.noise / size,
    mutations: mutations.map(({ at, throughout }) => {
      const all = spreadOfChanges(throughout, perturbations, sequences);
      const each = at.map((changes, lag) => spreadOfChanges(changes, perturbations, weights[lag]!));
      return {
        changes: each.map(({ mean }) => mean),
        effects: each.map(({ effect }) => effect),
        noises: each.map(({ noise }, lag) => noise / steps[lag]!.sequences.length),
        wholeChange: all.mean,
        wholeEffect: all.effect,
        noise: all.noise / size,
      };
    }),
    unpaired: (2 * weightedVariance(losses, sequences)) / size,
  };
}

function concluded(found: Found, options: MeasureOptions, random: Random): NetHorizons {
  const { steps, losses } = found;
  const lags = steps.map(({ lag }) => lag);
  const all = new Int32Array(found.whole.counts.length).fill(1);
  const plain = squaresOf(found, new Int32Array(options.perturbations).fill(1), all);
  const draws: Squares[] = [];
  /** Resamples of the perturbations alone: for what is said of these very sequences. */
  const ofThese: Squares[] = [];
  for (let resample = 0; resample < options.resamples; resample++) {
    const groups = resampled(all.length, random);
    const perturbations = resampled(options.perturbations, random);
    draws.push(squaresOf(found, perturbations, groups));
    ofThese.push(squaresOf(found, perturbations, all));
  }
  const bounded = (of: (squares: Squares) => number, among: readonly Squares[] = draws): Bounded => {
    const [low, high] = interval(among.map(of).filter(Number.isFinite));
    return [root(of(plain)), root(low), root(high)];
  };
  const rounding = roundingSquare(losses) / losses.length;
  const horizon = (
    curve: (squares: Squares) => readonly number[],
    squareError: (squares: Squares, at: number) => number,
    noise = NOISE,
    among: readonly Squares[] = draws,
  ): Horizon => {
    const reach = (squares: Squares): number =>
      lags[
        curve(squares).findLastIndex(
          (effect, at) => effect > 0 && effect >= noise * noise * squareError(squares, at),
        )
      ] ?? -1;
    const lag = reach(plain);
    const [low, high] = interval(among.map(reach), true);
    return {
      lag: lag === -1 ? null : lag,
      below: lags[lags.indexOf(lag) + 1] ?? null,
      interval: [low, high],
    };
  };
  return {
    lags,
    counts: steps.map(({ sequences }) => sequences.length),
    loss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length,
    stateNorms: lags.map((_, at) => bounded(({ stateNorms }) => stateNorms[at]!)),
    slopes: plain.slopes.map(root),
    gradients: lags.map((_, at) => bounded(({ gradients }) => gradients[at]!)),
    wholeGradient: bounded(({ wholeGradient }) => wholeGradient),
    gradientNoise: bounded(({ gradientNoise }) => gradientNoise),
    gradientRatios: lags.map((_, at) =>
      bounded(({ gradients, gradientNoises }) => gradients[at]! / gradientNoises[at]!),
    ),
    gradient: horizon(
      ({ gradients }) => gradients,
      ({ gradientNoises }, at) => gradientNoises[at]!,
    ),
    gradientOfWhole: horizon(
      ({ gradients }) => gradients,
      ({ gradientNoise }) => gradientNoise,
    ),
    summed: horizon(
      ({ stateNorms }) => stateNorms,
      ({ stateNorms }) => Math.max(...stateNorms),
      HALF_STEP,
    ),
    mutations: options.deviations.map((deviation, which) => {
      const own = ({ mutations }: Squares): Squares['mutations'][number] => mutations[which]!;
      const effects = (squares: Squares): readonly number[] => own(squares).effects;
      return {
        deviation,
        changes: lags.map((_, at) => bounded((squares) => own(squares).changes[at]!, ofThese)),
        effects: lags.map((_, at) => bounded((squares) => effects(squares)[at]!)),
        wholeChange: bounded((squares) => own(squares).wholeChange, ofThese),
        wholeEffect: bounded((squares) => own(squares).wholeEffect),
        noise: bounded((squares) => own(squares).noise),
        ratios: lags.map((_, at) => bounded((squares) => effects(squares)[at]! / own(squares).noises[at]!)),
        own: horizon(effects, (squares, at) => own(squares).noises[at]!),
        whole: horizon(effects, (squares) => own(squares).noise),
        unpaired: horizon(effects, ({ unpaired }) => unpaired),
        rounding: horizon(
          (squares) => own(squares).changes,
          () => rounding,
          1,
          ofThese,
        ),
      };
    }),
    unpairedNoise: bounded(({ unpaired }) => unpaired),
    roundingNoise: Math.sqrt(rounding),
  };
}

/** Random directions of the parameters that a step uses, N(0, 1) each, the others 0. */
function drawDirections(net: Net, count: number, random: Random): Float64Array[] {
  const places = usedAtSteps(net);
  const drawn = new Float64Array(places.length);
  return Array.from({ length: count }, () => {
    drawNormals(random, drawn, 0, drawn.length);
    const direction = new Float64Array(net.parameters);
    for (const [index, place] of places.entries()) direction[place] = drawn[index]!;
    return direction;
  });
}

const moved = (parameters: Float32Array, direction: Float64Array, deviation: number): Float32Array =>
  parameters.map((value, at) => value + deviation * direction[at]!);

/** Limits of 95 % of the resamples; with `whole` values of the sample itself. */
function interval(values: readonly number[], whole = false): readonly [number, number] {
  if (values.length === 0) return [Number.NaN, Number.NaN];
  const sorted = Float64Array.from(values).sort();
  if (!whole) return [sampleQuantile(sorted, 0.025), sampleQuantile(sorted, 0.975)];
  const last = sorted.length - 1;
  return [sorted[Math.floor(0.025 * last)]!, sorted[Math.ceil(0.975 * last)]!];
}

/** Root of an estimate of a square, which noise can take below 0. */
const root = (square: number): number => (square > 0 ? Math.sqrt(square) : 0);

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}

/** Unbiased variance of the values, each counted as often as its weight says. */
function weightedVariance(values: Float64Array, weights: ArrayLike<number>): number {
  const count = dot(weights, new Float64Array(values.length).fill(1));
  const mean = dot(values, weights) / count;
  const squares = values.map((value) => (value - mean) ** 2);
  return dot(squares, weights) / (count - 1);
}

/** Variance that rounding to float32 gives the difference of two losses, each off by up to half a step, mean over losses. */
function roundingSquare(losses: Float64Array): number {
  const bits = new Float32Array(1);
  const words = new Uint32Array(bits.buffer);
  let sum = 0;
  for (const loss of losses) {
    bits[0] = Math.abs(loss);
    const value = bits[0]!;
    words[0]!++;
    const step = bits[0]! - value;
    sum += (2 * step * step) / 12;
  }
  return sum / losses.length;
}

/** Pause every quarter of a second or so is enough; a call each would slow small nets down. */
function pausing(work: Pick<LabWork, 'breathe'>): () => Promise<void> {
  let calls = 0;
  return async () => {
    if (++calls % 16 === 0) await work.breathe();
  };
}
