/**
 * Triangular factor of rows in float64: R of the QR factorisation of all rows so far, to which a block of rows is
 * added by Householder reflections of [R; X]. Golub & Van Loan, "Matrix Computations", 5.1 and 5.2; four reflections at
 * a time are applied to the columns behind them. Nothing of Q is kept, but columns of targets beside those of features
 * become Qᵀ y.
 */

/** Reflections that are applied together. */
const GROUP: i32 = 4;

/**
 * Transposes `count` rows, `[count][width]`, to columns, `[stride][length]`, with 0 beyond both; `length` is a multiple
 * of 4.
 */
export function packColumns(
  rows: usize,
  width: i32,
  stride: i32,
  count: i32,
  columns: usize,
  length: i32,
): void {
  for (let column = 0; column < stride; column++) {
    const to = columns + (<usize>(column * length) << 3);
    for (let row = 0; row < length; row++) {
      const inside = row < count && column < width;
      const value = inside ? load<f64>(rows + (<usize>(row * width + column) << 3)) : 0;
      store<f64>(to + (<usize>row << 3), value);
    }
  }
}

/**
 * Adds the rows to R. Afterwards the columns hold no rows, but what is left of the reflections.
 * @param triangle R, `[stride][stride]`, of which the upper half counts; `stride` is a multiple of 4
 * @param first column whose reflection is the first one, a multiple of 4: before it the rows are 0, or cleared by the
 * reflections before
 * @param until column before which the reflections end, another one
 */
export function addTriangle(
  triangle: usize,
  stride: i32,
  columns: usize,
  length: i32,
  first: i32,
  until: i32,
): void {
  const bytes = <usize>length << 3;
  for (let j = first; j < until; j += GROUP) {
    const v = columns + j * bytes;
    const diagonal = triangle + (<usize>(j * stride + j) << 3);
    for (let at = 0; at < GROUP; at++) reflect(diagonal, stride, v, length, at);
    const last = columns + stride * bytes;
    let r = diagonal + (GROUP << 3);
    for (let x = v + GROUP * bytes; x < last; x += bytes << 1, r += 16) applyTo(r, stride, v, x, length);
  }
}

/** Scales τ of the four reflections, and the products of their vectors: v₁v₂, v₁v₃, v₁v₄, v₂v₃, v₂v₄, v₃v₄. */
const SCALES = memory.data(32, 16);
const PRODUCTS = memory.data(48, 16);

/** Makes reflection number `at` of the group, and applies it to the columns of the group behind it. */
function reflect(diagonal: usize, stride: i32, group: usize, length: i32, at: i32): void {
  const bytes = <usize>length << 3;
  const v = group + at * bytes;
  const corner = diagonal + (<usize>(at * stride + at) << 3);
  const squares = dot(v, v, length);
  let scale: f64 = 0;
  // A column of zeros needs no reflection, and v = 0 makes none.
  if (squares > 0) {
    const alpha = load<f64>(corner);
    const norm = sqrt<f64>(alpha * alpha + squares);
    const beta = alpha > 0 ? -norm : norm;
    scale = (beta - alpha) / beta;
    const factor = f64x2.splat(1 / (alpha - beta));
    for (let x = v; x < v + bytes; x += 16) v128.store(x, f64x2.mul(v128.load(x), factor));
    store<f64>(corner, beta);
  }
  store<f64>(SCALES + (<usize>at << 3), scale);
  for (let other = 0; other < at; other++) {
    const pair = other == 0 ? at - 1 : other + at;
    store<f64>(PRODUCTS + (<usize>pair << 3), dot(group + other * bytes, v, length));
  }
  for (let next = at + 1; next < GROUP; next++) {
    const x = group + next * bytes;
    const r = corner + (<usize>(next - at) << 3);
    const share = scale * (load<f64>(r) + dot(v, x, length));
    store<f64>(r, load<f64>(r) - share);
    const factor = f64x2.splat(share);
    for (let offset: usize = 0; offset < bytes; offset += 16) {
      const value = f64x2.sub(v128.load(x + offset), f64x2.mul(factor, v128.load(v + offset)));
      v128.store(x + offset, value);
    }
  }
}

function dot(one: usize, other: usize, length: i32): f64 {
  let low = f64x2.splat(0), high = low;
  const end = one + (<usize>length << 3);
  for (; one < end; one += 32, other += 32) {
    low = f64x2.add(low, f64x2.mul(v128.load(one, 0), v128.load(other, 0)));
    high = f64x2.add(high, f64x2.mul(v128.load(one, 16), v128.load(other, 16)));
  }
  return total(low, high);
}

/** Sum of four lanes, in a fixed order. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function total(low: v128, high: v128): f64 {
  const both = f64x2.add(low, high);
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
}

/** Shares of a column in the four reflections, from R's entries above it and its products with their vectors. */
let t1: f64 = 0, t2: f64 = 0, t3: f64 = 0, t4: f64 = 0;

