/**
 * The hidden units: f over a state, f' over an error signal, and states beyond a sequence's end. Vectors go
 * in neighbouring pairs, loads before stores, so that V8 can fuse a pair into one of 256 bits.
 */
import { logistic, tanh } from './elementary';

/** `state[i] = f(state[i])` for `count` numbers, a multiple of 8. */
export function activate(unit: i32, state: usize, count: i32): void {
  const end = state + ((count as usize) << 2);
  if (unit == 0) {
    for (; state < end; state += 32) {
      const low = tanh(v128.load(state));
      const high = tanh(v128.load(state, 16));
      v128.store(state, low);
      v128.store(state, high, 16);
    }
  } else if (unit == 1) {
    for (; state < end; state += 32) {
      const low = logistic(v128.load(state));
      const high = logistic(v128.load(state, 16));
      v128.store(state, low);
      v128.store(state, high, 16);
    }
  } else {
    const zero = f32x4.splat(0);
    for (; state < end; state += 32) {
      const low = f32x4.pmax(v128.load(state), zero);
      const high = f32x4.pmax(v128.load(state, 16), zero);
      v128.store(state, low);
      v128.store(state, high, 16);
    }
  }
}

/** s = d ∘ f'(a), with f' told by h = f(a): 1 - h², h (1 - h), or 1 where h > 0. `count` is a multiple of 8. */
export function backActivate(unit: i32, s: usize, d: usize, h: usize, count: i32): void {
  const end = s + ((count as usize) << 2);
  const one = f32x4.splat(1);
  if (unit == 0) {
    for (; s < end; s += 32, d += 32, h += 32) {
      const low = v128.load(h);
      const high = v128.load(h, 16);
      const slopeLow = f32x4.sub(one, f32x4.mul(low, low));
      const slopeHigh = f32x4.sub(one, f32x4.mul(high, high));
      const signalLow = f32x4.mul(v128.load(d), slopeLow);
      const signalHigh = f32x4.mul(v128.load(d, 16), slopeHigh);
      v128.store(s, signalLow);
      v128.store(s, signalHigh, 16);
    }
  } else if (unit == 1) {
    for (; s < end; s += 32, d += 32, h += 32) {
      const low = v128.load(h);
      const high = v128.load(h, 16);
      const slopeLow = f32x4.mul(low, f32x4.sub(one, low));
      const slopeHigh = f32x4.mul(high, f32x4.sub(one, high));
      const signalLow = f32x4.mul(v128.load(d), slopeLow);
      const signalHigh = f32x4.mul(v128.load(d, 16), slopeHigh);
      v128.store(s, signalLow);
      v128.store(s, signalHigh, 16);
    }
  } else {
    const zero = f32x4.splat(0);
    for (; s < end; s += 32, d += 32, h += 32) {
      const low = v128.and(v128.load(d), f32x4.lt(zero, v128.load(h)));
      const high = v128.and(v128.load(d, 16), f32x4.lt(zero, v128.load(h, 16)));
      v128.store(s, low);
      v128.store(s, high, 16);
    }
  }
}

/** Sets the state of every lane whose sequence has ended before step `step` (from 0) is over to 0. */
export function endSequences(width: i32, state: usize, units: i32, lengths: usize, step: i32): void {
  const now = i32x4.splat(step);
  const stride = (width as usize) << 2;
  for (let lane: usize = 0; lane < stride; lane += 16) {
    const alive = i32x4.gt_s(v128.load(lengths + lane), now);
    let at = state + lane;
    for (let unit = 0; unit < units; unit++) {
      v128.store(at, v128.and(v128.load(at), alive));
      at += stride;
    }
  }
}
