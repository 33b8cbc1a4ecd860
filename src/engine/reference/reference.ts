/**
 * Reference device: recurrent nets in plain float64 loops, one sequence after another, one number at a time. Slow and
 * obvious, it is the standard for the other devices.
 *
 * Back-propagation through time and Ω are those of Pascanu, Mikolov & Bengio (2013), sections 2 and 3.3.
 */
import type { Net } from '../../nets/net.ts';
import { type Batch, weightAt } from '../batch.ts';
import { requireAdjoint, requireCarried } from '../carry.ts';
import { lackingCarriedCurvature } from '../curvature.ts';
import type {
  AdjointRequest,
  CarryRequest,
  Damping,
  Device,
  Evaluation,
  Features,
  FeaturesRequest,
  Gradient,
  GradientRequest,
  Vector,
} from '../device.ts';
import { rowsAsked } from '../features.ts';
import { requireFit } from '../fit.ts';
import { abilityFor, lackingOf } from '../lacking.ts';
import { type Cells, cells } from './cells/index.ts';
import { type DirectLinearised, lackingTangents, linearise } from './curvature.ts';
import {
  answerOf,
  blocksOf,
  forward,
  isScored,
  pullAnswer,
  pullStep,
  type Running,
  weightsOf,
} from './loop.ts';
import { answerLoss } from './losses.ts';
import { addOmega, type OmegaSum } from './omega.ts';
import { StateNorms } from './state-norms.ts';

/** Device with synchronous answers. */
export interface ReferenceDevice extends Device {
  evaluate(net: Net, parameters: Vector, batch: Batch, carry?: CarryRequest): Evaluation;
  evaluatePopulation(net: Net, genomes: Vector, count: number, batch: Batch): Float64Array;
  gradient(net: Net, parameters: Vector, batch: Batch, request?: GradientRequest): Gradient;
  features(net: Net, parameters: Vector, batch: Batch, request: FeaturesRequest): Features;
  linearise(net: Net, parameters: Vector, batch: Batch, damping: Damping | null): DirectLinearised;
  close(): void;
}

/**
 * Opens the device.
 * @param known the cells of the architectures that it computes
 */
export function openReferenceDevice(known: Cells = cells): ReferenceDevice {
  const run = (net: Net, parameters: Vector, batch: Batch): Running => {
    requireFit(net, batch, true);
    return { net, cell: abilityFor(known, net), weights: weightsOf(net, parameters) };
  };
  return {
    name: 'reference',
    lacks: (net, { loss }, calls) =>
      lackingOf(known, net, loss, calls) ??
      lackingCarriedCurvature(net, calls) ??
      lackingTangents(known, net, calls),
    evaluate: (net, parameters, batch, carry) => evaluate(run(net, parameters, batch), batch, carry),
    evaluatePopulation(net, genomes, count, batch) {
      const losses = new Float64Array(count);
      for (let genome = 0; genome < count; genome++) {
        const start = genome * net.parameters;
        const own = genomes.subarray(start, start + net.parameters);
        losses[genome] = evaluate(run(net, own, batch), batch).loss;
      }
      return losses;
    },
    gradient: (net, parameters, batch, request = {}) => gradient(run(net, parameters, batch), batch, request),
    features: (net, parameters, batch, request) => features(run(net, parameters, batch), batch, request),
    linearise: (net, parameters, batch, damping) =>
      linearise(run(net, parameters.slice(), batch), batch, damping?.mu ?? 0),
    close: () => {},
  };
}

export const referenceDevice = openReferenceDevice();

function evaluate(running: Running, batch: Batch, carry?: CarryRequest): Evaluation {
  const states = statesOf(running, batch, carry);
  const { outputs: width } = running.net;
  const losses = new Float64Array(batch.sequences);
  const outputs = new Float64Array(batch.answerSteps.length * width * batch.sequences);
  for (let sequence = 0; sequence < batch.sequences; sequence++) {
    const steps = forward(running, batch, sequence, states.before(sequence));
    states.end?.(sequence, steps.at(-1)!.after);
    for (const [answer, step] of batch.answerSteps.entries()) {
      if (!isScored(batch, step, sequence)) continue;
      const y = answerOf(running, steps[step]!.after);
      const { loss, output } = answerLoss(batch, step, sequence, y);
      losses[sequence]! += weightAt(batch, step, sequence) * loss;
      for (let unit = 0; unit < width; unit++) {
        outputs[(answer * width + unit) * batch.sequences + sequence] = output[unit]!;
      }
    }
  }
  return { loss: mean(losses), losses, outputs, ...(states.after && { end: states.after }) };
}