// @ts-ignore: a decorator of AssemblyScript
@inline
function shares(r: usize, row: usize, d1: f64, d2: f64, d3: f64, d4: f64): void {
  const second = r + row, third = second + row, fourth = third + row;
  t1 = load<f64>(SCALES, 0) * (load<f64>(r) + d1);
  t2 = load<f64>(SCALES, 8) * (load<f64>(second) + d2 - t1 * load<f64>(PRODUCTS, 0));
  t3 = load<f64>(SCALES, 16) *
    (load<f64>(third) + d3 - t1 * load<f64>(PRODUCTS, 8) - t2 * load<f64>(PRODUCTS, 24));
  t4 = load<f64>(SCALES, 24) *
    (load<f64>(fourth) + d4 - t1 * load<f64>(PRODUCTS, 16) - t2 * load<f64>(PRODUCTS, 32) -
      t3 * load<f64>(PRODUCTS, 40));
  store<f64>(r, load<f64>(r) - t1);
  store<f64>(second, load<f64>(second) - t2);
  store<f64>(third, load<f64>(third) - t3);
  store<f64>(fourth, load<f64>(fourth) - t4);
}

/** Applies the group to two columns at `x`, whose entries of R lie at `r` in four rows. */
function applyTo(r: usize, stride: i32, v: usize, x: usize, length: i32): void {
  const bytes = <usize>length << 3;
  const row = <usize>stride << 3;
  const v2 = v + bytes, v3 = v2 + bytes, v4 = v3 + bytes, y = x + bytes;
  const zero = f64x2.splat(0);
  let al = zero, ah = zero, bl = zero, bh = zero, cl = zero, ch = zero, dl = zero, dh = zero;
  let el = zero, eh = zero, fl = zero, fh = zero, gl = zero, gh = zero, hl = zero, hh = zero;
  for (let at: usize = 0; at < bytes; at += 32) {
    const xl = v128.load(x + at, 0), xh = v128.load(x + at, 16);
    const yl = v128.load(y + at, 0), yh = v128.load(y + at, 16);
    let l = v128.load(v + at, 0), h = v128.load(v + at, 16);
    al = f64x2.add(al, f64x2.mul(l, xl));
    ah = f64x2.add(ah, f64x2.mul(h, xh));
    el = f64x2.add(el, f64x2.mul(l, yl));
    eh = f64x2.add(eh, f64x2.mul(h, yh));
    l = v128.load(v2 + at, 0), h = v128.load(v2 + at, 16);
    bl = f64x2.add(bl, f64x2.mul(l, xl));
    bh = f64x2.add(bh, f64x2.mul(h, xh));
    fl = f64x2.add(fl, f64x2.mul(l, yl));
    fh = f64x2.add(fh, f64x2.mul(h, yh));
    l = v128.load(v3 + at, 0), h = v128.load(v3 + at, 16);
    cl = f64x2.add(cl, f64x2.mul(l, xl));
    ch = f64x2.add(ch, f64x2.mul(h, xh));
    gl = f64x2.add(gl, f64x2.mul(l, yl));
    gh = f64x2.add(gh, f64x2.mul(h, yh));
    l = v128.load(v4 + at, 0), h = v128.load(v4 + at, 16);
    dl = f64x2.add(dl, f64x2.mul(l, xl));
    dh = f64x2.add(dh, f64x2.mul(h, xh));
    hl = f64x2.add(hl, f64x2.mul(l, yl));
    hh = f64x2.add(hh, f64x2.mul(h, yh));
  }
  shares(r, row, total(al, ah), total(bl, bh), total(cl, ch), total(dl, dh));
  const x1 = f64x2.splat(t1), x2 = f64x2.splat(t2), x3 = f64x2.splat(t3), x4 = f64x2.splat(t4);
  shares(r + 8, row, total(el, eh), total(fl, fh), total(gl, gh), total(hl, hh));
  const y1 = f64x2.splat(t1), y2 = f64x2.splat(t2), y3 = f64x2.splat(t3), y4 = f64x2.splat(t4);
  for (let at: usize = 0; at < bytes; at += 32) {
    let xl = v128.load(x + at, 0), xh = v128.load(x + at, 16);
    let yl = v128.load(y + at, 0), yh = v128.load(y + at, 16);
    let l = v128.load(v + at, 0), h = v128.load(v + at, 16);
    xl = f64x2.sub(xl, f64x2.mul(x1, l));
    xh = f64x2.sub(xh, f64x2.mul(x1, h));
    yl = f64x2.sub(yl, f64x2.mul(y1, l));
    yh = f64x2.sub(yh, f64x2.mul(y1, h));
    l = v128.load(v2 + at, 0), h = v128.load(v2 + at, 16);
    xl = f64x2.sub(xl, f64x2.mul(x2, l));
    xh = f64x2.sub(xh, f64x2.mul(x2, h));
    yl = f64x2.sub(yl, f64x2.mul(y2, l));
    yh = f64x2.sub(yh, f64x2.mul(y2, h));
    l = v128.load(v3 + at, 0), h = v128.load(v3 + at, 16);
    xl = f64x2.sub(xl, f64x2.mul(x3, l));
    xh = f64x2.sub(xh, f64x2.mul(x3, h));
    yl = f64x2.sub(yl, f64x2.mul(y3, l));
    yh = f64x2.sub(yh, f64x2.mul(y3, h));
    l = v128.load(v4 + at, 0), h = v128.load(v4 + at, 16);
    xl = f64x2.sub(xl, f64x2.mul(x4, l));
    xh = f64x2.sub(xh, f64x2.mul(x4, h));
    yl = f64x2.sub(yl, f64x2.mul(y4, l));
    yh = f64x2.sub(yh, f64x2.mul(y4, h));
    v128.store(x + at, xl, 0);
    v128.store(x + at, xh, 16);
    v128.store(y + at, yl, 0);
    v128.store(y + at, yh, 16);
  }
}
