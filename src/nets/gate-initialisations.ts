/**
 * Initialisations of nets with gates, by name. A block `W_rec` `[G·H×H]` has a square matrix for each gate; biases that
 * an option sets, such as that of the forget gate, are added to what is drawn.
 */
import * as z from 'zod';
import { choices, linear, log, type Space, when } from '../options/space.ts';
import { randomOrthogonal } from '../random/orthogonal.ts';
import type { Random } from '../random/random.ts';
import { block } from './layout.ts';
import type { Net, ParameterBlock } from './net.ts';

/** Options of an initialisation; each reads those that concern it. */
export interface GateInitialisationOptions {
  readonly initialisation: string;
  readonly deviation: number;
  readonly scale: number;
}

interface GateInitialisation {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** Draws the numbers of one block, `[size]`, of a net of `hidden` units. */
  draw(one: ParameterBlock, hidden: number, options: GateInitialisationOptions, random: Random): Float64Array;
}

/** Standard deviation of the other weights beside orthogonal matrices, as of an Elman net. */
const BESIDE = 0.1;

const drawn = (size: number, draw: () => number): Float64Array => Float64Array.from({ length: size }, draw);

const isBias = ({ name }: ParameterBlock): boolean => name === 'b' || name === 'b_out';

export const gateInitialisations: readonly GateInitialisation[] = [
  {
    name: 'orthogonal',
    summary: "each gate's matrix in W_rec = scale × a random orthogonal one, other weights N(0, .1)",
    source: 'Saxe, McClelland & Ganguli (2014), ICLR; other weights as the Elman net has them',
    draw(one, hidden, { scale }, random) {
      if (isBias(one)) return new Float64Array(one.size);
      if (one.name !== 'W_rec') return drawn(one.size, () => BESIDE * random.normal());
      const gates = Array.from({ length: one.shape[0]! / hidden }, () => randomOrthogonal(hidden, random));
      return Float64Array.from(gates.flatMap((gate) => [...gate.map((value) => scale * value)]));
    },
  },
  {
    name: 'uniform',
    summary: 'weights and biases within ±scale/√hidden',
    source: 'the default of LSTM and GRU in PyTorch, at scale 1',
    draw(one, hidden, { scale }, random) {
      const most = scale / Math.sqrt(hidden);
      return drawn(one.size, () => most * (2 * random.uniform() - 1));
    },
  },
  {
    name: 'gaussian',
    summary: 'weights and biases N(0, deviation)',
    source: 'Greff et al. (2015), at deviation .1; the initial population of genetic searches',
    draw: (one, _hidden, { deviation }, random) => drawn(one.size, () => deviation * random.normal()),
  },
];

const names = gateInitialisations.map(({ name }) => name);

/** Fields of a net's options. */
export const gateInitialisationFields = {
  initialisation: z
    .enum(names)
    .default('orthogonal')
    .describe(
      `how the parameters are drawn: ${gateInitialisations.map(({ name, summary }) => `${name} (${summary})`).join('; ')}`,
    ),
  deviation: z
    .number()
    .positive()
    .max(100)
    .default(0.1)
    .describe('standard deviation of every parameter under initialisation=gaussian'),
  scale: z
    .number()
    .positive()
    .max(10)
    .default(1)
    .describe('factor of the matrices in W_rec under initialisation=orthogonal, of the bounds under uniform'),
};

/** Default space of these fields. */
export const gateInitialisationSpace: Space = {
  initialisation: choices(...names),
  deviation: when('initialisation', ['gaussian'], log(0.05, 2)),
  scale: when('initialisation', ['orthogonal', 'uniform'], linear(0.5, 1.5)),
};

/**
 * Draws a parameter vector `[parameters]`, block after block in the net's order.
 * @param biases constants, each added to `hidden` biases from that row of `b` on
 */
export function drawGates(
  net: Net & { readonly hidden: number },
  options: GateInitialisationOptions,
  biases: readonly { readonly row: number; readonly add: number }[],
  random: Random,
): Float32Array {
  const { draw } = gateInitialisations.find(({ name }) => name === options.initialisation)!;
  const parameters = new Float64Array(net.parameters);
  for (const one of net.blocks) parameters.set(draw(one, net.hidden, options, random), one.offset);
  const { offset } = block(net, 'b');
  for (const { row, add } of biases) {
    for (let unit = 0; unit < net.hidden; unit++) parameters[offset + row + unit]! += add;
  }
  return Float32Array.from(parameters);
}
