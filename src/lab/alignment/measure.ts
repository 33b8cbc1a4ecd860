/** Directions at one net's weights beside its gradient. */
import type { Batch } from '../../engine/batch.ts';
import type { Device } from '../../engine/device.ts';
import { zeroBlocks } from '../../nets/frozen.ts';
import { architectureOf } from '../../nets/index.ts';
import type { Net } from '../../nets/net.ts';
import type { Solution } from '../../nets/solution.ts';
import type { Random } from '../../random/random.ts';
import type { Births } from './births.ts';
import { drawDirections, evaluatePairs, strategiesBeside } from './strategies.ts';
import { type Beside, cosine, largeGradient, stepsBeside } from './vectors.ts';

/** Batches of one task, the same for all nets. */
export interface Batches {
  /** Minibatches of the gradient. */
  readonly minibatches: readonly Batch[];
  /** Sequences on which perturbed weights are evaluated. */
  readonly evaluation: Batch;
}

export interface Alignment {
  /** Number of parameters that are learnt. */
  readonly dimensions: number;
  /** Mean loss of the minibatches' sequences. */
  readonly loss: number;
  readonly gradientNorm: number;
  /** Norm of the gradient over its own standard error. */
  readonly gradientRatio: number;
  readonly besides: readonly Beside[];
}

/** Places of the parameters that a search learns. */
export function learntPlaces(net: Net, netOptions: Readonly<Record<string, unknown>>): Int32Array {
  const architecture = architectureOf(net);
  const fixed = [...(architecture.fixed?.blocks ?? []), ...(architecture.zeroBlocks?.(netOptions) ?? [])];
  const frozen = new Set(zeroBlocks(net, fixed).indices);
  return Int32Array.from(
    Array.from({ length: net.parameters }, (_, at) => at).filter((at) => !frozen.has(at)),
  );
}

export interface MeasureOptions {
  readonly deviations: readonly number[];
  readonly pairs: number;
  readonly places: Int32Array;
}

/**
 * @param births births of the search from these weights on; null where it does not breed
 * @param random stream of a name, always the same one
 * @param pause called between calls of the device
 */
export async function measureAlignment(
  device: Device,
  solution: Solution,
  { minibatches, evaluation }: Batches,
  births: Births | null,
  { deviations, pairs, places }: MeasureOptions,
  random: (name: string) => Random,
  pause: () => Promise<void>,
): Promise<Alignment> {
  const { net, parameters } = solution;
  const gradients: Float64Array[] = [];
  let loss = 0;
  for (const batch of minibatches) {
    const found = await device.gradient(net, parameters, batch);
    gradients.push(taken(found.gradient, places));
    loss += found.loss / minibatches.length;
    await pause();
  }
  const large = largeGradient(gradients, minibatches[0]!.sequences);
  const directions = drawDirections(pairs, places.length, random('directions'));
  const own = taken((await device.gradient(net, parameters, evaluation)).gradient, places);
  const besides: Beside[] = [
    large.minibatch,
    {
      name: `gradient of the ${evaluation.sequences} evaluated`,
      cosines: [cosine(own, large.mean)].filter(Number.isFinite),
      ...{ signal: null, share: null, linear: null },
    },
  ];
  for (const deviation of deviations) {
    const losses = await evaluatePairs(
      device,
      solution,
      evaluation,
      directions,
      { places, deviation },
      pause,
    );
    besides.push(...strategiesBeside(directions, losses, deviation, large.mean));
  }
  if (births !== null) besides.push(...(await birthsBeside(device, net, births, minibatches, places, pause)));
  return {
    dimensions: places.length,
    loss,
    gradientNorm: Math.hypot(...large.mean),
    gradientRatio: large.ratio,
    besides,
  };
}

/** Sequences of the gradient at a parent, at least. */
const SEQUENCES_OF_PARENTS = 512;

async function birthsBeside(
  device: Device,
  net: Net,
  { steps, born, accepted }: Births,
  minibatches: readonly Batch[],
  places: Int32Array,
  pause: () => Promise<void>,
): Promise<Beside[]> {
  const some = minibatches.slice(0, Math.ceil(SEQUENCES_OF_PARENTS / minibatches[0]!.sequences));
  const known = new Map<string, Float64Array>();
  const beside: {
    readonly step: Float64Array;
    readonly gradient: Float64Array;
    readonly accepted: boolean;
  }[] = [];
  for (const { parent, step, accepted: isAccepted } of steps) {
    const key = parent.join();
    let gradient = known.get(key);
    if (gradient === undefined) {
      gradient = new Float64Array(places.length);
      for (const batch of some) {
        const found = await device.gradient(net, parent, batch);
        for (const [at, place] of places.entries()) gradient[at]! += found.gradient[place]!;
      }
      known.set(key, gradient);
      await pause();
    }
    beside.push({ step: taken(step, places), gradient, accepted: isAccepted });
  }
  const rate = born === 0 ? 0 : accepted / born;
  return [
    stepsBeside(
      'accepted births',
      beside.filter((one) => one.accepted),
      rate,
    ),
    stepsBeside(
      'rejected births',
      beside.filter((one) => !one.accepted),
      1 - rate,
    ),
  ];
}

const taken = (vector: ArrayLike<number>, places: Int32Array): Float64Array =>
  Float64Array.from(places, (place) => vector[place]!);
