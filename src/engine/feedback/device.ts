/**
 * Feedback for a device that carries states: batches whose sequences run free become batches that it knows. The washout
 * is read as it is; the free steps are read by the net with its feedback folded into its weights (`fold.ts`), from the
 * state at the end of the washout. The gradient goes through that border by the adjoint of the state.
 */
import type { Net } from '../../nets/net.ts';
import type { Batch } from '../batch.ts';
import type { Device, Evaluation, Gradient, GradientRequest, Vector } from '../device.ts';
import { foldOf, isFoldable } from './fold.ts';
import { type FeedbackParts, partsOf } from './parts.ts';

/**
 * The device, which computes batches with feedback too. Needs one that carries states and returns adjoint ones.
 * @param isOwn true for nets whose outputs the device feeds back by itself
 */
export function withFeedback(device: Device, isOwn: (net: Net) => boolean = () => false): Device {
  const { descend, features, linearise } = device;
  return {
    name: device.name,
    lacks(net, batch, calls) {
      if (isOwn(net)) return device.lacks(net, batch, calls);
      const given = calls.filter((call) => call !== 'free');
      const lacking = device.lacks(net, batch, given);
      if (lacking !== null || !calls.includes('free')) return lacking;
      const carrying = device.lacks(net, batch, ['carry']);
      if (carrying !== null || isFoldable(net)) return carrying;
      return `it cannot feed outputs back to the inputs of the net ${net.architecture}: that is no cell around one product`;
    },
    evaluate(net, parameters, batch, carry) {
      const parts = isOwn(net) ? null : partsOf(batch);
      if (parts === null) return device.evaluate(net, parameters, batch, carry);
      refuse(carry, 'a carried state');
      return evaluate(device, net, parameters, batch, parts);
    },
    evaluatePopulation(net, genomes, count, batch) {
      const parts = isOwn(net) ? null : partsOf(batch);
      if (parts === null) return device.evaluatePopulation(net, genomes, count, batch);
      return evaluatePopulation(device, net, { genomes, count }, batch, parts);
    },
    gradient(net, parameters, batch, request = {}) {
      const parts = isOwn(net) ? null : partsOf(batch);
      if (parts === null) return device.gradient(net, parameters, batch, request);
      refuse(request.carry, 'a carried state');
      refuse(request.omega, 'Ω');
      return gradient(device, net, parameters, batch, parts, request);
    },
    ...(features && {
      features(net, parameters, batch, request) {
        if (batch.feedback?.free.includes(1)) throw new RangeError('the features of sequences that run free');
        return features.call(device, net, parameters, batch, request);
      },
    }),
    // The device itself refuses sequences that run free.
    ...(linearise && { linearise: (...given) => linearise.apply(device, given) }),
    ...(descend && { descend: (...given) => descend.apply(device, given) }),
    close: () => device.close(),
  };
}

/** @throws RangeError where it is asked for: a mistake in the calling code */
function refuse(asked: unknown, name: string): void {
  if (asked !== undefined) throw new RangeError(`${name} with a batch whose sequences run free`);
}

async function evaluate(
  device: Device,
  net: Net,
  parameters: Vector,
  batch: Batch,
  { forced, free }: FeedbackParts,
): Promise<Evaluation> {
  const losses = new Float64Array(batch.sequences);
  const outputs = new Float64Array(batch.answerSteps.length * batch.outputs * batch.sequences);
  const take = (part: Batch, from: number, sequences: readonly number[], evaluation: Evaluation): void => {
    for (const [b, sequence] of sequences.entries()) losses[sequence]! += evaluation.losses[b]!;
    const first = batch.answerSteps.indexOf(from + (part.answerSteps[0] ?? 0));
    for (const [index, step] of part.answerSteps.entries()) {
      // A part may have no answer at some of the batch's steps.
      const answer = batch.answerSteps.indexOf(from + step, first);
      for (let output = 0; output < batch.outputs; output++) {
        const at = (answer * batch.outputs + output) * batch.sequences;
        const of = (index * batch.outputs + output) * part.sequences;
        for (const [b, sequence] of sequences.entries()) outputs[at + sequence] = evaluation.outputs[of + b]!;
      }
    }
  };
  if (forced !== null)
    take(forced.batch, 0, forced.sequences, await device.evaluate(net, parameters, forced.batch));
  if (free !== null) {
    const { washout, tail, sequences } = free;
    const { net: foldedNet, fold } = foldOf(net);
    const begun = await device.evaluate(net, parameters, washout, { from: null });
    take(washout, 0, sequences, begun);
    const from = begun.end!;
    take(tail, washout.steps, sequences, await device.evaluate(foldedNet, fold(parameters), tail, { from }));
  }
  return { loss: mean(losses), losses, outputs };
}

