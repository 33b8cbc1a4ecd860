/**
 * Time loop of recurrent nets in plain float64, one sequence after another, one number at a time: the products around a
 * cell, forward and back. Back-propagation through time is that of Pascanu, Mikolov & Bengio (2013), section 2.
 */
import type { Net } from '../../nets/net.ts';
import { type Batch, runsFree } from '../batch.ts';
import type { Vector } from '../device.ts';
import type { Blocks, Cell, CellStep } from './cells/cell.ts';

/** Empty array for cells that keep nothing. */
const NOTHING = new Float64Array(0);

/** Net with its cell and its parameters. */
export interface Running {
  readonly net: Net;
  readonly cell: Cell;
  /** Views of a float64 vector, of a copy where the parameters are float32. */
  readonly weights: Blocks;
}

/** Blocks of a parameter vector: views of it where it is float64, else of a copy. */
export function blocksOf(net: Net, parameters: Vector): Blocks {
  const vector = parameters instanceof Float64Array ? parameters : Float64Array.from(parameters);
  return Object.fromEntries(
    net.blocks.map(({ name, offset, size }) => [name, vector.subarray(offset, offset + size)]),
  );
}

/**
 * Weights of a net by their blocks: those of its parameters, and of a block with a remainder (`W_out_low` of `W_out`) the
 * sums of both.
 */
export function weightsOf(net: Net, parameters: Vector): Blocks {
  const own = blocksOf(net, parameters);
  const whole = Object.entries(own).map(([name, values]) => {
    const low = own[`${name}_low`];
    return [name, low === undefined ? values : values.map((value, at) => value + low[at]!)] as const;
  });
  return Object.fromEntries(whole);
}

/** Sums that W_in has rows for, from 0 to below `inputEnd`, and W_rec, from `recurrentFrom` to the end. */
export function rangesOf({ net, cell, weights }: Running): {
  readonly inputEnd: number;
  readonly recurrentFrom: number;
} {
  return {
    inputEnd: weights.W_in!.length / net.inputs,
    recurrentFrom: cell.sums(net) - weights.W_rec!.length / cell.units(net),
  };
}

/**
 * States of one sequence: `[step]` of the cell.
 * @param from state before the first step, `[carried]`; 0 where left out
 */
export function forward(running: Running, batch: Batch, sequence: number, from?: Float64Array): CellStep[] {
  const { net, cell } = running;
  const product = cell.product ?? denseProduct(running);
  const sums = new Float64Array(cell.sums(net));
  const steps: CellStep[] = [];
  let before = from ?? new Float64Array(cell.carried(net));
  for (let step = 0; step < batch.lengths[sequence]!; step++) {
    const made = stepBy(running, product, sums, [batch, step, sequence], before);
    steps.push(made);
    before = made.after;
  }
  return steps;
}

/** One step of one sequence, from the state `[carried]` before it. */
export function advance(
  running: Running,
  batch: Batch,
  step: number,
  sequence: number,
  before: Float64Array,
): CellStep {
  const { net, cell } = running;
  const product = cell.product ?? denseProduct(running);
  return stepBy(running, product, new Float64Array(cell.sums(net)), [batch, step, sequence], before);
}

type Product = NonNullable<Cell['product']>;

function stepBy(
  running: Running,
  product: Product,
  sums: Float64Array,
  [batch, step, sequence]: readonly [batch: Batch, step: number, sequence: number],
  before: Float64Array,
): CellStep {
  const { net, cell, weights } = running;
  product(net, weights, inputsAt(running, batch, step, sequence, before), before, sums);
  const keptLength = cell.kept(net);
  const after = new Float64Array(before.length);
  const made = { before, after, kept: keptLength === 0 ? NOTHING : new Float64Array(keptLength) };
  cell.step(net, weights, sums, made);
  return made;
}

/** Product with the dense blocks W_in and W_rec, and b. */
function denseProduct(running: Running): Product {
  const { net, cell, weights } = running;
  const { inputs } = net;
  const { inputEnd, recurrentFrom } = rangesOf(running);
  const hidden = cell.units(net);
  const [weight, recurrent, bias] = [weights.W_in!, weights.W_rec!, weights.b!];
  return (_net, _weights, inputAt, before, sums) => {
    for (let to = 0; to < sums.length; to++) {
      let sum = bias[to]!;
      const inputsOfRow = to < inputEnd ? inputs : 0;
      for (let input = 0; input < inputsOfRow; input++) {
        sum += weight[to * inputs + input]! * inputAt(input);
      }
      const row = (to - recurrentFrom) * hidden;
      const unitsOfRow = row >= 0 ? hidden : 0;
      for (let from = 0; from < unitsOfRow; from++) sum += recurrent[row + from]! * before[from]!;
      sums[to] = sum;
    }
  };
}

