/** Sums of a reservoir's units at a step: biases, inputs and links, of one, two or eight sequences side by side. */
import { Reservoir } from './record';

/** Sums of one sequence before its links: b + W_in u, for numbers column by column where most of a column is not 0. */
export function beginOne(net: Reservoir, bias: usize, inputs: usize): void {
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
export function linksOfOne(net: Reservoir, before: usize): void {
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

export function sumsOfTwo(net: Reservoir, before: usize, inputs: usize, symbols: usize): void {
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
export function sumsOfEight(net: Reservoir, before: usize, inputs: usize, symbols: usize): void {
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
