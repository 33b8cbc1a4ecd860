/**
 * Echo state networks in float64 (src/nets/reservoir.ts has the equations): states of the sequences of a tile, step by
 * step, and the products of a readout. States of a reservoir forget slowly, and readouts by regression weigh them by
 * factors up to 1e5 that cancel, which 32 bits do not hold. Sums are made in the order of the reference device, and tanh
 * is that of src/numeric/elementary.ts, so both devices give the same bits.
 *
 * L = lanes of a tile: 1, 2 or 8 sequences side by side. A state has R rows: N units, then I inputs of the step.
 */

/** One reservoir on one tile; src/engine/wasm/reservoir/record.ts names the same fields in the same order. */
@unmanaged
export class Reservoir {
  /** Shares of the state before and of what is new: 1 - leak · decay, and leak. */
  kept: f64;
  leak: f64;
  /** N, I, k and O. */
  hidden: i32;
  inputs: i32;
  links: i32;
  outputs: i32;
  /** Rows of a state; F, the first rows that the readout sees; rows of those that are inputs. */
  rows: i32;
  features: i32;
  seen: i32;
  lanes: i32;
  /** 1: f(a) = a. */
  linear: i32;
  /** W_rec: `[N][k]` f64, and `[N][k]` i32 numbers of units. */
  values: usize;
  sources: usize;
  /** W_in where it is not 0: `[N+1]` i32 places where rows begin, their f64 values and i32 numbers of inputs. */
  inputStarts: usize;
  inputValues: usize;
  inputSources: usize;
  /** Columns of W_in, each `[N]` to whole pairs; 0 where the entries above are fewer. */
  columns: usize;
  /** W_rec for one sequence, of two units side by side: `[N/2][k][2]` f64, and i32 places in bytes of their sources. */
  pairValues: usize;
  pairSources: usize;
  /** Sums before the links: biases `[N]`, or of symbols `[I][N]` W_in + b. */
  bias: usize;
  table: usize;
  /** Inputs of the steps: `[steps][I][L]` f64, or `[steps][L]` i32 symbols with `table`. */
  dense: usize;
  symbols: usize;
  /** `[steps + 1][R][L]` states; the first is the one before. */
  states: usize;
  /** `[N][L]` sums, to whole groups of 8 numbers. */
  sums: usize;
  squashed: usize;
  /** Readout of a free run: `[O][F]` and `[O]`; `[O][L]` outputs at the step before; step at which they come in. */
  weights: usize;
  offsets: usize;
  outputsBefore: usize;
  freeFrom: i32;
}

/**
 * 1.5 · 2⁵², the parts of ln 2, 1/ln 2, 1/n! from n = 14 down to 2, the numbers 1, 2 and 22, and -0. Constants come from
 * memory: V8 would rebuild one in code wherever it is used.
 */
const TANH = memory.data<f64>(
  [
    6755399441055744.0, 0.6931471803691238, 1.9082149292705877e-10, 1.4426950408889634, 1.1470745597729725e-11,
    1.6059043836821613e-10, 2.08767569878681e-9, 2.505210838544172e-8, 2.755731922398589e-7, 2.7557319223985893e-6,
    2.48015873015873e-5, 1.984126984126984e-4, 1.388888888888889e-3, 8.333333333333333e-3, 4.1666666666666664e-2,
    0.16666666666666666, 0.5, 1, 2, 22, -0.0,
  ],
  16,
);

@inline
function from(index: usize): v128 {
  return v128.load64_splat(TANH + 8 * index);
}

@inline
function horner(y: v128, x: v128, index: usize): v128 {
  return f64x2.add(f64x2.mul(y, x), from(index));
}

/** tanh of two lanes, the bits of src/numeric/elementary.ts: 1 - 2 / (e + 2) from |x| = .5 on, else e / (e + 2). */
@inline
function tanh(x: v128): v128 {
  const one = from(17);
  const two = from(18);
  const size = f64x2.abs(x);
  const isBig = f64x2.ge(size, from(16));
  // NaN stays NaN: pmin keeps its first argument when a comparison fails.
  const z = f64x2.mul(v128.bitselect(f64x2.pmin(size, from(19)), x, isBig), two);
  // e = e^z - 1 with z = n ln 2 + r.
  // Adding 1.5 · 2⁵² rounds to the nearest whole number and leaves it in the low bits.
  const shifted = f64x2.add(f64x2.mul(z, from(3)), from(0));
  const n = f64x2.sub(shifted, from(0));
  const high = f64x2.sub(z, f64x2.mul(n, from(1)));
  const low = f64x2.mul(n, from(2));
  const r = f64x2.sub(high, low);
  let sum = horner(from(4), r, 5);
  sum = horner(sum, r, 6);
  sum = horner(sum, r, 7);
  sum = horner(sum, r, 8);
  sum = horner(sum, r, 9);
  sum = horner(sum, r, 10);
  sum = horner(sum, r, 11);
  sum = horner(sum, r, 12);
  sum = horner(sum, r, 13);
  sum = horner(sum, r, 14);
  sum = horner(sum, r, 15);
  sum = horner(sum, r, 16);
  const power = i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52);
  const tail = f64x2.add(high, f64x2.sub(f64x2.mul(f64x2.mul(r, r), sum), low));
  const e = f64x2.add(f64x2.sub(power, one), f64x2.mul(power, tail));
  const quotient = f64x2.div(v128.bitselect(two, e, isBig), f64x2.add(e, two));
  const sign = v128.and(x, from(20));
  return v128.bitselect(v128.xor(f64x2.sub(one, quotient), sign), quotient, isBig);
}

