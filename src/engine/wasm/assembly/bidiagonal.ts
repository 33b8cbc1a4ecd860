/**
 * Steps of the bidiagonalisation of a square matrix in float64, A = U B Vᵀ, by Householder reflections: as `bidiagonalise`
 * in src/numeric/bidiagonal.ts, and with its bits. Sums over rows take four rows at a time for each column, sums along
 * rows eight rows at a time, two in a vector, so each sum is made in the order of that. The reflection of rows and that of
 * columns go over the matrix together.
 */

/** Rows whose sums are made together. */
const GROUP: usize = 8;

/** Bytes of the room that steps take: a vector of the rows, and sums of the columns of A or of C. */
export function bidiagonalRoom(size: i32, columns: i32): i32 {
  return (size + max(size, columns)) << 3;
}

/**
 * Steps `from` to `until` of the bidiagonalisation.
 * @param a A, `[size][size]`; afterwards row k holds the vector of V's reflection k from column k + 1 on
 * @param c right-hand sides C, `[size][columns]`; becomes Uᵀ C
 * @param form diagonal, the entries right of it, and the scales of V's reflections, each `[size]`; 0 at the beginning
 * @param room of `bidiagonalRoom` bytes
 */
export function bidiagonalSteps(
  a: usize,
  size: i32,
  c: usize,
  columns: i32,
  form: usize,
  room: usize,
  from: i32,
  until: i32,
): void {
  const wide = <usize>size << 3;
  const sums = room + wide;
  for (let k = from; k < until; k++) {
    const corner = a + <usize>k * (wide + 8);
    const own = form + (<usize>k << 3);
    const scale = makeRows(corner, wide, size - k, room);
    store<f64>(own, beta);
    const below = size - k - 1;
    if (scale != 0) {
      const right = c + <usize>(k * columns) * 8;
      sumRows(right, <usize>columns << 3, columns, below, room, sums, scale);
      for (let row = 1; row <= below; row++)
        takeSome(right + <usize>(row * columns) * 8, columns, sums, load<f64>(room + (<usize>row << 3) - 8));
      sumRows(corner + 8, wide, below, below, room, sums, scale);
    }
    if (below == 0) break;
    const columnScale = makeColumns(corner + 8, below);
    store<f64>(own + wide, beta);
    store<f64>(own + 2 * wide, columnScale);
    applyBoth(corner + 8, wide, below, room, sums, scale != 0, columnScale);
  }
}

/** Entry that a reflection leaves in place of the vector. */
let beta: f64 = 0;

/**
 * Reflection that clears the column below the corner. Its vector, after the 1 in the first row, goes to `v` and stays in
 * the column. Returns its scale τ, 0 where the column is clear already.
 */
function makeRows(corner: usize, wide: usize, count: i32, v: usize): f64 {
  let squares: f64 = 0;
  let at = corner + wide;
  for (let row = 1; row < count; row++, at += wide) squares += load<f64>(at) * load<f64>(at);
  const alpha = load<f64>(corner);
  beta = alpha;
  if (squares == 0) return 0;
  const norm = sqrt<f64>(alpha * alpha + squares);
  beta = alpha > 0 ? -norm : norm;
  const factor = 1 / (alpha - beta);
  at = corner + wide;
  for (let row = 1; row < count; row++, at += wide, v += 8) {
    const value = load<f64>(at) * factor;
    store<f64>(at, value);
    store<f64>(v, value);
  }
  return (beta - alpha) / beta;
}

/** Reflection that clears the row behind its first entry, which becomes the 1 of its vector. Returns its scale. */
function makeColumns(row: usize, count: i32): f64 {
  let squares: f64 = 0;
  const end = row + (<usize>count << 3);
  for (let at = row + 8; at < end; at += 8) squares += load<f64>(at) * load<f64>(at);
  const alpha = load<f64>(row);
  beta = alpha;
  if (squares == 0) return 0;
  const norm = sqrt<f64>(alpha * alpha + squares);
  beta = alpha > 0 ? -norm : norm;
  const factor = 1 / (alpha - beta);
  store<f64>(row, 1);
  for (let at = row + 8; at < end; at += 8) store<f64>(at, load<f64>(at) * factor);
  return (beta - alpha) / beta;
}

/**
 * Sums s = τ (row + Σ v_r row_r) of `columns` columns over a row and the `below` ones beneath it, and takes them from the
 * row. Rows whose v is 0 are left out.
 */
