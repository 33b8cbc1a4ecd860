/**
 * Gauss-Newton products in plain float64: B v = Jᵀ H_L J v + λμ G_S v. A forward sweep of tangents (the R-operator of
 * Pearlmutter 1994) gives J v, and back-propagation seeded with H_L J v gives the rest; structural damping enters at the
 * arguments of the nonlinearities on the way back. Martens & Sutskever (2011), "Learning recurrent neural networks with
 * Hessian-free optimization", sections 2 and 3.
 */
import type { Net } from '../../nets/net.ts';
import { type Batch, type LossKind, weightAt } from '../batch.ts';
import { requireDirection, requireGivenInputs } from '../curvature.ts';
import type { Call, Linearised, Vector } from '../device.ts';
import type { Blocks, CellStep, Tangents } from './cells/cell.ts';
import type { Cells } from './cells/index.ts';
import {
  answerOf,
  blocksOf,
  forward,
  inputsAt,
  isScored,
  pullAnswer,
  pullStep,
  type Running,
  rangesOf,
} from './loop.ts';
import { readOutput } from './losses.ts';

/** Linearised loss whose products are there at once. */
export interface DirectLinearised extends Linearised {
  product(vector: Vector): Float64Array;
}

/** Lack of a cell without tangents, in words that follow the device's name. */
export function lackingTangents(known: Cells, net: Net, calls: readonly Call[]): string | null {
  if (!calls.includes('curvature') || known[net.architecture]?.tangents !== undefined) return null;
  return `it cannot give curvature products of the net ${net.architecture}: its cell has no tangents`;
}

/** Linearises the net on the batch; its states are computed once and kept. */
export function linearise(running: Running, batch: Batch, mu: number): DirectLinearised {
  requireGivenInputs(batch);
  const { tangents } = running.cell;
  if (tangents === undefined) throw new RangeError(`a cell without tangents`);
  const kept = Array.from({ length: batch.sequences }, (_, sequence) => forward(running, batch, sequence));
  return {
    product(vector) {
      requireDirection(running.net, vector);
      const total = new Float64Array(running.net.parameters);
      const given = { running, tangents, batch, mu, direction: blocksOf(running.net, vector) };
      for (const [sequence, steps] of kept.entries()) {
        addProduct(given, sequence, steps, blocksOf(running.net, total));
      }
      return total;
    },
    close: () => {},
  };
}

interface Given {
  readonly running: Running;
  readonly tangents: Tangents;
  readonly batch: Batch;
  readonly mu: number;
  readonly direction: Blocks;
}

/** Adds one sequence's part. */
function addProduct(given: Given, sequence: number, steps: readonly CellStep[], total: Blocks): void {
  const { running, tangents, batch, mu, direction } = given;
  const { net, cell } = running;
  const pushed = pushSteps(given, sequence, steps);
  let d: Float64Array = new Float64Array(cell.carried(net));
  for (let step = steps.length - 1; step >= 0; step--) {
    const made = steps[step]!;
    const { rAfter, rArguments } = pushed[step]!;
    if (isScored(batch, step, sequence)) {
      const output = readOutput(batch.loss, answerOf(running, made.after));
      const curved = curvatures[batch.loss](output, pushAnswer(running, direction, made.after, rAfter));
      const share = weightAt(batch, step, sequence) / batch.sequences;
      pullAnswer(running, total, made.after, (to) => share * curved[to]!, d);
    }
    const factor = mu / batch.sequences;
    const damped =
      mu === 0
        ? undefined
        : tangents.damping(net, made).map((second, at) => factor * second * rArguments[at]!);
    d = pullStep(running, total, made, batch, [step, sequence], d, damped).dBefore;
  }
}

/** Tangents of a step. */
interface Pushed {
  readonly rAfter: Float64Array;
  readonly rArguments: Float64Array;
}

function pushSteps(
  { running, tangents, batch, direction }: Given,
  sequence: number,
  steps: readonly CellStep[],
): Pushed[] {
  const { net, cell, weights } = running;
  const { inputEnd, recurrentFrom } = rangesOf(running);
  const hidden = cell.units(net);
  const [recurrent, dInput, dRecurrent] = [weights.W_rec!, direction.W_in!, direction.W_rec!];
  let rBefore = new Float64Array(cell.carried(net));
  return steps.map((made, step) => {
    const inputAt = inputsAt(running, batch, step, sequence, made.before);
    const rSums = direction.b!.slice();
    for (let to = 0; to < rSums.length; to++) {
      let sum = rSums[to]!;
      const inputsOfRow = to < inputEnd ? net.inputs : 0;
      for (let input = 0; input < inputsOfRow; input++)
        sum += dInput[to * net.inputs + input]! * inputAt(input);
      const row = (to - recurrentFrom) * hidden;
      const unitsOfRow = row >= 0 ? hidden : 0;
      for (let from = 0; from < unitsOfRow; from++) {
        sum += dRecurrent[row + from]! * made.before[from]! + recurrent[row + from]! * rBefore[from]!;
      }
      rSums[to] = sum;
    }
    const rAfter = new Float64Array(rBefore.length);
    const rArguments = new Float64Array(tangents.args(net));
    tangents.push(net, weights, direction, made, rBefore, rSums, rAfter, rArguments);
    rBefore = rAfter;
    return { rAfter, rArguments };
  });
}

/** Tangent of the linear outputs, `[O]`. */
function pushAnswer(
  running: Running,
  direction: Blocks,
  state: Float64Array,
  rState: Float64Array,
): Float64Array {
  const { net, cell, weights } = running;
  const hidden = cell.units(net);
  return direction.b_out!.map((bias, output) => {
    let sum = bias;
    for (let unit = 0; unit < hidden; unit++) {
      const at = output * hidden + unit;
      sum += direction.W_out![at]! * state[unit]! + weights.W_out![at]! * rState[unit]!;
    }
    return sum;
  });
}

type Curvature = (output: Float64Array, tangent: Float64Array) => Float64Array;

/** Products H_L R of the losses' Hessians in the linear outputs, unweighted. */
const curvatures: Readonly<Record<LossKind, Curvature>> = {
  softmax(output, tangent) {
    const mean = output.reduce((sum, probability, at) => sum + probability * tangent[at]!, 0);
    return output.map((probability, at) => probability * (tangent[at]! - mean));
  },
  squared: (_, tangent) => tangent.map((value) => 2 * value),
  bernoulli: (output, tangent) => output.map((p, at) => p * (1 - p) * tangent[at]!),
};
