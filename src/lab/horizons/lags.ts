/**
 * Passes over sequences with other weights at one step. A step of lag k reads its parameters at k steps before the scored
 * one; everything else, before and after it, is the net as it is. All of it is done by the device's own calls: states are
 * carried from a batch of the steps before to one of the step itself and to one of the steps after.
 */
import type { Batch } from '../../engine/batch.ts';
import type { Awaitable, Device, Vector } from '../../engine/device.ts';
import type { Net } from '../../nets/net.ts';
import { stepsOfLags, stepsUntilLag, withLag } from '../parts/last-answer.ts';

/** Most numbers of inputs of one call, and most lanes: larger work is divided. */
const MOST_NUMBERS = 2 ** 22;
const MOST_LANES = 2 ** 13;

/** Step of one lag, ready to be taken again with other weights. */
export interface LagStep {
  readonly lag: number;
  /** Numbers of the sequences that have such a step, in the order of all numbers here. */
  readonly sequences: readonly number[];
  /** States before the step and after it, `[carried][sequences]`. */
  readonly before: Float32Array;
  readonly after: Float32Array;
}

/** Blocks of the readout, which a step before the last does not use. */
const isReadout = (name: string): boolean => /^[Wb]_out/.test(name);

/** Places of the parameters that a step uses: all but those of the readout. */
export const usedAtSteps = (net: Net): Int32Array =>
  Int32Array.from(
    net.blocks
      .filter(({ name }) => !isReadout(name))
      .flatMap(({ offset, size }) => Array.from({ length: size }, (_, index) => offset + index)),
  );

/** Lags that are looked at: all of the first few, then about `perOctave` in each doubling, and the longest. */
export function lagsUpTo(longest: number, perOctave = 3): number[] {
  const lags = new Set<number>([longest]);
  let octaves = 0;
  for (let lag = 0; lag < longest; ) {
    lags.add(lag);
    lag = Math.max(lag + 1, Math.round(2 ** (++octaves / perOctave)));
  }
  return [...lags].sort((a, b) => a - b);
}

/**
 * States around the step of each of these lags.
 * @param batch as `lastAnswers` gives it
 */
export async function stepsAtLags(
  device: Device,
  net: Net,
  parameters: Float32Array,
  batch: Batch,
  lags: readonly number[],
): Promise<LagStep[]> {
  const steps: LagStep[] = [];
  let held: { readonly lag: number; readonly sequences: readonly number[]; readonly states: Vector } | null =
    null;
  for (const lag of [...lags].sort((a, b) => b - a)) {
    const sequences = withLag(batch, lag);
    if (sequences.length === 0) continue;
    const first = held === null ? Math.max(...batch.lengths) - 1 : held.lag - 1;
    const reading = sequences.filter((b) => Math.min(batch.lengths[b]! - 1, first) > lag);
    const carried = await carriedNumbers(device, net, parameters, batch);
    const before = new Float32Array(carried * sequences.length);
    const place = new Map(sequences.map((b, index) => [b, index]));
    if (held !== null) copyStates(held, before, place, carried, sequences.length);
    if (reading.length > 0) {
      const from = new Float32Array(carried * reading.length);
      const begun = new Map(reading.map((b, index) => [b, index]));
      if (held !== null) copyStates(held, from, begun, carried, reading.length);
      const read = stepsUntilLag(batch, reading, first, lag + 1);
      const { end } = await device.evaluate(net, parameters, read, { from });
      copyStates({ sequences: reading, states: end! }, before, place, carried, sequences.length);
    }
    const step = stepsOfLags(batch, sequences, lag, lag);
    const { end } = await device.evaluate(net, parameters, step, { from: before });
    const after = Float32Array.from(end!);
    steps.push({ lag, sequences, before, after });
    held = { lag, sequences, states: after };
  }
  return steps.reverse();
}

/** Number of values that a step of the net passes to the next. */
async function carriedNumbers(
  device: Device,
  net: Net,
  parameters: Float32Array,
  batch: Batch,
): Promise<number> {
  const one = stepsOfLags(batch, [withLag(batch, 0)[0]!], 0, 0);
  return (await device.evaluate(net, parameters, one, { from: null })).end!.length;
}

