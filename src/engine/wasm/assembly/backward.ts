/**
 * Back-propagation through time, tile by tile: first the error signals of all steps,
 *
 *   d_t = v_{t+1} + W_outᵀ ∂E/∂y_t,   s_t = ∂E/∂sums_t by the cell (d_t ∘ f'(h_t) of an Elman net),   v_t = W_recᵀ s_t
 *
 * and the cell's own part of v; then the weight gradients as products over all steps and lanes, ∂E/∂W_rec = Σ s_t
 * h_{t-1}ᵀ and so on.
 */
import { cellBackward, sendsBack } from './cells';
import { prepareForward, tableRows } from './forward';
import { Answer, Plan, Tile } from './layout';
import { blend, omegaStep, squaredNorms } from './omega';
import { addOuter, reduceOuter } from './outer';
import { pack } from './pack';
import { blockRows, product } from './product.generated';
import { keepFirstLane } from './single';
import { scatter, unpackTable } from './symbols';

/** Packs the parameters for both directions. */
export function prepareGradient(plan: Plan, parameters: usize): void {
  prepareForward(plan, parameters);
  const hidden = plan.hidden;
  const recurrent = parameters + plan.recurrentWeights;
  const output = parameters + plan.outputWeights;
  const block = blockRows(plan.productWidth);
  const rows = plan.sums - plan.recurrentFrom;
  pack(plan.packedBackward, block, hidden, 0, 0, 0, 0, 0, recurrent, rows, 1, hidden);
  pack(plan.packedOutputBackward, block, hidden, 0, 0, 0, 0, 0, output, plan.outputs, 1, hidden);
}