/** Sums of one sequence before its links: b + W_in u, for numbers column by column where most of a column is not 0. */
function beginOne(net: Reservoir, bias: usize, inputs: usize): void {
  const bytes = (<usize>net.hidden) << 3;
  const sums = net.sums;
  memory.copy(sums, bias, bytes);
  if (net.table != 0) return;
  if (net.columns == 0) {
    for (let unit: usize = 0; unit < (<usize>net.hidden); unit++) {
      const end = load<i32>(net.inputStarts + (unit << 2), 4);
      let sum = load<f64>(sums + (unit << 3));
      for (let at = load<i32>(net.inputStarts + (unit << 2)); at < end; at++) {
        const input = load<i32>(net.inputSources + ((<usize>at) << 2));
        sum += load<f64>(net.inputValues + ((<usize>at) << 3)) * load<f64>(inputs + ((<usize>input) << 3));
      }
      store<f64>(sums + (unit << 3), sum);
    }
    return;
  }
  let column = net.columns;
  for (let input = 0; input < net.inputs; input++, inputs += 8) {
    const value = v128.load64_splat(inputs);
    const end = sums + bytes;
    for (let at = sums; at < end; at += 16, column += 16) {
      v128.store(at, f64x2.add(v128.load(at), f64x2.mul(v128.load(column), value)));
    }
  }
}

/** Adds the links' part to the sums of one sequence, of two units at a time. */
function linksOfOne(net: Reservoir, before: usize): void {
  const links = net.links;
  const end = net.sums + ((<usize>net.hidden) << 3);
  let value = net.pairValues;
  let source = net.pairSources;
  for (let sums = net.sums; sums < end; sums += 16) {
    let sum = v128.load(sums);
    for (let link = 0; link < links; link++, value += 16, source += 8) {
      const first = v128.load64_zero(before + (<usize>load<i32>(source)));
      const both = v128.load64_lane(before + (<usize>load<i32>(source, 4)), first, 1);
      sum = f64x2.add(sum, f64x2.mul(v128.load(value), both));
    }
    v128.store(sums, sum);
  }
}

/** Sums of two sequences side by side, in lanes `lane` and `lane + 1`; with `symbols` the rows of the table. */
@inline
function begin(net: Reservoir, unit: usize, symbols: usize, lane: usize): v128 {
  if (net.table == 0) return v128.load64_splat(net.bias + (unit << 3));
  const row = (<usize>net.hidden) << 3;
  const first = net.table + row * (<usize>load<i32>(symbols + (lane << 2))) + (unit << 3);
  const second = net.table + row * (<usize>load<i32>(symbols + ((lane + 1) << 2))) + (unit << 3);
  return v128.load64_lane(second, v128.load64_zero(first), 1);
}

function sumsOfTwo(net: Reservoir, before: usize, inputs: usize, symbols: usize): void {
  const hidden = <usize>net.hidden;
  const links = net.links;
  let value = net.values;
  let source = net.sources;
  let sums = net.sums;
  for (let unit: usize = 0; unit < hidden; unit++) {
    let sum = begin(net, unit, symbols, 0);
    if (net.table == 0) {
      const end = load<i32>(net.inputStarts + (unit << 2), 4);
      for (let at = load<i32>(net.inputStarts + (unit << 2)); at < end; at++) {
        const input = inputs + ((<usize>load<i32>(net.inputSources + ((<usize>at) << 2))) << 4);
        const weight = v128.load64_splat(net.inputValues + ((<usize>at) << 3));
        sum = f64x2.add(sum, f64x2.mul(weight, v128.load(input)));
      }
    }
    for (let link = 0; link < links; link++) {
      const state = before + ((<usize>load<i32>(source)) << 4);
      sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(value), v128.load(state)));
      value += 8;
      source += 4;
    }
    v128.store(sums, sum);
    sums += 16;
  }
}