function sumRows(
  row: usize,
  wide: usize,
  columns: i32,
  below: i32,
  v: usize,
  sums: usize,
  scale: f64,
): void {
  const bytes = <usize>columns << 3;
  memory.copy(sums, row, bytes);
  let own = row + wide;
  let r = 0;
  for (; r + 4 <= below; r += 4, own += wide << 2, v += 32) {
    const v0 = load<f64>(v, 0), v1 = load<f64>(v, 8), v2 = load<f64>(v, 16), v3 = load<f64>(v, 24);
    if (v0 != 0 && v1 != 0 && v2 != 0 && v3 != 0) addFour(own, wide, bytes, sums, v0, v1, v2, v3);
    else for (let one: usize = 0; one < 4; one++) addOne(own + one * wide, bytes, sums, load<f64>(v + (one << 3)));
  }
  for (; r < below; r++, own += wide, v += 8) addOne(own, bytes, sums, load<f64>(v));
  for (let at: usize = 0; at < bytes; at += 8) {
    const value = load<f64>(sums + at) * scale;
    store<f64>(sums + at, value);
    store<f64>(row + at, load<f64>(row + at) - value);
  }
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function addFour(row: usize, wide: usize, bytes: usize, sums: usize, v0: f64, v1: f64, v2: f64, v3: f64): void {
  const s0 = f64x2.splat(v0), s1 = f64x2.splat(v1), s2 = f64x2.splat(v2), s3 = f64x2.splat(v3);
  const second = row + wide, third = second + wide, fourth = third + wide;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    let sum = v128.load(sums + at);
    sum = f64x2.add(sum, f64x2.mul(s0, v128.load(row + at)));
    sum = f64x2.add(sum, f64x2.mul(s1, v128.load(second + at)));
    sum = f64x2.add(sum, f64x2.mul(s2, v128.load(third + at)));
    sum = f64x2.add(sum, f64x2.mul(s3, v128.load(fourth + at)));
    v128.store(sums + at, sum);
  }
  if (at < bytes) {
    let sum = load<f64>(sums + at);
    sum += v0 * load<f64>(row + at);
    sum += v1 * load<f64>(second + at);
    sum += v2 * load<f64>(third + at);
    sum += v3 * load<f64>(fourth + at);
    store<f64>(sums + at, sum);
  }
}

function addOne(row: usize, bytes: usize, sums: usize, share: f64): void {
  if (share == 0) return;
  for (let at: usize = 0; at < bytes; at += 8)
    store<f64>(sums + at, load<f64>(sums + at) + share * load<f64>(row + at));
}

/** Takes a share of the sums from a row, unless it is 0. */
function takeSome(row: usize, columns: i32, sums: usize, share: f64): void {
  if (share != 0) takeShare(row, columns, sums, share);
}

/** Takes a share of the sums, or of a vector, from a row. */
function takeShare(row: usize, columns: i32, sums: usize, share: f64): void {
  const bytes = <usize>columns << 3;
  const factor = f64x2.splat(share);
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16)
    v128.store(row + at, f64x2.sub(v128.load(row + at), f64x2.mul(factor, v128.load(sums + at))));
  if (at < bytes) store<f64>(row + at, load<f64>(row + at) - share * load<f64>(sums + at));
}

/**
 * Applies both reflections to the rows below `w`, the row with the vector of that of columns.
 * @param byRows false where there is none of rows
 * @param scale of the one of columns; 0 where there is none
 */
function applyBoth(
  w: usize,
  wide: usize,
  count: i32,
  v: usize,
  sums: usize,
  byRows: bool,
  scale: f64,
): void {
  let row = w + wide;
  let r = 0;
  for (; r + <i32>GROUP <= count; r += <i32>GROUP, row += wide << 3, v += GROUP << 3) {
    let shared = byRows && scale != 0;
    if (shared) for (let at: usize = 0; at < GROUP << 3; at += 8) if (load<f64>(v + at) == 0) shared = false;
    if (shared) {
      takeAndSum(row, wide, count, v, sums, w);
    } else {
      if (byRows)
        for (let one: usize = 0; one < GROUP; one++)
          takeSome(row + one * wide, count, sums, load<f64>(v + (one << 3)));
      if (scale == 0) continue;
      for (let one: usize = 0; one < GROUP; one++) store<f64>(ALONG + (one << 3), along(row + one * wide, count, w));
    }
    for (let one: usize = 0; one < GROUP; one++)
      takeShare(row + one * wide, count, w, load<f64>(ALONG + (one << 3)) * scale);
  }
  for (; r < count; r++, row += wide, v += 8) {
    if (byRows) takeSome(row, count, sums, load<f64>(v));
    if (scale != 0) takeShare(row, count, w, along(row, count, w) * scale);
  }
}