/** Leaves s in `tile.signals` and, with `omega`, v in `tile.carried` and c in `tile.factors`. */
export function backwardTile(plan: Plan, tile: Tile, omega: bool): void {
  const width = plan.width;
  const hidden = plan.hidden;
  const recurrentRows = plan.sums - plan.recurrentFrom;
  const recurrentBytes = (plan.recurrentFrom * width) << 2;
  const count = plan.carried * width;
  const stateBytes = (plan.stateRows * width) << 2;
  const sumBytes = (plan.sumRows * width) << 2;
  const keptBytes = (plan.keptRows * width) << 2;
  const adds = sendsBack(plan);
  const errorBytes = (plan.outputRows * width) << 2;
  const laneBytes = width << 2;
  const last = tile.steps - 1;
  let index = tile.answerCount - 1;
  // d_T: what comes from beyond the end. With Ω every v has memory of its own, else there are two.
  let signal = tile.carried + (omega ? (last + 1) * stateBytes : 0);
  if (tile.adjoint != 0) memory.copy(signal, tile.adjoint, stateBytes);
  else memory.fill(signal, 0, stateBytes);
  for (let step = last; step >= 0; step--) {
    const state = tile.states + (step + 1) * stateBytes;
    let d = signal;
    if (index >= 0 && changetype<Answer>(tile.answers + index * offsetof<Answer>()).step == step) {
      d = plan.answerSignal;
      const errors = tile.errors + index * errorBytes;
      if (plan.carried > hidden) memory.fill(d, 0, stateBytes);
      product(plan.productWidth, d, plan.packedOutputBackward, hidden, 0, 0, errors, plan.outputs, false);
      if (plan.productWidth == 1) keepFirstLane(d, hidden);
      add(d, signal, count);
      index--;
    }
    if (plan.squaredStateNorms != 0) {
      const sum = plan.squaredStateNorms + (step << 3);
      store<f64>(sum, load<f64>(sum) + squaredNorm(d, hidden * width));
    }
    const s = tile.signals + step * sumBytes;
    const v = omega
      ? tile.carried + step * stateBytes
      : signal == tile.carried
        ? tile.carried + stateBytes
        : tile.carried;
    cellBackward(plan, s, d, state - stateBytes, state, tile.kept + step * keptBytes, v);
    // Only Ω and an adjoint need the signal to h_0.
    const ofRecurrent = s + recurrentBytes;
    if (step > 0 || omega || tile.adjoint != 0) {
      product(plan.productWidth, v, plan.packedBackward, hidden, 0, 0, ofRecurrent, recurrentRows, adds);
      if (plan.productWidth == 1) keepFirstLane(v, hidden);
    }
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
  if (tile.adjoint != 0) memory.copy(tile.adjoint, signal, stateBytes);
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

/** Squared norm in float64, where the square of the smallest float32 still has a value. */
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
 * Turns v into the factor of Ω's derivative: with `plain`, h_{t-1} + scale c v (the product then gives the gradient and
 * `scale` times Ω's share of it at once), else scale c v.
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

/** Adds Σ s vᵀ to the totals of W_rec; with Ω blended in, v is the result of `blendTile`. */
export function recurrentProduct(plan: Plan, tile: Tile, blended: bool): void {
  const width = plan.width;
  const hidden = plan.hidden;
  const stateBytes = (plan.stateRows * width) << 2;
  const sumBytes = (plan.sumRows * width) << 2;
  // Where h_0 = 0, the first step adds nothing without Ω.
  const first = blended || tile.carry != 0 ? 0 : 1;
  const a = tile.signals + first * sumBytes + ((plan.recurrentFrom * width) << 2);
  const b = (blended ? tile.carried : tile.states) + first * stateBytes;
  const steps = tile.steps - first;
  const rows = plan.sums - plan.recurrentFrom;
  addOuter(plan, plan.recurrentTotals, a, rows, sumBytes, b, hidden, stateBytes, steps);
}

/** Adds to the totals of W_in, b, W_out and b_out. */
export function otherProducts(plan: Plan, tile: Tile): void {
  const width = plan.width;
  const hidden = plan.hidden;
  const sums = plan.sums;
  const stateBytes = (plan.stateRows * width) << 2;
  const sumBytes = (plan.sumRows * width) << 2;
  const errorBytes = (plan.outputRows * width) << 2;
  sumRows(width, plan.outerCopies, plan.biasTotals, tile.signals, sums, sumBytes, tile.steps);
  if (plan.lookup) {
    const rows = tableRows(sums);
    for (let step = 0; step < tile.steps; step++) {
      const symbols = tile.inputs + ((step * width) << 2);
      scatter(width, plan.tableGradient, tile.signals + step * sumBytes, symbols, rows);
    }
  } else {
    const inputs = plan.inputs;
    const inputBytes = (inputs * width) << 2;
    const x = tile.inputs;
    const weighed = plan.inputSums;
    addOuter(plan, plan.inputTotals, tile.signals, weighed, sumBytes, x, inputs, inputBytes, tile.steps);
  }
  sumRows(width, plan.outerCopies, plan.outputBiasTotals, tile.errors, plan.outputs, errorBytes, tile.answerCount);
  // Answer steps that follow one another are one product.
  let index = 0;
  while (index < tile.answerCount) {
    const first = stepOf(tile, index);
    let run = 1;
    while (index + run < tile.answerCount && stepOf(tile, index + run) == first + run) run++;
    const errors = tile.errors + index * errorBytes;
    const states = tile.states + (first + 1) * stateBytes;
    addOuter(plan, plan.outputTotals, errors, plan.outputs, errorBytes, states, hidden, stateBytes, run);
    index += run;
  }
}

function stepOf(tile: Tile, index: i32): i32 {
  return changetype<Answer>(tile.answers + index * offsetof<Answer>()).step;
}

/**
 * `totals[row]` (eight lanes) `+= Σ_step x[step][row]`, each tile's sum from zero. Steps are the outer loop, so that
 * memory is read in its order; the sums of all rows are at `sums` meanwhile.
 */
function sumRows(width: i32, sums: usize, totals: usize, x: usize, rows: i32, stepBytes: i32, steps: i32): void {
  const stride = (width as usize) << 2;
  const end = sums + ((rows as usize) << 5);
  memory.fill(sums, 0, end - sums);
  for (let step = 0; step < steps; step++, x += stepBytes) {
    let at = x;
    for (let sum = sums; sum < end; sum += 32) {
      let low = v128.load(sum);
      let high = v128.load(sum, 16);
      for (const next = at + stride; at < next; at += 32) {
        low = f32x4.add(low, v128.load(at));
        high = f32x4.add(high, v128.load(at, 16));
      }
      v128.store(sum, low);
      v128.store(sum, high, 16);
    }
  }
  for (let sum = sums; sum < end; sum += 32, totals += 32) {
    const low = f32x4.add(v128.load(sum), v128.load(totals));
    const high = f32x4.add(v128.load(sum, 16), v128.load(totals, 16));
    v128.store(totals, low);
    v128.store(totals, high, 16);
  }
}

/** Sums the totals of W_rec to its rows × H at `out`, times `factor`. */
export function reduceRecurrent(plan: Plan, out: usize, factor: f32): void {
  reduceOuter(plan, plan.recurrentTotals, plan.sums - plan.recurrentFrom, plan.hidden, out, plan.hidden, factor);
}

/** Sums all totals but those of W_rec into the parameter vector at `gradient`. */
export function reduceOthers(plan: Plan, gradient: usize): void {
  const hidden = plan.hidden;
  const sums = plan.sums;
  const inputs = plan.inputs;
  const outputs = plan.outputs;
  const input = gradient + plan.inputWeights;
  if (plan.lookup) {
    unpackTable(input, plan.tableGradient, tableRows(sums), plan.inputSums, inputs);
  } else {
    reduceOuter(plan, plan.inputTotals, plan.inputSums, inputs, input, inputs, 1);
  }
  reduceRows(plan.biasTotals, sums, gradient + plan.bias);
  reduceOuter(plan, plan.outputTotals, outputs, hidden, gradient + plan.outputWeights, hidden, 1);
  reduceRows(plan.outputBiasTotals, outputs, gradient + plan.outputBias);
  reduceRows(plan.ownTotals, plan.ownCount, gradient + plan.ownWeights);
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
