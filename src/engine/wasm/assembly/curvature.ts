/**
 * Gauss-Newton products, tile by tile, on states that `forwardTile` has kept: a sweep of tangents
 *
 *   R sums_t = V_in u_t + V_rec h_{t-1} + V_b + W_rec R h_{t-1},   R h_t by the cell,   R y_t = V_out h_t + V_b_out + W_out R h_t
 *
 * of a direction V, with the products of the forward pass; then back-propagation through time seeded with H_L R y_t, in
 * which structural damping adds its part to the signals of every step. The weight products are those of the gradient.
 */
import { cellBackward, sendsBack } from './cells';
import { prepareForward, tableRows } from './forward';
import { Answer, Curvature, Plan, Tile } from './layout';
import { pack } from './pack';
import { blockRows, product } from './product.generated';
import { keepFirstLane } from './single';
import { gather } from './symbols';
import { cellTangent, dampAfter, dampBefore } from './tangents';
import { endSequences } from './units';

/** Packs the parameters for tangents; `prepareGradient` has packed them for both directions. */
export function prepareTangents(plan: Plan, curvature: Curvature): void {
  const hidden = plan.hidden;
  const block = blockRows(plan.productWidth);
  const recurrent = plan.parameters + plan.recurrentWeights;
  const output = plan.parameters + plan.outputWeights;
  const rows = plan.sums - plan.recurrentFrom;
  pack(curvature.packedThrough, block, rows, 0, 0, 0, 0, 0, recurrent, hidden, hidden, 1);
  pack(curvature.packedOutputThrough, block, plan.outputs, 0, 0, 0, 0, 0, output, hidden, hidden, 1);
}

/** Packs a direction as the parameters are packed. */
export function prepareDirection(plan: Plan, curvature: Curvature): void {
  const parameters = plan.parameters;
  const forward = plan.packedForward;
  const input = plan.packedInput;
  const recurrent = plan.packedRecurrent;
  const output = plan.packedOutput;
  const table = plan.table;
  plan.packedForward = curvature.packedForward;
  plan.packedInput = curvature.packedInput;
  plan.packedRecurrent = curvature.packedRecurrent;
  plan.packedOutput = curvature.packedOutput;
  plan.table = curvature.table;
  prepareForward(plan, curvature.direction);
  plan.parameters = parameters;
  plan.packedForward = forward;
  plan.packedInput = input;
  plan.packedRecurrent = recurrent;
  plan.packedOutput = output;
  plan.table = table;
}

/** Leaves the tangents of the arguments in `curvature.tangentSums`, and H_L R y in `tile.errors`. */
export function tangentTile(plan: Plan, tile: Tile, curvature: Curvature): void {
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
  const sumBytes = (plan.sumRows * width) << 2;
  const keptBytes = (plan.keptRows * width) << 2;
  const inputBytes = ((lookup ? 1 : inputs) * width) << 2;
  const own = curvature.direction + plan.ownWeights;
  let rBefore = curvature.tangents;
  let rAfter = rBefore + stateBytes;
  let state = tile.states;
  let kept = tile.kept;
  let sums = curvature.tangentSums;
  let input = tile.inputs;
  let answer = tile.answers;
  let index = 0;
  memory.fill(rBefore, 0, stateBytes);
  for (let step = 0; step < tile.steps; step++) {
    const after = state + stateBytes;
    if (lookup) gather(width, sums, curvature.table, input, tableRows(rows));
    if (first > 0 && !lookup) product(productWidth, sums, curvature.packedInput, first, input, inputs, state, 0, false);
    const both = sums + first * laneBytes;
    product(productWidth, both, curvature.packedForward, last - first, input, inputs, state, hidden, lookup);
    if (last < rows) {
      const rest = sums + last * laneBytes;
      product(productWidth, rest, curvature.packedRecurrent, rows - last, input, 0, state, hidden, lookup);
    }
    // The first step has no tangent before it.
    if (step > 0) product(productWidth, both, curvature.packedThrough, rows - first, 0, 0, rBefore, hidden, true);
    cellTangent(plan, own, sums, state, after, kept, rBefore, rAfter);
    if (step >= tile.fullSteps) {
      endSequences(width, rAfter, plan.carried, tile.lengths, step);
      endSequences(width, sums, rows, tile.lengths, step);
    }
    if (index < tile.answerCount && changetype<Answer>(answer).step == step) {
      tangentAnswer(plan, tile, curvature, changetype<Answer>(answer), index++, after, rAfter);
      answer += offsetof<Answer>();
    }
    input += inputBytes;
    kept += keptBytes;
    sums += sumBytes;
    state = after;
    const previous = rBefore;
    rBefore = rAfter;
    rAfter = previous;
  }
}