function copyStates(
  { sequences, states }: { readonly sequences: readonly number[]; readonly states: Vector },
  into: Float32Array,
  place: ReadonlyMap<number, number>,
  carried: number,
  width: number,
): void {
  for (const [index, b] of sequences.entries()) {
    const at = place.get(b);
    if (at === undefined) continue;
    for (let number = 0; number < carried; number++)
      into[number * width + at] = states[number * sequences.length + index]!;
  }
}

/**
 * Derivatives of groups of sequences, `[groups]`, group by group: sequence b is in group ⌊b / GROUP⌋. Sums over a group keep
 * what is independent apart, at a fraction of the work of single sequences.
 */
export interface GroupGradients {
  /** Numbers of sequences in each group that have the step. */
  readonly counts: Float64Array;
  /** Sums over the group of ∂E_b/∂W, by the parameters of `usedAtSteps` in their order. */
  readonly gradients: readonly Float32Array[];
  /** Sums over the group of ‖∂E_b/∂h‖² after the step, the total derivative; those of whole sequences are 0. */
  readonly squares: Float64Array;
}

/** Sequences in a group. */
export const GROUP = 4;

export const groupsOf = (batch: Batch): number => Math.ceil(batch.sequences / GROUP);

/** Derivatives of the sequences' own losses E_b by the weights that the step of that lag uses, and by the state after it. */
export async function stepGradients(
  device: Device,
  net: Net,
  parameters: Float32Array,
  batch: Batch,
  { lag, sequences, before, after }: LagStep,
): Promise<GroupGradients> {
  const count = sequences.length;
  let adjoint: Vector | null = null;
  if (lag > 0) {
    const rest = stepsOfLags(batch, sequences, lag - 1, 0);
    const { start } = await device.gradient(net, parameters, rest, {
      carry: { from: after },
      adjoint: { end: null },
    });
    // E of a batch is a mean over its sequences.
    adjoint = start!.map((value) => value * count);
  }
  return grouped(net, batch, sequences, async (members, indices) => {
    const own = (states: Vector, factor = 1): Float32Array => {
      const some = new Float32Array((states.length / count) * indices.length);
      for (let at = 0; at < some.length; at++)
        some[at] = factor * states[Math.floor(at / indices.length) * count + indices[at % indices.length]!]!;
      return some;
    };
    const { gradient, stateNorms } = await device.gradient(
      net,
      parameters,
      stepsOfLags(batch, members, lag, lag),
      {
        stateNorms: true,
        carry: { from: own(before) },
        adjoint: { end: adjoint === null ? null : own(adjoint, 1 / members.length) },
      },
    );
    return { gradient, norm: stateNorms![0]! };
  });
}

/** Derivatives of the sequences' losses by the parameters as all steps use them. */
export const wholeGradients = (
  device: Device,
  net: Net,
  parameters: Float32Array,
  batch: Batch,
): Promise<GroupGradients> =>
  grouped(
    net,
    batch,
    Array.from({ length: batch.sequences }, (_, b) => b),
    async (members) => {
      const longest = Math.max(...members.map((b) => batch.lengths[b]!)) - 1;
      const { gradient } = await device.gradient(net, parameters, stepsUntilLag(batch, members, longest, 0));
      return { gradient, norm: 0 };
    },
  );

