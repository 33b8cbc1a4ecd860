/**
 * Forward pass, tile by tile: the cell's map of W_in u_t + W_rec h_{t-1} + b, from a state of 0 or a carried
 * one; y_t = W_out h_t + b_out at the steps where a lane is scored. A whole population is evaluated in one call.
 */
import { cellForward, sumsAt } from './cells';
import { Answer, Plan, Tile } from './layout';
import { score } from './losses';
import { pack, packTable, poison } from './pack';
import { blockRows, product } from './product.generated';
import { gather } from './symbols';
import { endSequences, holdSequences } from './units';

/** Rows to whole groups of four, as the look-up table has them. */
@inline
export function tableRows(sums: i32): i32 {
  return (sums + 3) & ~3;
}

/** Packs the parameters at `parameters` for the forward pass and remembers them. */
export function prepareForward(plan: Plan, parameters: usize): void {
  const hidden = plan.hidden;
  const sums = plan.sums;
  const inputs = plan.inputs;
  const input = parameters + plan.inputWeights;
  const recurrent = parameters + plan.recurrentWeights;
  const bias = parameters + plan.bias;
  const output = parameters + plan.outputWeights;
  const outputBias = parameters + plan.outputBias;
  const block = blockRows(plan.productWidth);
  plan.parameters = parameters;
  const rows = plan.lookup ? 0 : inputs;
  const first = plan.recurrentFrom;
  const last = plan.inputSums;
  const both = input + ((first * inputs) << 2);
  const biasOfBoth = bias + (first << 2);
  pack(plan.packedForward, block, last - first, biasOfBoth, both, rows, inputs, 1, recurrent, hidden, hidden, 1);
  if (first > 0 && !plan.lookup) pack(plan.packedInput, block, first, bias, input, rows, inputs, 1, 0, 0, 0, 0);
  if (last < sums) {
    const rest = recurrent + (((last - first) * hidden) << 2);
    pack(plan.packedRecurrent, block, sums - last, bias + (last << 2), 0, 0, 0, 0, rest, hidden, hidden, 1);
  }
  pack(plan.packedOutput, block, plan.outputs, outputBias, 0, 0, 0, 0, output, hidden, hidden, 1);
  if (plan.lookup) packTable(plan.table, tableRows(sums), sums, last, inputs, input, bias);
}

/**
 * Runs one tile. With `keep` its states are left in `tile.states`, its ∂E/∂y in `tile.errors`; with `tile.outputs` its
 * outputs there. The losses go to `tile.losses`.
 */
export function forwardTile(plan: Plan, tile: Tile, keep: bool): void {
  const width = plan.width;
  const productWidth = plan.productWidth;
  const hidden = plan.hidden;
  const rows = plan.sums;
  const first = plan.recurrentFrom;
  const last = plan.inputSums;
  const laneBytes = width << 2;
  const lookup = plan.lookup != 0;
  const inputs = lookup ? 0 : plan.inputs;
  const stateBytes = (plan.stateRows * width) << 2;
  const inputBytes = ((lookup ? 1 : inputs) * width) << 2;
  let current = keep ? tile.states : plan.states;
  let next = current + stateBytes;
  const keptBytes = keep ? (plan.keptRows * width) << 2 : 0;
  let kept = keep ? tile.kept : plan.keptScratch;
  let input = tile.inputs;
  let answer = tile.answers;
  let index = 0;
  memory.fill(tile.losses, 0, width << 2);
  if (tile.carry != 0) memory.copy(current, tile.carry, stateBytes);
  else memory.fill(current, 0, stateBytes);
  for (let step = 0; step < tile.steps; step++) {
    const sums = sumsAt(plan, next);
    if (lookup) gather(width, sums, plan.table, input, tableRows(rows));
    if (first > 0 && !lookup) product(productWidth, sums, plan.packedInput, first, input, inputs, current, 0, false);
    const both = sums + first * laneBytes;
    product(productWidth, both, plan.packedForward, last - first, input, inputs, current, hidden, lookup);
    // In this order, for a product writes up to a whole block of rows.
    if (last < rows) {
      const rest = sums + last * laneBytes;
      product(productWidth, rest, plan.packedRecurrent, rows - last, input, 0, current, hidden, lookup);
    }
    cellForward(plan, sums, current, next, kept);
    if (step >= tile.fullSteps) {
      if (tile.carry != 0) holdSequences(width, next, current, plan.carried, tile.lengths, step);
      else endSequences(width, next, plan.carried, tile.lengths, step);
    }
    if (index < tile.answerCount && changetype<Answer>(answer).step == step) {
      answerStep(plan, tile, changetype<Answer>(answer), index++, next, keep);
      answer += offsetof<Answer>();
    }
    input += inputBytes;
    kept += keptBytes;
    const previous = current;
    current = next;
    next = keep ? next + stateBytes : previous;
  }
  if (tile.carry != 0) memory.copy(tile.carry, current, stateBytes);
}

function answerStep(plan: Plan, tile: Tile, answer: Answer, index: i32, state: usize, keep: bool): void {
  const width = plan.width;
  const outputs = plan.outputs;
  product(plan.productWidth, plan.answer, plan.packedOutput, outputs, 0, 0, state, plan.hidden, false);
  const errors = keep ? tile.errors + index * ((plan.outputRows * width) << 2) : 0;
  const share = <f32>(1.0 / (plan.sequences as f64));
  score(plan.loss, width, outputs, plan.answer, answer.weights, answer.targets, tile.losses, errors, share);
  if (tile.outputs == 0) return;
  const bytes = (outputs * width) << 2;
  memory.copy(tile.outputs + index * bytes, plan.answer, bytes);
}

/** Mean loss E of the lanes, summed in float64 in the order of the lanes. */
function meanLoss(plan: Plan): f64 {
  let sum: f64 = 0;
  for (let lane = 0; lane < plan.sequences; lane++) sum += <f64>load<f32>(plan.losses + (lane << 2));
  return sum / (plan.sequences as f64);
}

/** Runs all tiles. Returns E, or NaN where a parameter is NaN or infinite. */
export function evaluate(plan: Plan, parameters: usize): f64 {
  prepareForward(plan, parameters);
  for (let index = 0; index < plan.tileCount; index++) {
    forwardTile(plan, changetype<Tile>(plan.tiles + index * offsetof<Tile>()), false);
  }
  return lossOf(plan);
}

/** Loss E of the tiles' present losses. */
export function lossOf(plan: Plan): f64 {
  return meanLoss(plan) + <f64>poison(plan.parameters, plan.parameterCount);
}

/** Writes E of each of `count` genomes, laid end to end at `genomes`, to `[count]` f64 at `results`. */
export function evaluatePopulation(plan: Plan, genomes: usize, count: i32, size: i32, results: usize): void {
  for (let genome = 0; genome < count; genome++) {
    store<f64>(results + (genome << 3), evaluate(plan, genomes + ((genome * size) << 2)));
  }
}
