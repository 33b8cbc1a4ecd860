/**
 * Losses at one step, per lane: y `[O][L]` becomes probabilities (softmax, bernoulli) or stays (squared), each lane's
 * loss grows by its weight times the step's loss, and `errors` (0 where they are not asked for) becomes ∂E/∂y = weight
 * · share · (slope of the loss), share = 1/B. A lane that is not scored is masked out, not multiplied by 0: its y may
 * be infinite.
 */
import { exp, log, log1p } from './elementary';

export function score(
  kind: i32,
  width: i32,
  outputs: i32,
  y: usize,
  weights: usize,
  targets: usize,
  losses: usize,
  errors: usize,
  share: f32,
): void {
  const stride = (width as usize) << 2;
  if (kind == 2) {
    for (let lane: usize = 0; lane < stride; lane += 32) {
      const error = errors == 0 ? 0 : errors + lane;
      bernoulli(outputs, stride, y + lane, targets + lane, weights + lane, losses + lane, error, share);
    }
    return;
  }
  for (let lane: usize = 0; lane < stride; lane += 16) {
    const weight = v128.load(weights + lane);
    const scored = f32x4.ne(weight, f32x4.splat(0));
    const scale = f32x4.mul(weight, f32x4.splat(share));
    const error = errors == 0 ? 0 : errors + lane;
    let loss: v128;
    if (kind == 0) loss = softmax(outputs, stride, y + lane, v128.load(targets + lane), scored, scale, error);
    else loss = squared(outputs, stride, y + lane, targets + lane, scored, scale, error);
    const sum = losses + lane;
    v128.store(sum, f32x4.add(v128.load(sum), v128.and(f32x4.mul(loss, weight), scored)));
  }
}

/** -ln p(class) = ln Σ e^(y - max) - (y_class - max); slope p - [class]. */
function softmax(
  outputs: i32,
  stride: usize,
  y: usize,
  target: v128,
  scored: v128,
  scale: v128,
  errors: usize,
): v128 {
  let greatest = v128.load(y);
  let at = y + stride;
  for (let output = 1; output < outputs; output++, at += stride) {
    greatest = f32x4.pmax(greatest, v128.load(at));
  }
  let sum = f32x4.splat(0);
  let right = f32x4.splat(0);
  at = y;
  for (let output = 0; output < outputs; output++, at += stride) {
    const shifted = f32x4.sub(v128.load(at), greatest);
    const e = exp(shifted);
    sum = f32x4.add(sum, e);
    right = v128.bitselect(shifted, right, i32x4.eq(target, i32x4.splat(output)));
    v128.store(at, e);
  }
  at = y;
  for (let output = 0; output < outputs; output++, at += stride) {
    const p = f32x4.div(v128.load(at), sum);
    v128.store(at, p);
    if (errors == 0) continue;
    const isTarget = v128.and(f32x4.splat(1), i32x4.eq(target, i32x4.splat(output)));
    v128.store(errors, v128.and(f32x4.mul(f32x4.sub(p, isTarget), scale), scored));
    errors += stride;
  }
  return f32x4.sub(log(sum), right);
}

/** Σ (y - target)²; slope 2 (y - target). */
function squared(
  outputs: i32,
  stride: usize,
  y: usize,
  targets: usize,
  scored: v128,
  scale: v128,
  errors: usize,
): v128 {
  let loss = f32x4.splat(0);
  for (let output = 0; output < outputs; output++) {
    const difference = f32x4.sub(v128.load(y), v128.load(targets));
    loss = f32x4.add(loss, f32x4.mul(difference, difference));
    if (errors != 0) {
      v128.store(errors, v128.and(f32x4.mul(f32x4.add(difference, difference), scale), scored));
      errors += stride;
    }
    y += stride;
    targets += stride;
  }
  return loss;
}

/**
 * Σ max(y, 0) - target y + ln(1 + e^-|y|); slope p - target, p = 1 / (1 + e^-y). Eight lanes, a low and a high vector
 * side by side, which V8 pairs to one of 256 bits.
 */
function bernoulli(
  outputs: i32,
  stride: usize,
  y: usize,
  targets: usize,
  weights: usize,
  losses: usize,
  errors: usize,
  share: f32,
): void {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const share4 = f32x4.splat(share);
  const weightL = v128.load(weights), weightH = v128.load(weights, 16);
  const scoredL = f32x4.ne(weightL, zero), scoredH = f32x4.ne(weightH, zero);
  const scaleL = f32x4.mul(weightL, share4), scaleH = f32x4.mul(weightH, share4);
  let lossL = zero, lossH = zero;
  for (let output = 0; output < outputs; output++) {
    const valueL = v128.load(y), valueH = v128.load(y, 16);
    const targetL = v128.load(targets), targetH = v128.load(targets, 16);
    const uL = exp(f32x4.neg(f32x4.abs(valueL))), uH = exp(f32x4.neg(f32x4.abs(valueH)));
    const linearL = f32x4.sub(f32x4.pmax(valueL, zero), f32x4.mul(targetL, valueL));
    const linearH = f32x4.sub(f32x4.pmax(valueH, zero), f32x4.mul(targetH, valueH));
    lossL = f32x4.add(lossL, f32x4.add(linearL, log1p(uL)));
    lossH = f32x4.add(lossH, f32x4.add(linearH, log1p(uH)));
    const numeratorL = v128.bitselect(uL, one, f32x4.lt(valueL, zero));
    const numeratorH = v128.bitselect(uH, one, f32x4.lt(valueH, zero));
    const pL = f32x4.div(numeratorL, f32x4.add(one, uL));
    const pH = f32x4.div(numeratorH, f32x4.add(one, uH));
    v128.store(y, pL);
    v128.store(y, pH, 16);
    if (errors != 0) {
      const errorL = v128.and(f32x4.mul(f32x4.sub(pL, targetL), scaleL), scoredL);
      const errorH = v128.and(f32x4.mul(f32x4.sub(pH, targetH), scaleH), scoredH);
      v128.store(errors, errorL);
      v128.store(errors, errorH, 16);
      errors += stride;
    }
    y += stride;
    targets += stride;
  }
  const sumL = f32x4.add(v128.load(losses), v128.and(f32x4.mul(lossL, weightL), scoredL));
  const sumH = f32x4.add(v128.load(losses, 16), v128.and(f32x4.mul(lossH, weightH), scoredH));
  v128.store(losses, sumL);
  v128.store(losses, sumH, 16);
}