function tangentAnswer(
  plan: Plan,
  tile: Tile,
  curvature: Curvature,
  answer: Answer,
  index: i32,
  state: usize,
  rState: usize,
): void {
  const width = plan.width;
  const outputs = plan.outputs;
  const hidden = plan.hidden;
  const tangent = curvature.answer;
  product(plan.productWidth, tangent, curvature.packedOutput, outputs, 0, 0, state, hidden, false);
  product(plan.productWidth, tangent, curvature.packedOutputThrough, outputs, 0, 0, rState, hidden, true);
  const errors = tile.errors + index * ((plan.outputRows * width) << 2);
  const probabilities = tile.outputs + index * ((outputs * width) << 2);
  const share = <f32>(1.0 / (plan.sequences as f64));
  curve(plan.loss, width, outputs, tangent, probabilities, answer.weights, errors, share);
}

/** `errors = weight · share · H_L R y`, 0 where a lane is not scored. */
function curve(
  kind: i32,
  width: i32,
  outputs: i32,
  tangent: usize,
  probabilities: usize,
  weights: usize,
  errors: usize,
  share: f32,
): void {
  const stride = (width as usize) << 2;
  const one = f32x4.splat(1);
  for (let lane: usize = 0; lane < stride; lane += 16) {
    const weight = v128.load(weights + lane);
    const scored = f32x4.ne(weight, f32x4.splat(0));
    const scale = f32x4.mul(weight, f32x4.splat(share));
    let mean = f32x4.splat(0);
    if (kind == 0) {
      let at = lane;
      for (let output = 0; output < outputs; output++, at += stride) {
        mean = f32x4.add(mean, f32x4.mul(v128.load(probabilities + at), v128.load(tangent + at)));
      }
    }
    let at = lane;
    for (let output = 0; output < outputs; output++, at += stride) {
      const r = v128.load(tangent + at);
      const p = v128.load(probabilities + at);
      let curved: v128;
      if (kind == 0) curved = f32x4.mul(p, f32x4.sub(r, mean));
      else if (kind == 1) curved = f32x4.add(r, r);
      else curved = f32x4.mul(f32x4.mul(p, f32x4.sub(one, p)), r);
      v128.store(errors + at, v128.and(f32x4.mul(curved, scale), scored));
    }
  }
}

/**
 * Way back from H_L R y: leaves the signals in `tile.signals`.
 * @param shares λμ / B of each lane with a sequence of its own, else 0, `[L]`; 0: no structural damping
 */
export function curvatureTile(plan: Plan, tile: Tile, curvature: Curvature, shares: usize): void {
  const width = plan.width;
  const hidden = plan.hidden;
  const recurrentRows = plan.sums - plan.recurrentFrom;
  const recurrentBytes = (plan.recurrentFrom * width) << 2;
  const count = (plan.carried * width) << 2;
  const stateBytes = (plan.stateRows * width) << 2;
  const sumBytes = (plan.sumRows * width) << 2;
  const keptBytes = (plan.keptRows * width) << 2;
  const errorBytes = (plan.outputRows * width) << 2;
  const adds = sendsBack(plan);
  let index = tile.answerCount - 1;
  let signal = tile.carried;
  let v = tile.carried + stateBytes;
  memory.fill(signal, 0, stateBytes);
  for (let step = tile.steps - 1; step >= 0; step--) {
    const before = tile.states + step * stateBytes;
    const after = before + stateBytes;
    const kept = tile.kept + step * keptBytes;
    const tangents = curvature.tangentSums + step * sumBytes;
    const s = tile.signals + step * sumBytes;
    let d = signal;
    if (index >= 0 && changetype<Answer>(tile.answers + index * offsetof<Answer>()).step == step) {
      d = plan.answerSignal;
      if (plan.carried > hidden) memory.fill(d, 0, stateBytes);
      const errors = tile.errors + index * errorBytes;
      product(plan.productWidth, d, plan.packedOutputBackward, hidden, 0, 0, errors, plan.outputs, false);
      if (plan.productWidth == 1) keepFirstLane(d, hidden);
      for (let at = 0; at < count; at += 16) v128.store(d + at, f32x4.add(v128.load(d + at), v128.load(signal + at)));
      index--;
    }
    if (shares != 0) dampBefore(plan, shares, tangents, kept, d);
    cellBackward(plan, s, d, before, after, kept, v);
    if (shares != 0) dampAfter(plan, shares, tangents, before, after, kept, s, v);
    if (step > 0) {
      product(plan.productWidth, v, plan.packedBackward, hidden, 0, 0, s + recurrentBytes, recurrentRows, adds);
      if (plan.productWidth == 1) keepFirstLane(v, hidden);
    }
    const previous = signal;
    signal = v;
    v = previous;
  }
}
