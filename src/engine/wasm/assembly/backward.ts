/**
 * Back-propagation through time, tile by tile: first the error signals of all steps,
 *
 *   d_t = v_{t+1} + W_outᵀ ∂E/∂y_t,   s_t = d_t ∘ f'(h_t),   v_t = W_recᵀ s_t,
 *
 * then the weight gradients as products over all steps and lanes, ∂E/∂W_rec = Σ s_t h_{t-1}ᵀ and so on.
 */
import { prepareForward, tableRows } from './forward';
import { Answer, Plan, Tile } from './layout';
import { blend, omegaStep, squaredNorms } from './omega';
import { accumulate, reduce } from './outer.generated';
import { pack } from './pack';
import { blockRows, product } from './product.generated';
import { scatter, unpackTable } from './symbols';
import { backActivate } from './units';

/** Packs the parameters for both directions. */
export function prepareGradient(plan: Plan, parameters: usize): void {
  prepareForward(plan, parameters);
  const hidden = plan.hidden;
  const recurrent = parameters + ((hidden * plan.inputs) << 2);
  const output = recurrent + ((hidden * (hidden + 1)) << 2);
  const block = blockRows(plan.width);
  pack(plan.packedBackward, block, hidden, 0, 0, 0, 0, 0, recurrent, hidden, 1, hidden);
  pack(plan.packedOutputBackward, block, hidden, 0, 0, 0, 0, 0, output, plan.outputs, 1, hidden);
}

/** Leaves s in `tile.signals` and, with `omega`, v in `tile.carried` and c in `tile.factors`. */
export function backwardTile(plan: Plan, tile: Tile, omega: bool): void {
  const width = plan.width;
  const hidden = plan.hidden;
  const count = hidden * width;
  const stateBytes = (plan.stateRows * width) << 2;
  const errorBytes = (plan.outputRows * width) << 2;
  const laneBytes = width << 2;
  const last = tile.steps - 1;
  let index = tile.answerCount - 1;
  // d_T: nothing comes from beyond the end. With Ω every v has a place of its own, else there are two.
  let signal = tile.carried + (omega ? (last + 1) * stateBytes : 0);
  memory.fill(signal, 0, stateBytes);
  for (let step = last; step >= 0; step--) {
    const state = tile.states + (step + 1) * stateBytes;
    let d = signal;
    if (index >= 0 && changetype<Answer>(tile.answers + index * offsetof<Answer>()).step == step) {
      d = plan.answerSignal;
      const errors = tile.errors + index * errorBytes;
      product(width, d, plan.packedOutputBackward, hidden, 0, 0, errors, plan.outputs, false);
      add(d, signal, count);
      index--;
    }
    if (plan.squaredStateNorms != 0) {
      const sum = plan.squaredStateNorms + (step << 3);
      store<f64>(sum, load<f64>(sum) + squaredNorm(d, count));
    }
    const s = tile.signals + step * stateBytes;
    backActivate(plan.unit, s, d, state, count);
    const v = omega
      ? tile.carried + step * stateBytes
      : signal == tile.carried
        ? tile.carried + stateBytes
        : tile.carried;
    // What would reach h_0 is of use to Ω alone.
    if (step > 0 || omega) product(width, v, plan.packedBackward, hidden, 0, 0, s, hidden, false);
    if (omega) {
      const factors = tile.factors + step * 2 * laneBytes;
      squaredNorms(width, d, hidden, factors);
      squaredNorms(width, v, hidden, plan.answer);
      omegaStep(
        plan.omegaForm,
        width,
        hidden,
        d,
        v,
        plan.answer,
        factors,
        factors + laneBytes,
        plan.omegaSums,
        plan.omegaCounts,
      );
    }
    signal = v;
  }
}

/** `a += b` */
function add(a: usize, b: usize, count: i32): void {
  const end = a + (count << 2);
  for (; a < end; a += 32, b += 32) {
    const low = f32x4.add(v128.load(a), v128.load(b));
    const high = f32x4.add(v128.load(a, 16), v128.load(b, 16));
    v128.store(a, low);
    v128.store(a, high, 16);
  }
}

