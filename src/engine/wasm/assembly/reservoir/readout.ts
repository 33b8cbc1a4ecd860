/** Readout of a reservoir: its outputs, and the gradient of its weights. */

/** y = W z + b: `weights` `[rows][features]` and `offsets` `[rows]` on a state `[features][L]`, to `y` `[rows][L]`. */
export function answer(
  weights: usize,
  offsets: usize,
  rows: i32,
  features: i32,
  state: usize,
  lanes: i32,
  y: usize,
): void {
  for (let row = 0; row < rows; row++) {
    if (lanes == 8) {
      let a = v128.load64_splat(offsets);
      let b = a;
      let c = a;
      let d = a;
      let z = state;
      for (let at = 0; at < features; at++, weights += 8, z += 64) {
        const weight = v128.load64_splat(weights);
        a = f64x2.add(a, f64x2.mul(weight, v128.load(z)));
        b = f64x2.add(b, f64x2.mul(weight, v128.load(z, 16)));
        c = f64x2.add(c, f64x2.mul(weight, v128.load(z, 32)));
        d = f64x2.add(d, f64x2.mul(weight, v128.load(z, 48)));
      }
      v128.store(y, a);
      v128.store(y, b, 16);
      v128.store(y, c, 32);
      v128.store(y, d, 48);
      y += 64;
    } else if (lanes == 2) {
      let sum = v128.load64_splat(offsets);
      let z = state;
      for (let at = 0; at < features; at++, weights += 8, z += 16) {
        sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(weights), v128.load(z)));
      }
      v128.store(y, sum);
      y += 16;
    } else {
      let sum = load<f64>(offsets);
      let z = state;
      for (let at = 0; at < features; at++, weights += 8, z += 8) sum += load<f64>(weights) * load<f64>(z);
      store<f64>(y, sum);
      y += 8;
    }
    offsets += 8;
  }
}

/**
 * y = W z + b of one sequence for many rows: `weights` `[blocks][features][8]` and `offsets` `[blocks][8]`, rows in
 * blocks of eight, to `y` `[blocks][8]`.
 */
export function answerBlocks(
  weights: usize,
  offsets: usize,
  blocks: i32,
  features: i32,
  state: usize,
  y: usize,
): void {
  for (let block = 0; block < blocks; block++, offsets += 64, y += 64) {
    let a = v128.load(offsets);
    let b = v128.load(offsets, 16);
    let c = v128.load(offsets, 32);
    let d = v128.load(offsets, 48);
    let z = state;
    for (let at = 0; at < features; at++, weights += 64, z += 8) {
      const value = v128.load64_splat(z);
      a = f64x2.add(a, f64x2.mul(v128.load(weights), value));
      b = f64x2.add(b, f64x2.mul(v128.load(weights, 16), value));
      c = f64x2.add(c, f64x2.mul(v128.load(weights, 32), value));
      d = f64x2.add(d, f64x2.mul(v128.load(weights, 48), value));
    }
    v128.store(y, a);
    v128.store(y, b, 16);
    v128.store(y, c, 32);
    v128.store(y, d, 48);
  }
}

/** Adds Σ over lanes of e zᵀ, of errors `[rows][L]` and a state `[features][L]`, to `gradient` `[rows][features]`. */
export function addOuter(
  errors: usize,
  rows: i32,
  state: usize,
  features: i32,
  lanes: i32,
  gradient: usize,
): void {
  const bytes = (<usize>lanes) << 3;
  for (let row = 0; row < rows; row++, errors += bytes) {
    let z = state;
    if (lanes == 8) {
      const a = v128.load(errors);
      const b = v128.load(errors, 16);
      const c = v128.load(errors, 32);
      const d = v128.load(errors, 48);
      for (let at = 0; at < features; at++, gradient += 8, z += 64) {
        let sum = f64x2.mul(a, v128.load(z));
        sum = f64x2.add(sum, f64x2.mul(b, v128.load(z, 16)));
        sum = f64x2.add(sum, f64x2.mul(c, v128.load(z, 32)));
        sum = f64x2.add(sum, f64x2.mul(d, v128.load(z, 48)));
        const both = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
        store<f64>(gradient, load<f64>(gradient) + both);
      }
    } else if (lanes == 2) {
      const error = v128.load(errors);
      for (let at = 0; at < features; at++, gradient += 8, z += 16) {
        const sum = f64x2.mul(error, v128.load(z));
        const both = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
        store<f64>(gradient, load<f64>(gradient) + both);
      }
    } else {
      const error = load<f64>(errors);
      for (let at = 0; at < features; at++, gradient += 8, z += 8) {
        store<f64>(gradient, load<f64>(gradient) + error * load<f64>(z));
      }
    }
  }
}