/** Linear outputs y_t = W_out h_t + b_out, `[O]`, or those that the cell gives. */
export function answerOf({ net, cell, weights }: Running, state: Float64Array): Float64Array {
  if (cell.answer !== undefined) return cell.answer(net, state).slice();
  const hidden = cell.units(net);
  const weight = weights.W_out!;
  return weights.b_out!.map((bias, output) => {
    let sum = bias;
    for (let unit = 0; unit < hidden; unit++) sum += weight[output * hidden + unit]! * state[unit]!;
    return sum;
  });
}

/** True where the answer of that sequence at that step counts. */
export function isScored(batch: Batch, step: number, sequence: number): boolean {
  return batch.mask[step * batch.sequences + sequence] === 1;
}

/** Adds `error` `[O]` times h to the gradients of W_out and b_out, and W_outᵀ `error` to the first H of `d`. */
export function pullAnswer(
  { net, cell, weights }: Running,
  gradients: Blocks,
  state: Float64Array,
  error: (output: number) => number,
  d: Float64Array,
): void {
  const hidden = cell.units(net);
  const output = weights.W_out!;
  const [dOutput, dBias] = [gradients.W_out!, gradients.b_out!];
  for (let to = 0; to < net.outputs; to++) {
    const own = error(to);
    dBias[to]! += own;
    for (let unit = 0; unit < hidden; unit++) {
      dOutput[to * hidden + unit]! += own * state[unit]!;
      d[unit]! += own * output[to * hidden + unit]!;
    }
  }
}

/** Derivatives of a step back. */
export interface PulledStep {
  /** Error signal s = ∂E/∂sums `[S]`. */
  readonly dSums: Float64Array;
  /** Error signal ∂E/∂before `[carried]`: W_recᵀ s on its first H, and the part that the cell sends back by itself. */
  readonly dBefore: Float64Array;
}

/**
 * Step back from d = ∂E/∂after: adds to the gradients of W_in, W_rec, b and the cell's own blocks.
 * @param dArguments as of `Cell.pull`
 */
export function pullStep(
  running: Running,
  gradients: Blocks,
  made: CellStep,
  batch: Batch,
  [step, sequence]: readonly [step: number, sequence: number],
  d: Float64Array,
  dArguments?: Float64Array,
): PulledStep {
  const { net, cell, weights } = running;
  const { inputs } = net;
  const { inputEnd, recurrentFrom } = rangesOf(running);
  const [hidden, rows] = [cell.units(net), cell.sums(net)];
  const { before } = made;
  const dSums = new Float64Array(rows);
  const dBefore = new Float64Array(d.length);
  cell.pull(net, weights, gradients, made, d, dSums, dBefore, dArguments);
  const recurrent = weights.W_rec!;
  const inputAt = inputsAt(running, batch, step, sequence, before);
  const [dBias, dInput, dRecurrent] = [gradients.b!, gradients.W_in!, gradients.W_rec!];
  for (let to = 0; to < rows; to++) {
    const own = dSums[to]!;
    dBias[to]! += own;
    const inputsOfRow = to < inputEnd ? inputs : 0;
    for (let input = 0; input < inputsOfRow; input++) {
      dInput[to * inputs + input]! += own * inputAt(input);
    }
    const row = (to - recurrentFrom) * hidden;
    const unitsOfRow = row >= 0 ? hidden : 0;
    for (let from = 0; from < unitsOfRow; from++) {
      dRecurrent[row + from]! += own * before[from]!;
      dBefore[from]! += recurrent[row + from]! * own;
    }
  }
  if (runsFree(batch, step, sequence)) pullFeedback(running, gradients, before, dSums, dBefore);
  return { dSums, dBefore };
}

/** Way back through outputs that were fed back: ∂E/∂y_{t-1} = W_inᵀ s, of its first O columns. */
function pullFeedback(
  running: Running,
  gradients: Blocks,
  before: Float64Array,
  s: Float64Array,
  d: Float64Array,
) {
  const { net, weights } = running;
  const { inputEnd } = rangesOf(running);
  const toOutput = (output: number): number => {
    let sum = 0;
    for (let to = 0; to < inputEnd; to++) sum += weights.W_in![to * net.inputs + output]! * s[to]!;
    return sum;
  };
  pullAnswer(running, gradients, before, toOutput, d);
}

/**
 * Components of u_t by their numbers. A symbol is the one-hot vector that it stands for; in a free run the first O are
 * the outputs at the step before, read from its state.
 */
export function inputsAt(
  running: Running,
  batch: Batch,
  step: number,
  sequence: number,
  before: Float64Array,
): (input: number) => number {
  const { symbols, dense, inputs, outputs, sequences } = batch;
  if (symbols) return (input) => (symbols[step * sequences + sequence] === input ? 1 : 0);
  const given = (input: number): number => dense![(step * inputs + input) * sequences + sequence]!;
  if (!runsFree(batch, step, sequence)) return given;
  const own = answerOf(running, before);
  return (input) => (input < outputs ? own[input]! : given(input));
}
