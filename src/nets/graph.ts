/**
 * Free graph of nodes, whose structure is bred: NEAT's net. At each time step all nodes are updated so many times, at once
 * (synchronously), from the activations before the update:
 *
 *   a_n = Σ w x_source over the links that end at n,   x_n = f(a_n),   y_o = a_o
 *
 * with x of the inputs u_t, of the bias 1, and of all others 0 before the first step. Outputs are linear: the task's loss
 * makes probabilities of y, while links that begin at an output carry f(a). A node at which no link ends stays at 0.
 * Stanley & Miikkulainen (2002), "Evolving neural networks through augmenting topologies", Evolutionary Computation 10(2);
 * links may be sparse, skip, and go back.
 */
import * as z from 'zod';
import { choices, log, type Space } from '../options/space.ts';
import { type GraphNet, graphNet } from './graph-net.ts';
import { countLinks } from './graph-structure.ts';
import type { Architecture, BatchExtent } from './net.ts';
import { restoredSizes } from './restored-sizes.ts';

const UNITS = ['steep', 'signed', 'tanh'] as const;

const options = z.object({
  hidden: z
    .int()
    .min(0)
    .max(10_000)
    .default(50)
    .describe('most hidden nodes that a net may grow beside the first ones (firstHidden)'),
  firstHidden: z
    .int()
    .min(0)
    .max(100)
    .default(0)
    .describe(
      'hidden nodes of the first nets, all linked: from the inputs, to the outputs and to each other',
    ),
  links: z
    .int()
    .min(0)
    .max(100_000)
    .default(200)
    .describe('most links that a net may grow beside those of the first nets'),
  unit: z
    .enum(UNITS)
    .default('steep')
    .describe("the nodes' nonlinearity: steep (1 / (1 + e^(-4.9 a))), signed (twice that, less 1) or tanh"),
  passes: z
    .int()
    .min(1)
    .max(100)
    .default(1)
    .describe('updates of all nodes at a time step; a signal passes one link an update'),
});

const space: Space = {
  hidden: log(5, 100, { whole: true }),
  unit: choices(...UNITS),
  passes: choices(1, 2, 3),
};

const count = z.int().min(1);
const sizes = z.object({
  unit: z.enum(UNITS),
  inputs: count,
  outputs: count,
  hidden: z.int().min(0),
  links: count,
  passes: count,
});

/** Links of a full recurrent net: from inputs and bias to all, from hidden nodes to outputs and to each other. */
const fullLinks = (inputs: number, hidden: number, outputs: number): number =>
  (inputs + 1) * (outputs + hidden) + hidden * (outputs + hidden);

/** A link costs a multiply-accumulate an update. */
const linkMacs = ({ passes }: GraphNet, links: number, batch: BatchExtent): number =>
  batch.activeSteps * passes * links;

const forwardMacs = (net: GraphNet, batch: BatchExtent): number => linkMacs(net, net.links, batch);

export const graph: Architecture<GraphNet, typeof options> = {
  name: 'graph',
  summary: 'free graph of nodes, whose structure is bred with its weights',
  source: 'Stanley & Miikkulainen (2002), Evolutionary Computation 10(2)',
  options,
  space,
  unsearched: {
    firstHidden: 'the start of the paper is minimal',
    links: 'a limit, which nets seldom reach',
  },
  bred: true,
  build: ({ inputs, outputs }, { hidden, firstHidden, links, unit, passes }) =>
    graphNet({
      ...{ unit, inputs, outputs, passes },
      hidden: firstHidden + hidden,
      links: fullLinks(inputs, firstHidden, outputs) + links,
    }),
  /** Every input and the bias linked to every output, with weights from -1 to 1. */
  initialise(net, _options, random) {
    const parameters = new Float32Array(net.parameters);
    const { inputs, outputs, links } = net;
    for (let link = 0; link < (inputs + 1) * outputs; link++) {
      parameters[link] = link % (inputs + 1);
      parameters[links + link] = inputs + 1 + Math.floor(link / (inputs + 1));
      parameters[2 * links + link] = 2 * random.uniform() - 1;
    }
    return parameters;
  },
  restore: (stored) => graphNet(restoredSizes(sizes, stored)),
  macs: {
    forward: forwardMacs,
    /** No device has it: the cost of a way forward and two products back. */
    gradient: (net, batch) => 3 * forwardMacs(net, batch),
    ofGenome: (net, batch, parameters, offset) => linkMacs(net, countLinks(net, parameters, offset), batch),
  },
  weights: ({ links }) => links,
  words: ({ hidden, links }) =>
    `${hidden} hidden node${hidden === 1 ? '' : 's'}, ${links} link${links === 1 ? '' : 's'}`,
  strips: ({ outputs, hidden }) => [
    { label: 'h', name: 'outputs and hidden nodes', count: outputs + hidden, scale: 'unit', outputs },
  ],
};