/** Sums of eight sequences side by side. */
function sumsOfEight(net: Reservoir, before: usize, inputs: usize, symbols: usize): void {
  const hidden = <usize>net.hidden;
  const links = net.links;
  let value = net.values;
  let source = net.sources;
  let sums = net.sums;
  for (let unit: usize = 0; unit < hidden; unit++) {
    let a = begin(net, unit, symbols, 0);
    let b = begin(net, unit, symbols, 2);
    let c = begin(net, unit, symbols, 4);
    let d = begin(net, unit, symbols, 6);
    if (net.table == 0) {
      const end = load<i32>(net.inputStarts + (unit << 2), 4);
      for (let at = load<i32>(net.inputStarts + (unit << 2)); at < end; at++) {
        const input = inputs + ((<usize>load<i32>(net.inputSources + ((<usize>at) << 2))) << 6);
        const weight = v128.load64_splat(net.inputValues + ((<usize>at) << 3));
        a = f64x2.add(a, f64x2.mul(weight, v128.load(input)));
        b = f64x2.add(b, f64x2.mul(weight, v128.load(input, 16)));
        c = f64x2.add(c, f64x2.mul(weight, v128.load(input, 32)));
        d = f64x2.add(d, f64x2.mul(weight, v128.load(input, 48)));
      }
    }
    for (let link = 0; link < links; link++) {
      const state = before + ((<usize>load<i32>(source)) << 6);
      const weight = v128.load64_splat(value);
      a = f64x2.add(a, f64x2.mul(weight, v128.load(state)));
      b = f64x2.add(b, f64x2.mul(weight, v128.load(state, 16)));
      c = f64x2.add(c, f64x2.mul(weight, v128.load(state, 32)));
      d = f64x2.add(d, f64x2.mul(weight, v128.load(state, 48)));
      value += 8;
      source += 4;
    }
    v128.store(sums, a);
    v128.store(sums, b, 16);
    v128.store(sums, c, 32);
    v128.store(sums, d, 48);
    sums += 64;
  }
}

/**
 * tanh of `count` numbers, to whole groups of eight. Results go elsewhere: V8 then pairs the vectors into ones of 256
 * bits.
 */
function squash(x: usize, y: usize, count: i32): void {
  const end = x + ((<usize>count) << 3);
  for (; x < end; x += 64, y += 64) {
    const a = tanh(v128.load(x));
    const b = tanh(v128.load(x, 16));
    const c = tanh(v128.load(x, 32));
    const d = tanh(v128.load(x, 48));
    v128.store(y, a);
    v128.store(y, b, 16);
    v128.store(y, c, 32);
    v128.store(y, d, 48);
  }
}

/** x_t = kept · x_{t-1} + leak · f(sums), of `count` numbers. */
function step(net: Reservoir, before: usize, after: usize, count: i32): void {
  if (net.linear == 0) squash(net.sums, net.squashed, count);
  const kept = net.kept;
  const leak = net.leak;
  let sums = net.linear == 0 ? net.squashed : net.sums;
  const end = after + ((<usize>(count & ~1)) << 3);
  for (; after < end; after += 16, before += 16, sums += 16) {
    const own = f64x2.mul(f64x2.splat(kept), v128.load(before));
    v128.store(after, f64x2.add(own, f64x2.mul(f64x2.splat(leak), v128.load(sums))));
  }
  // The last of an odd number: a pair would write the row of the first input.
  if (count & 1) store<f64>(after, kept * load<f64>(before) + leak * load<f64>(sums));
}

/** Rows of the inputs behind the units of a state: the numbers, or of symbols the one-hot vectors where they are seen. */
function writeInputs(net: Reservoir, after: usize, dense: usize, symbols: usize): void {
  const lanes = <usize>net.lanes;
  const rows = after + (((<usize>net.hidden) * lanes) << 3);
  if (net.table == 0) {
    memory.copy(rows, dense, ((<usize>net.inputs) * lanes) << 3);
    return;
  }
  if (net.seen == 0) return;
  memory.fill(rows, 0, ((<usize>net.inputs) * lanes) << 3);
  for (let lane: usize = 0; lane < lanes; lane++) {
    const symbol = <usize>load<i32>(symbols + (lane << 2));
    store<f64>(rows + ((symbol * lanes + lane) << 3), 1);
  }
}

/** Runs so many steps. The inputs of step t of them are fed back where t >= `freeFrom`. */
export function reservoirSteps(net: Reservoir, steps: i32): void {
  const lanes = net.lanes;
  const stateBytes = ((<usize>net.rows) * (<usize>lanes)) << 3;
  const denseBytes = ((<usize>net.inputs) * (<usize>lanes)) << 3;
  const fedBytes = ((<usize>net.outputs) * (<usize>lanes)) << 3;
  let before = net.states;
  let dense = net.dense;
  let symbols = net.symbols;
  for (let at = 0; at < steps; at++) {
    const after = before + stateBytes;
    const inputs = after + (((<usize>net.hidden) * (<usize>lanes)) << 3);
    if (at >= net.freeFrom) memory.copy(dense, net.outputsBefore, fedBytes);
    writeInputs(net, after, dense, symbols);
    if (lanes == 8) sumsOfEight(net, before, inputs, symbols);
    else if (lanes == 2) sumsOfTwo(net, before, inputs, symbols);
    else {
      const row = net.table == 0 ? 0 : <usize>load<i32>(symbols) * (<usize>net.hidden);
      beginOne(net, (net.table == 0 ? net.bias : net.table) + (row << 3), inputs);
      linksOfOne(net, before);
    }
    step(net, before, after, net.hidden * lanes);
    if (net.weights != 0) answer(net.weights, net.offsets, net.outputs, net.features, after, lanes, net.outputsBefore);
    before = after;
    dense += denseBytes;
    symbols += (<usize>lanes) << 2;
  }
}

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