/** Part after part for all genomes, since the device keeps the last batch. */
async function evaluatePopulation(
  device: Device,
  net: Net,
  { genomes, count }: { readonly genomes: Vector; readonly count: number },
  batch: Batch,
  { forced, free }: FeedbackParts,
): Promise<Float64Array> {
  const losses = new Float64Array(count);
  const add = (genome: number, part: Batch, loss: number): void => {
    losses[genome]! += (loss * part.sequences) / batch.sequences;
  };
  if (forced !== null) {
    const own = await device.evaluatePopulation(net, genomes, count, forced.batch);
    for (let genome = 0; genome < count; genome++) add(genome, forced.batch, own[genome]!);
  }
  if (free === null) return losses;
  const { washout, tail } = free;
  const { net: foldedNet, fold } = foldOf(net);
  const parametersOf = (genome: number) =>
    genomes.subarray(genome * net.parameters, (genome + 1) * net.parameters);
  const ends: Vector[] = [];
  for (let genome = 0; genome < count; genome++) {
    const begun = await device.evaluate(net, parametersOf(genome), washout, { from: null });
    add(genome, washout, begun.loss);
    ends.push(begun.end!);
  }
  for (let genome = 0; genome < count; genome++) {
    const from = ends[genome]!;
    const { loss } = await device.evaluate(foldedNet, fold(parametersOf(genome)), tail, { from });
    add(genome, tail, loss);
  }
  return losses;
}

async function gradient(
  device: Device,
  net: Net,
  parameters: Vector,
  batch: Batch,
  { forced, free }: FeedbackParts,
  { stateNorms = false }: GradientRequest,
): Promise<Gradient> {
  const total = new Float64Array(net.parameters);
  const squares = new Float64Array(batch.steps);
  let loss = 0;
  const take = (part: Batch, from: number, given: Gradient): number => {
    const share = part.sequences / batch.sequences;
    loss += share * given.loss;
    if (stateNorms) {
      for (const [step, norm] of given.stateNorms!.entries()) squares[from + step]! += (share * norm) ** 2;
    }
    return share;
  };
  const add = (share: number, own: Vector): void => {
    for (let at = 0; at < own.length; at++) total[at]! += share * own[at]!;
  };
  if (forced !== null) {
    const given = await device.gradient(net, parameters, forced.batch, { stateNorms });
    add(take(forced.batch, 0, given), given.gradient);
  }
  if (free !== null) {
    const { washout, tail } = free;
    const { net: foldedNet, fold, unfold } = foldOf(net);
    const { end } = await device.evaluate(net, parameters, washout, { from: null });
    const followed = await device.gradient(foldedNet, fold(parameters), tail, {
      stateNorms,
      carry: { from: end! },
      adjoint: { end: null },
    });
    const share = take(tail, washout.steps, followed);
    const own = new Float64Array(net.parameters);
    unfold(parameters, followed.gradient, own);
    add(share, own);
    const begun = await device.gradient(net, parameters, washout, {
      stateNorms,
      carry: { from: null },
      adjoint: { end: followed.start! },
    });
    add(take(washout, 0, begun), begun.gradient);
  }
  return {
    loss,
    gradient: total,
    omega: null,
    omegaGradient: null,
    stateNorms: stateNorms ? squares.map(Math.sqrt) : null,
  };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
