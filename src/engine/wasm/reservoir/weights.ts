/** Weights of a reservoir in 64 bits, in the form that the kernels read. */
import { blockOf } from '../../../nets/layout.ts';
import type { ReservoirNet } from '../../../nets/reservoir-net.ts';
import type { Vector } from '../../device.ts';

export interface ReservoirWeights {
  /** `[N][k]` */
  readonly values: Float64Array;
  readonly sources: Int32Array;
  /** W_in where it is not 0: `[N+1]` beginnings of rows, and the values and inputs of all of them. */
  readonly inputStarts: Int32Array;
  readonly inputValues: Float64Array;
  readonly inputSources: Int32Array;
  /** Columns of W_in, `[I][N]` to whole pairs; empty where fewer than half of its entries are not 0. */
  readonly columns: Float64Array;
  /** W_rec of two units side by side, `[N/2][k][2]`, and the places of the sources in bytes. */
  readonly pairValues: Float64Array;
  readonly pairSources: Int32Array;
  /** `[N]` */
  readonly bias: Float64Array;
  /** `[I][N]` W_in + b, for symbols; empty for numbers. */
  readonly table: Float64Array;
}

/** Readout in 64 bits: `[O][F]` and `[O]`. */
export interface Readout {
  readonly weights: Float64Array;
  readonly offsets: Float64Array;
}

const inDoubles = (net: ReservoirNet, parameters: Vector, name: string): Float64Array =>
  Float64Array.from(blockOf<Float32Array | Float64Array>(net, parameters, name));

/** Weights of the states; null where a number is not finite or a link begins nowhere: such a net fails every sequence. */
export function weightsOf(
  net: ReservoirNet,
  parameters: Vector,
  hasSymbols: boolean,
): ReservoirWeights | null {
  const { hidden, inputs } = net;
  const values = inDoubles(net, parameters, 'W_rec_values');
  const numbers = inDoubles(net, parameters, 'W_rec_sources');
  const sources = Int32Array.from(numbers);
  const bias = inDoubles(net, parameters, 'b');
  const input = inDoubles(net, parameters, 'W_in');
  const isLinked = numbers.every((number, at) => sources[at] === number && number >= 0 && number < hidden);
  if (!isLinked || ![values, bias, input].every(areFinite)) return null;
  const inputStarts = new Int32Array(hidden + 1);
  const inputValues: number[] = [];
  const inputSources: number[] = [];
  const table = new Float64Array(hasSymbols ? inputs * hidden : 0);
  for (let unit = 0; unit < hidden; unit++) {
    for (let from = 0; from < inputs; from++) {
      const weight = input[unit * inputs + from]!;
      if (hasSymbols) table[from * hidden + unit] = bias[unit]! + weight;
      if (weight === 0) continue;
      inputValues.push(weight);
      inputSources.push(from);
    }
    inputStarts[unit + 1] = inputValues.length;
  }
  return {
    ...{ values, sources, inputStarts, bias, table, ...pairsOf(net, values, sources) },
    columns: 2 * inputValues.length < input.length ? new Float64Array(0) : columnsOf(net, input),
    inputValues: Float64Array.from(inputValues),
    inputSources: Int32Array.from(inputSources),
  };
}

function columnsOf({ hidden, inputs }: ReservoirNet, input: Float64Array): Float64Array {
  const height = 2 * Math.ceil(hidden / 2);
  const columns = new Float64Array(inputs * height);
  for (let unit = 0; unit < hidden; unit++) {
    for (let from = 0; from < inputs; from++) columns[from * height + unit] = input[unit * inputs + from]!;
  }
  return columns;
}

function pairsOf({ hidden, links }: ReservoirNet, values: Float64Array, sources: Int32Array) {
  const size = 2 * Math.ceil(hidden / 2) * links;
  const pairs = { pairValues: new Float64Array(size), pairSources: new Int32Array(size) };
  for (let unit = 0; unit < hidden; unit++) {
    for (let link = 0; link < links; link++) {
      const at = ((unit >> 1) * links + link) * 2 + (unit & 1);
      pairs.pairValues[at] = values[unit * links + link]!;
      pairs.pairSources[at] = 8 * sources[unit * links + link]!;
    }
  }
  return pairs;
}

/** Readout of a net: its weights and their remainders together; null where a number is not finite. */
export function readoutOf(net: ReservoirNet, parameters: Vector): Readout | null {
  const whole = (name: string): Float64Array => {
    const low = blockOf<Float32Array | Float64Array>(net, parameters, `${name}_low`);
    return inDoubles(net, parameters, name).map((value, at) => value + low[at]!);
  };
  const [weights, offsets] = [whole('W_out'), whole('b_out')];
  return areFinite(weights) && areFinite(offsets) ? { weights, offsets } : null;
}

function areFinite(numbers: Float64Array): boolean {
  let sum = 0;
  // 0 for every finite number, NaN for any other.
  for (const number of numbers) sum += number * 0;
  return sum === 0;
}
