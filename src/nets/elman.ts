/**
 * Elman recurrent net: h_t = f(W_in u_t + W_rec h_{t-1} + b), h_0 = 0; y_t = W_out h_t + b_out.
 * Elman (1990), "Finding structure in time", Cognitive Science 14; in the form of Pascanu, Mikolov & Bengio (2013), "On
 * the difficulty of training recurrent neural networks", ICML.
 */
import * as z from 'zod';
import { choices, linear, log, type Space, when } from '../options/space.ts';
import type { Random } from '../random/random.ts';
import { exchangeableUnits } from './exchangeable-units.ts';
import { initialisations } from './initialisations.ts';
import { layOut } from './layout.ts';
import type { Architecture, BatchExtent, ElmanNet, NetShape } from './net.ts';
import { restoredSizes } from './restored-sizes.ts';

/** Elman net of those sizes, its blocks laid end to end in the order that `ElmanNet.blocks` names. */
export function elmanNet(sizes: Pick<ElmanNet, 'unit' | 'inputs' | 'hidden' | 'outputs'>): ElmanNet {
  const { unit, inputs, hidden, outputs } = sizes;
  const { blocks, parameters } = layOut([
    ['W_in', [hidden, inputs]],
    ['W_rec', [hidden, hidden]],
    ['b', [hidden]],
    ['W_out', [outputs, hidden]],
    ['b_out', [outputs]],
  ]);
  return { architecture: 'elman', unit, inputs, hidden, outputs, blocks, parameters };
}

const count = z.int().min(1);
const sizes = z.object({
  unit: z.enum(['tanh', 'logistic', 'relu']),
  inputs: count,
  hidden: count,
  outputs: count,
});

const initialisationNames = initialisations.map(({ name }) => name);

const options = z.object({
  hidden: z.int().min(1).max(4096).default(50).describe('hidden units'),
  unit: z.enum(['tanh', 'logistic', 'relu']).default('tanh').describe("the hidden units' nonlinearity"),
  initialisation: z
    .enum(initialisationNames)
    .default('basic-tanh')
    .describe(
      `how the parameters are drawn: ${initialisations.map(({ name, summary }) => `${name} (${summary})`).join('; ')}`,
    ),
  deviation: z
    .number()
    .positive()
    .max(100)
    .default(0.5)
    .describe('standard deviation of every parameter under initialisation=gaussian, of W_in under sparse'),
  spectralRadius: z
    .number()
    .positive()
    .max(10)
    .default(0.95)
    .describe('spectral radius of W_rec under initialisation=smart-tanh'),
  scale: z
    .number()
    .positive()
    .max(10)
    .default(1)
    .describe('what W_rec is multiplied by under initialisation=identity, orthogonal and sparse'),
  biases: z
    .boolean()
    .default(true)
    .describe('whether units and outputs have biases; without, b and b_out stay 0'),
});

const space: Space = {
  hidden: log(4, 100, { whole: true }),
  unit: choices('tanh', 'logistic', 'relu'),
  // Sparse columns are searched by smart-tanh, which has them too.
  initialisation: choices(...initialisationNames.filter((name) => name !== 'sparse')),
  deviation: when('initialisation', ['gaussian'], log(0.05, 2)),
  spectralRadius: when('initialisation', ['smart-tanh'], linear(0.5, 1.5)),
  scale: when('initialisation', ['identity', 'orthogonal'], linear(0.5, 1.5)),
};

const unsearched = {
  biases: 'where a net can do without is known from the task: its answer to inputs of 0 is then 0',
};

/**
 * Multiply-accumulates of one forward pass. A step of a sequence costs H² for W_rec and H·I for W_in, or H
 * where the input is a symbol (one column of W_in is added); a scored step costs O·H for W_out.
 */
function forwardMacs({ inputs, hidden, outputs }: ElmanNet, batch: BatchExtent): number {
  const inputMacs = batch.symbols === null ? hidden * inputs : hidden;
  return batch.activeSteps * (hidden * hidden + inputMacs) + batch.scoredSteps * outputs * hidden;
}

/**
 * Multiply-accumulates of a gradient: the forward pass, the error signals carried back through W_rec (H² a step) and
 * W_out (O·H a scored step), and the weight products, which meet each weight as often as the forward pass does. Ω adds
 * 3H a step: two norms and its weight on the error signal; its outer product is then part of the one for W_rec.
 */
function gradientMacs(net: ElmanNet, batch: BatchExtent, { omega }: { readonly omega: boolean }): number {
  const { hidden, outputs } = net;
  const errorSignals = batch.activeSteps * hidden * hidden + batch.scoredSteps * outputs * hidden;
  return 2 * forwardMacs(net, batch) + errorSignals + (omega ? 3 * hidden * batch.activeSteps : 0);
}

/**
 * Multiply-accumulates of a product with the curvature. Tangents meet the direction as the forward pass meets the weights,
 * and W_rec and W_out once more; signals go back through these; weight products cost another forward pass.
 */
function curvatureMacs(net: ElmanNet, batch: BatchExtent): number {
  const { hidden, outputs } = net;
  const through = batch.activeSteps * hidden * hidden + batch.scoredSteps * outputs * hidden;
  return 2 * forwardMacs(net, batch) + 2 * through;
}

export const elman: Architecture<ElmanNet, typeof options> = {
  name: 'elman',
  summary: 'Elman recurrent net with tanh, logistic or ReLU units',
  source: 'Elman (1990), Cognitive Science 14; Pascanu, Mikolov & Bengio (2013), ICML',
  options,
  space,
  unsearched,
  zeroBlocks: ({ biases = true }) => (biases ? [] : ['b', 'b_out']),
  build: ({ inputs, outputs }: NetShape, { hidden, unit }) => elmanNet({ unit, inputs, hidden, outputs }),
  initialise(net, chosen, random: Random) {
    const initialisation = initialisations.find(({ name }) => name === chosen.initialisation)!;
    return Float32Array.from(initialisation.draw(net, chosen, random));
  },
  restore: (stored) => elmanNet(restoredSizes(sizes, stored)),
  macs: { forward: forwardMacs, gradient: gradientMacs, curvature: curvatureMacs },
  // tanh alone is odd. Scales of ReLU units, the other symmetry, are no finite set.
  exchangeable: (net) =>
    exchangeableUnits(net, net.hidden, net.unit === 'tanh', {
      W_in: { gates: [true] },
      W_rec: { gates: [true], columns: true },
      b: { gates: [true] },
      W_out: { columns: true },
    }),
  words: ({ hidden, unit }) => `${hidden} ${unit} units`,
  strips: ({ hidden, unit }) => [
    { label: 'h', name: 'h', count: hidden, scale: unit === 'relu' ? 'greatest' : 'unit' },
  ],
};
