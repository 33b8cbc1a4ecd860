/** Slopes of nonlinearities from their values; of structural damping they are D'', its matching form. */

/** Slope h (1 - h) of the logistic function. */
@inline
export function logisticSlope(h: v128): v128 {
  return f32x4.mul(h, f32x4.sub(f32x4.splat(1), h));
}

/** Slope 1 - h² of tanh. */
@inline
export function tanhSlope(h: v128): v128 {
  return f32x4.sub(f32x4.splat(1), f32x4.mul(h, h));
}

/** Adds `more` to the four numbers at `at`. */
@inline
export function addTo(at: usize, more: v128): void {
  v128.store(at, f32x4.add(v128.load(at), more));
}