/** In float64, where the square of the smallest float32 still has a value. */
function squaredNorm(x: usize, count: i32): f64 {
  let sum = f64x2.splat(0);
  for (const end = x + (count << 2); x < end; x += 16) {
    const four = v128.load(x);
    const low = f64x2.promote_low_f32x4(four);
    const high = f64x2.promote_low_f32x4(v128.shuffle<f64>(four, four, 1, 0));
    sum = f64x2.add(sum, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/**
 * Makes of v what Ω's derivative is summed with: with `plain`, h_{t-1} + scale c v (the product then gives
 * the gradient and `scale` times Ω's share of it at once), else scale c v.
 */
export function blendTile(plan: Plan, tile: Tile, scale: f32, plain: bool): void {
  const stateBytes = (plan.stateRows * plan.width) << 2;
  const laneBytes = plan.width << 2;
  for (let step = 0; step < tile.steps; step++) {
    const v = tile.carried + step * stateBytes;
    const h = plain ? tile.states + step * stateBytes : 0;
    const factors = tile.factors + step * 2 * laneBytes;
    blend(plan.width, v, h, plan.hidden, factors, factors + laneBytes, scale);
  }
}

/** Adds Σ s vᵀ to the totals of W_rec; with Ω blended in, v is what `blendTile` left. */
export function recurrentProduct(plan: Plan, tile: Tile, blended: bool): void {
  const width = plan.width;
  const hidden = plan.hidden;
  const stateBytes = (plan.stateRows * width) << 2;
  // h_0 = 0: without Ω the first step adds nothing.
  const first = blended ? 0 : 1;
  const a = tile.signals + first * stateBytes;
  const b = (blended ? tile.carried : tile.states) + first * stateBytes;
  const steps = tile.steps - first;
  accumulate(width, plan.recurrentTotals, a, hidden, stateBytes, b, hidden, stateBytes, steps);
}

/** Adds to the totals of W_in, b, W_out and b_out. */
export function otherProducts(plan: Plan, tile: Tile): void {
  const width = plan.width;
  const hidden = plan.hidden;
  const stateBytes = (plan.stateRows * width) << 2;
  const errorBytes = (plan.outputRows * width) << 2;
  sumRows(width, plan.biasTotals, tile.signals, hidden, stateBytes, tile.steps);
  if (plan.lookup) {
    const rows = tableRows(hidden);
    for (let step = 0; step < tile.steps; step++) {
      const symbols = tile.inputs + ((step * width) << 2);
      scatter(width, plan.tableGradient, tile.signals + step * stateBytes, symbols, rows);
    }
  } else {
    const inputs = plan.inputs;
    const inputBytes = (inputs * width) << 2;
    const x = tile.inputs;
    accumulate(width, plan.inputTotals, tile.signals, hidden, stateBytes, x, inputs, inputBytes, tile.steps);
  }
  sumRows(width, plan.outputBiasTotals, tile.errors, plan.outputs, errorBytes, tile.answerCount);
  // Answer steps that follow one another are one product.
  let index = 0;
  while (index < tile.answerCount) {
    const first = stepOf(tile, index);
    let run = 1;
    while (index + run < tile.answerCount && stepOf(tile, index + run) == first + run) run++;
    const errors = tile.errors + index * errorBytes;
    const states = tile.states + (first + 1) * stateBytes;
    accumulate(width, plan.outputTotals, errors, plan.outputs, errorBytes, states, hidden, stateBytes, run);
    index += run;
  }
}

function stepOf(tile: Tile, index: i32): i32 {
  return changetype<Answer>(tile.answers + index * offsetof<Answer>()).step;
}

/** `totals[row]` (eight lanes) `+= Σ_step x[step][row]`, each tile's sum from zero. */
function sumRows(width: i32, totals: usize, x: usize, rows: i32, stepBytes: i32, steps: i32): void {
  const stride = (width as usize) << 2;
  for (let row = 0; row < rows; row++) {
    let low = f32x4.splat(0);
    let high = f32x4.splat(0);
    let at = x + row * stride;
    for (let step = 0; step < steps; step++, at += stepBytes) {
      for (let lane: usize = 0; lane < stride; lane += 32) {
        low = f32x4.add(low, v128.load(at + lane));
        high = f32x4.add(high, v128.load(at + lane, 16));
      }
    }
    low = f32x4.add(low, v128.load(totals));
    high = f32x4.add(high, v128.load(totals, 16));
    v128.store(totals, low);
    v128.store(totals, high, 16);
    totals += 32;
  }
}

/** Sums the totals of W_rec to `[H×H]` at `out`, times `factor`. */
export function reduceRecurrent(plan: Plan, out: usize, factor: f32): void {
  reduce(plan.recurrentTotals, plan.hidden, plan.hidden, out, plan.hidden, factor);
}

/** Sums all totals but those of W_rec into the parameter vector at `gradient`. */
export function reduceOthers(plan: Plan, gradient: usize): void {
  const hidden = plan.hidden;
  const inputs = plan.inputs;
  const outputs = plan.outputs;
  if (plan.lookup) {
    unpackTable(gradient, plan.tableGradient, tableRows(hidden), hidden, inputs);
  } else {
    reduce(plan.inputTotals, hidden, inputs, gradient, inputs, 1);
  }
  const bias = gradient + ((hidden * (inputs + hidden)) << 2);
  const output = bias + (hidden << 2);
  reduceRows(plan.biasTotals, hidden, bias);
  reduce(plan.outputTotals, outputs, hidden, output, hidden, 1);
  reduceRows(plan.outputBiasTotals, outputs, output + ((outputs * hidden) << 2));
}

function reduceRows(totals: usize, rows: i32, out: usize): void {
  for (let row = 0; row < rows; row++) {
    const lanes = f32x4.add(v128.load(totals), v128.load(totals, 16));
    const left = f32x4.extract_lane(lanes, 0) + f32x4.extract_lane(lanes, 1);
    store<f32>(out, left + (f32x4.extract_lane(lanes, 2) + f32x4.extract_lane(lanes, 3)));
    totals += 32;
    out += 4;
  }
}