function features(running: Running, batch: Batch, request: FeaturesRequest): Features {
  const { from, to, into, carry } = request;
  const count = running.cell.units(running.net);
  const states = statesOf(running, batch, carry);
  const { width, at, one, rows, has } = rowsAsked(batch, request, count);
  let row = 0;
  for (let sequence = from; sequence < to; sequence++) {
    const steps = forward(running, batch, sequence, states.before(sequence));
    states.end?.(sequence, steps.at(-1)!.after);
    for (const [step, { after }] of steps.entries()) {
      if (!has(step, sequence)) continue;
      into.set(after.subarray(0, count), row * width + at);
      if (one) into[row * width + count] = 1;
      row++;
    }
  }
  return { rows, ...(states.after && { end: states.after }) };
}

/** Adjoint states of a request: those at the end of each sequence, and the place of those at its beginning. */
function adjointsOf({ net, cell }: Running, batch: Batch, adjoint: AdjointRequest | undefined) {
  const carried = cell.carried(net);
  if (adjoint !== undefined) requireAdjoint(adjoint, carried, batch);
  const { sequences } = batch;
  const start = adjoint && new Float64Array(carried * sequences);
  return {
    start,
    end: (sequence: number) =>
      Float64Array.from({ length: carried }, (_, at) => adjoint?.end?.[at * sequences + sequence] ?? 0),
    begin(sequence: number, d: Float64Array): void {
      if (start) for (let at = 0; at < carried; at++) start[at * sequences + sequence] = d[at]!;
    },
  };
}

/** States of a request for carried ones: where each sequence begins, and the place of those where it ends. */
function statesOf({ net, cell }: Running, { sequences }: Batch, carry: CarryRequest | undefined) {
  const carried = cell.carried(net);
  if (carry === undefined) return { before: () => undefined, end: null, after: null };
  requireCarried(carry, carried, sequences);
  const { from } = carry;
  const after = new Float64Array(carried * sequences);
  return {
    after,
    before: (sequence: number) =>
      Float64Array.from({ length: carried }, (_, at) => from?.[at * sequences + sequence] ?? 0),
    end(sequence: number, state: Float64Array): void {
      for (let at = 0; at < carried; at++) after[at * sequences + sequence] = state[at]!;
    },
  };
}

function gradient(running: Running, batch: Batch, request: GradientRequest): Gradient {
  const { net, cell } = running;
  const lacking = request.omega ? (cell.lacks?.(net, batch.loss, 'omega') ?? null) : null;
  if (lacking !== null) throw new RangeError(lacking);
  if (cell.isFixed && batch.feedback?.free.includes(1))
    throw new RangeError(
      `a gradient on sequences that run free, which a net ${net.architecture} does not have`,
    );
  const hidden = cell.units(net);
  const total = new Float64Array(net.parameters);
  const gradients = blocksOf(net, total);
  const stateNorms = new StateNorms(batch.steps);
  const states = statesOf(running, batch, request.carry);
  const adjoints = adjointsOf(running, batch, request.adjoint);
  const omega: OmegaSum = { sum: 0, valid: 0, gradient: new Float64Array(hidden * hidden) };

  for (let sequence = 0; sequence < batch.sequences; sequence++) {
    const steps = forward(running, batch, sequence, states.before(sequence));
    // d = ∂E/∂state after the step. The part from later steps comes first; the loop adds that of the step's answer.
    let d: Float64Array = adjoints.end(sequence);
    for (let step = batch.lengths[sequence]! - 1; step >= 0; step--) {
      const made = steps[step]!;
      if (isScored(batch, step, sequence)) {
        const { slope } = answerLoss(batch, step, sequence, answerOf(running, made.after));
        const share = weightAt(batch, step, sequence) / batch.sequences;
        pullAnswer(running, gradients, made.after, (output) => share * slope[output]!, d);
      }
      stateNorms.add(step, d.subarray(0, hidden));
      if (cell.isFixed) {
        d = new Float64Array(d.length);
        continue;
      }
      // s is the derivative with respect to a unit's sum; of an Elman net v = W_recᵀ s = ∂E⁺/∂h_{t-1}.
      const { dSums: s, dBefore: v } = pullStep(running, gradients, made, batch, [step, sequence], d);
      if (request.omega) addOmega(omega, request.omega.form, d, s, v);
      d = v;
    }
    adjoints.begin(sequence, d);
  }

  const omegaGradient = omega.gradient.map((value) => (omega.valid === 0 ? 0 : value / omega.valid));
  const alpha = request.omega?.weight ?? 0;
  if (alpha !== 0) {
    for (const [index, value] of omegaGradient.entries()) gradients.W_rec![index]! += alpha * value;
  }
  const evaluation = evaluate(running, batch, request.carry);
  return {
    loss: evaluation.loss,
    gradient: total,
    omega: request.omega ? (omega.valid === 0 ? 0 : omega.sum / omega.valid) : null,
    omegaGradient: request.omega?.separate ? omegaGradient : null,
    stateNorms: request.stateNorms ? stateNorms.norms() : null,
    ...(evaluation.end && { end: evaluation.end }),
    ...(adjoints.start && { start: adjoints.start }),
  };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
