/**
 * Initialisations of an Elman net's parameters, by name. Where the sources write N(0, s), s is the standard
 * deviation here, as in the code of Pascanu, Mikolov & Bengio (2013). Biases are 0 unless said otherwise.
 */

import { spectralRadius } from '../eigen/spectral-radius.ts';
import { randomOrthogonal } from '../random/orthogonal.ts';
import type { Random } from '../random/random.ts';
import { Urn } from '../random/urn.ts';
import { block, blockOf } from './layout.ts';
import type { ElmanNet } from './net.ts';

/** Options of an initialisation; each reads those that concern it. */
export interface InitialisationOptions {
  readonly deviation: number;
  readonly spectralRadius: number;
  readonly scale: number;
}

export interface Initialisation {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** Draws a fresh parameter vector `[parameters]` in float64. */
  draw(net: ElmanNet, options: InitialisationOptions, random: Random): Float64Array;
}

/** Number of nonzero weights that leave a unit under smart tanh, after Martens (2010) and the code of Pascanu et al. */
const SPARSE_CONNECTIONS = 15;

/**
 * Parameters with N(0, deviation) in `W_in` and `W_out`, and `W_rec` `[H×H]` by a rule of its own; drawn in that order.
 */
function parametersWith(
  net: ElmanNet,
  deviation: number,
  random: Random,
  recurrent: (units: number) => Float64Array,
): Float64Array {
  const parameters = new Float64Array(net.parameters);
  const { size: inputSize } = block(net, 'W_in');
  const { size: outputSize } = block(net, 'W_out');
  blockOf(net, parameters, 'W_in').set(normals(inputSize, deviation, random));
  blockOf(net, parameters, 'W_rec').set(recurrent(net.hidden));
  blockOf(net, parameters, 'W_out').set(normals(outputSize, deviation, random));
  return parameters;
}

function normals(count: number, deviation: number, random: Random): Float64Array {
  return Float64Array.from({ length: count }, () => deviation * random.normal());
}

function scaled(values: Float64Array, factor: number): Float64Array {
  return values.map((value) => factor * value);
}

/** Sparse matrix `[H×H]` with N(0, deviation) in min(15, H) places of every column: the weights that leave one unit. */
function sparseColumns(size: number, deviation: number, random: Random): Float64Array {
  const matrix = new Float64Array(size * size);
  sparsePlaces(size, size, random, (column, row) => {
    matrix[row * size + column] = deviation * random.normal();
  });
  return matrix;
}

/** Sparse matrix `[rows×H]` with N(0, 1/√15) in min(15, H) places of every row: the weights that enter one unit. */
function sparseRows(rows: number, size: number, random: Random): Float64Array {
  const deviation = 1 / Math.sqrt(SPARSE_CONNECTIONS);
  const matrix = new Float64Array(rows * size);
  sparsePlaces(rows, size, random, (row, column) => {
    matrix[row * size + column] = deviation * random.normal();
  });
  return matrix;
}

/** Calls `put` with min(15, size) different places below `size` for each of so many lines. */
function sparsePlaces(
  lines: number,
  size: number,
  random: Random,
  put: (line: number, place: number) => void,
): void {
  const places = new Urn(size);
  for (let line = 0; line < lines; line++) {
    for (let count = Math.min(SPARSE_CONNECTIONS, size); count > 0; count--) put(line, places.draw(random));
    places.fill();
  }
}

const pascanu = 'Pascanu, Mikolov & Bengio (2013), ICML, and its code';

export const initialisations: readonly Initialisation[] = [
  {
    name: 'sigmoid',
    summary: 'weights N(0, .01)',
    source: pascanu,
    draw: (net, _options, random) =>
      parametersWith(net, 0.01, random, (units) => normals(units * units, 0.01, random)),
  },
  {
    name: 'basic-tanh',
    summary: 'weights N(0, .1)',
    source: pascanu,
    draw: (net, _options, random) =>
      parametersWith(net, 0.1, random, (units) => normals(units * units, 0.1, random)),
  },
  {
    name: 'smart-tanh',
    summary: 'weights N(0, .01), W_rec with 15 nonzeros a source unit, rescaled to spectralRadius',
    source: pascanu,
    draw: (net, options, random) =>
      parametersWith(net, 0.01, random, (units) => {
        const matrix = sparseColumns(units, 0.01, random);
        return scaled(matrix, options.spectralRadius / spectralRadius(matrix, units));
      }),
  },
  {
    name: 'sparse',
    summary: 'W_rec and W_out with 15 nonzeros N(0, 1/√15) into each unit, W_in N(0, deviation)',
    source: 'Martens (2010), ICML; Sutskever (2013), thesis',
    draw(net, options, random) {
      const parameters = new Float64Array(net.parameters);
      const input = blockOf(net, parameters, 'W_in');
      input.set(normals(input.length, options.deviation, random));
      const recurrent = sparseRows(net.hidden, net.hidden, random);
      blockOf(net, parameters, 'W_rec').set(scaled(recurrent, options.scale));
      blockOf(net, parameters, 'W_out').set(sparseRows(net.outputs, net.hidden, random));
      return parameters;
    },
  },
  {
    name: 'identity',
    summary: 'W_rec = scale × identity, other weights N(0, .001)',
    source: 'Le, Jaitly & Hinton (2015), arXiv 1504.00941 (IRNN)',
    draw: (net, options, random) =>
      parametersWith(net, 0.001, random, (units) => {
        const matrix = new Float64Array(units * units);
        for (let unit = 0; unit < units; unit++) matrix[unit * units + unit] = options.scale;
        return matrix;
      }),
  },
  {
    name: 'orthogonal',
    summary: 'W_rec = scale × a random orthogonal matrix, other weights N(0, .1)',
    source: 'Saxe, McClelland & Ganguli (2014), ICLR; other weights as basic-tanh',
    draw: (net, options, random) =>
      parametersWith(net, 0.1, random, (units) => scaled(randomOrthogonal(units, random), options.scale)),
  },
  {
    name: 'gaussian',
    summary: 'weights and biases N(0, deviation)',
    source: 'the initial population of genetic searches',
    draw: (net, options, random) => normals(net.parameters, options.deviation, random),
  },
];