/** Sums along the rows of a group. */
const ALONG = memory.data(64, 16);

/** Sum of a row's products with a vector. */
function along(row: usize, count: i32, w: usize): f64 {
  let sum: f64 = 0;
  const end = row + (<usize>count << 3);
  for (; row < end; row += 8, w += 8) sum += load<f64>(row) * load<f64>(w);
  return sum;
}

/** Takes shares of the sums from eight rows, and makes their sums along `w`, two rows in a vector. */
function takeAndSum(row: usize, wide: usize, count: i32, v: usize, sums: usize, w: usize): void {
  const second = row + wide, third = second + wide, fourth = third + wide;
  const fifth = fourth + wide, sixth = fifth + wide, seventh = sixth + wide, eighth = seventh + wide;
  const v0 = v128.load64_splat(v, 0), v1 = v128.load64_splat(v, 8);
  const v2 = v128.load64_splat(v, 16), v3 = v128.load64_splat(v, 24);
  const v4 = v128.load64_splat(v, 32), v5 = v128.load64_splat(v, 40);
  const v6 = v128.load64_splat(v, 48), v7 = v128.load64_splat(v, 56);
  let a = f64x2.splat(0), b = a, c = a, d = a;
  const bytes = <usize>count << 3;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    const s = v128.load(sums + at);
    const w0 = v128.load64_splat(w + at, 0), w1 = v128.load64_splat(w + at, 8);
    let x = f64x2.sub(v128.load(row + at), f64x2.mul(v0, s));
    let y = f64x2.sub(v128.load(second + at), f64x2.mul(v1, s));
    v128.store(row + at, x);
    v128.store(second + at, y);
    a = f64x2.add(a, f64x2.mul(v128.shuffle<f64>(x, y, 0, 2), w0));
    a = f64x2.add(a, f64x2.mul(v128.shuffle<f64>(x, y, 1, 3), w1));
    x = f64x2.sub(v128.load(third + at), f64x2.mul(v2, s));
    y = f64x2.sub(v128.load(fourth + at), f64x2.mul(v3, s));
    v128.store(third + at, x);
    v128.store(fourth + at, y);
    b = f64x2.add(b, f64x2.mul(v128.shuffle<f64>(x, y, 0, 2), w0));
    b = f64x2.add(b, f64x2.mul(v128.shuffle<f64>(x, y, 1, 3), w1));
    x = f64x2.sub(v128.load(fifth + at), f64x2.mul(v4, s));
    y = f64x2.sub(v128.load(sixth + at), f64x2.mul(v5, s));
    v128.store(fifth + at, x);
    v128.store(sixth + at, y);
    c = f64x2.add(c, f64x2.mul(v128.shuffle<f64>(x, y, 0, 2), w0));
    c = f64x2.add(c, f64x2.mul(v128.shuffle<f64>(x, y, 1, 3), w1));
    x = f64x2.sub(v128.load(seventh + at), f64x2.mul(v6, s));
    y = f64x2.sub(v128.load(eighth + at), f64x2.mul(v7, s));
    v128.store(seventh + at, x);
    v128.store(eighth + at, y);
    d = f64x2.add(d, f64x2.mul(v128.shuffle<f64>(x, y, 0, 2), w0));
    d = f64x2.add(d, f64x2.mul(v128.shuffle<f64>(x, y, 1, 3), w1));
  }
  v128.store(ALONG, a, 0);
  v128.store(ALONG, b, 16);
  v128.store(ALONG, c, 32);
  v128.store(ALONG, d, 48);
  if (at == bytes) return;
  for (let one: usize = 0; one < GROUP; one++, row += wide) {
    const value = load<f64>(row + at) - load<f64>(v + (one << 3)) * load<f64>(sums + at);
    store<f64>(row + at, value);
    const sum = ALONG + (one << 3);
    store<f64>(sum, load<f64>(sum) + value * load<f64>(w + at));
  }
}