/** @param derive means over the members: the gradient, and the root of the sum of squares of their states' derivatives */
async function grouped(
  net: Net,
  batch: Batch,
  sequences: readonly number[],
  derive: (
    members: readonly number[],
    indices: readonly number[],
  ) => Promise<{ readonly gradient: Vector; readonly norm: number }>,
): Promise<GroupGradients> {
  const groups = groupsOf(batch);
  const places = usedAtSteps(net);
  const counts = new Float64Array(groups);
  const squares = new Float64Array(groups);
  const gradients: Float32Array[] = [];
  for (let group = 0; group < groups; group++) {
    const indices = sequences.flatMap((b, index) => (Math.floor(b / GROUP) === group ? [index] : []));
    const sum = new Float32Array(places.length);
    gradients.push(sum);
    counts[group] = indices.length;
    if (indices.length === 0) continue;
    const { gradient, norm } = await derive(
      indices.map((index) => sequences[index]!),
      indices,
    );
    for (const [at, place] of places.entries()) sum[at] = indices.length * gradient[place]!;
    squares[group] = (indices.length * norm) ** 2;
  }
  return { counts, gradients, squares };
}

/** Losses E_b of the sequences as the step of that lag leaves them, from the states after it. */
const lossesAfter = async (
  device: Device,
  net: Net,
  parameters: Float32Array,
  rest: Batch,
  from: Float32Array,
): Promise<Vector> => (await device.evaluate(net, parameters, rest, { from })).losses;

/**
 * Changes of the losses where the step of that lag alone uses other weights, `[perturbation][sequence]`: the losses with
 * W + δ at that step and W at all others, less those with W throughout, on the same sequences.
 * @param perturbed parameter vectors W + δ, one a perturbation
 * @param pause called between calls of the device
 */
export async function changesAtLag(
  device: Device,
  net: Net,
  parameters: Float32Array,
  batch: Batch,
  { lag, sequences, before, after }: LagStep,
  perturbed: readonly Float32Array[],
  pause: () => Awaitable<void>,
): Promise<Float64Array[]> {
  const count = sequences.length;
  const step = stepsOfLags(batch, sequences, lag, lag);
  if (lag === 0) {
    const { losses } = await device.evaluate(net, parameters, step, { from: before });
    const changes: Float64Array[] = [];
    for (const other of perturbed) {
      const changed = await device.evaluate(net, other, step, { from: before });
      changes.push(Float64Array.from(losses, (loss, b) => changed.losses[b]! - loss));
      await pause();
    }
    return changes;
  }
  const base = await lossesAfter(device, net, parameters, stepsOfLags(batch, sequences, lag - 1, 0), after);
  const carried = before.length / count;
  const numbers = batch.symbols === null ? batch.inputs : 1;
  const portion = Math.max(
    1,
    Math.min(
      perturbed.length,
      Math.floor(MOST_LANES / count),
      Math.floor(MOST_NUMBERS / (numbers * lag * count)),
    ),
  );
  const changes: Float64Array[] = [];
  let rest = stepsOfLags(batch, sequences, lag - 1, 0, portion);
  for (let first = 0; first < perturbed.length; first += portion) {
    const some = perturbed.slice(first, first + portion);
    const width = some.length * count;
    const from = new Float32Array(carried * width);
    for (const [copy, other] of some.entries()) {
      const { end } = await device.evaluate(net, other, step, { from: before });
      for (let number = 0; number < carried; number++)
        from.set(end!.subarray(number * count, (number + 1) * count), number * width + copy * count);
    }
    if (rest.sequences !== width) rest = stepsOfLags(batch, sequences, lag - 1, 0, some.length);
    const losses = await lossesAfter(device, net, parameters, rest, from);
    for (let copy = 0; copy < some.length; copy++)
      changes.push(Float64Array.from({ length: count }, (_, b) => losses[copy * count + b]! - base[b]!));
    await pause();
  }
  return changes;
}

/** The same where all steps use the other weights. */
export async function changesThroughout(
  device: Device,
  net: Net,
  parameters: Float32Array,
  batch: Batch,
  perturbed: readonly Float32Array[],
  pause: () => Awaitable<void>,
): Promise<{ readonly losses: Float64Array; readonly changes: Float64Array[] }> {
  const losses = Float64Array.from((await device.evaluate(net, parameters, batch)).losses);
  const changes: Float64Array[] = [];
  for (const other of perturbed) {
    const changed = await device.evaluate(net, other, batch);
    changes.push(losses.map((loss, b) => changed.losses[b]! - loss));
    await pause();
  }
  return { losses, changes };
}
