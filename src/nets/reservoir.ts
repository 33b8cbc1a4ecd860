/**
 * Echo state network: a sparse recurrent reservoir that is drawn and stays as it is, from x_0 = 0, and a linear readout
 * that is learnt.
 *
 *   x_t = (1 - leak · decay) x_{t-1} + leak · f(W_in u_t + W_rec x_{t-1} + b)
 *   y_t = W_out [x_t; u_t] + b_out
 *
 * Jaeger (2001), "The echo state approach to analysing and training recurrent neural networks", GMD report 148 [J01],
 * whose δC is `leak` and whose a is `decay`; the common leaky form has decay 1. Outputs that are fed back come as the
 * first O inputs, so their columns of W_in are J01's W_back. Lukoševičius (2012), "A practical guide to applying echo
 * state networks": every unit has the same small number of links.
 */
import * as z from 'zod';
import { choices, linear, log, type Space } from '../options/space.ts';
import type { Architecture, BatchExtent } from './net.ts';
import { drawReadout, drawReservoir, keptOf } from './reservoir-draw.ts';
import { type ReservoirNet, reservoirNet } from './reservoir-net.ts';
import { restoredSizes } from './restored-sizes.ts';

/** Names of the blocks that are drawn and never learnt. */
const FIXED = ['W_in', 'W_rec_values', 'W_rec_sources', 'b'] as const;

const scaling = () => z.number().min(0).max(1000);
const draw = () => z.enum(['uniform', 'sign']);

const fields = z.object({
  hidden: z.int().min(1).max(10_000).default(200).describe('units of the reservoir'),
  unit: z.enum(['tanh', 'linear']).default('tanh').describe("the units' nonlinearity"),
  connectivity: z
    .number()
    .positive('leaves no link; it is a share of all units, above 0')
    .max(1)
    .default(0.01)
    .describe('share of all units from which links lead to each unit; at least one does'),
  radius: z
    .number()
    .positive('would make all links 0; it is the spectral radius, above 0')
    .max(100)
    .default(0.9)
    .describe('spectral radius to which W_rec is scaled'),
  radiusOf: z
    .enum(['weights', 'step'])
    .default('weights')
    .describe(
      'what has that radius: weights (W_rec itself) or step (leak · W_rec + (1 - leak · decay) I, which with leaky units decides about echoes)',
    ),
  weights: draw()
    .default('uniform')
    .describe('how the weights of links are drawn before scaling: uniform (from -1 to 1) or sign (-1 or 1)'),
  leak: z
    .number()
    .positive()
    .max(1)
    .default(1)
    .describe('share of a unit that is new at each step: 1 keeps nothing of the step before'),
  decay: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('share of the leak that the unit loses at each step; below 1 it is the a of Jaeger (2001)'),
  inputScaling: scaling().default(1).describe('greatest absolute weight of W_in'),
  inputConnectivity: z
    .number()
    .positive('leaves no link; it is a share of all units, above 0')
    .max(1)
    .default(1)
    .describe('share of all units that each input drives; at least one'),
  inputWeights: draw()
    .default('uniform')
    .describe('how W_in is drawn: uniform, or sign (plus or minus its scaling)'),
  feedbackScaling: scaling()
    .default(1)
    .describe('in place of inputScaling for inputs that are outputs fed back'),
  biasScaling: scaling().default(0.2).describe('greatest absolute bias of a unit, drawn uniformly'),
  direct: z.boolean().default(true).describe('whether the readout sees the inputs beside the units'),
  deviation: z
    .number()
    .positive()
    .max(100)
    .default(0.1)
    .describe('standard deviation of the readout as it is drawn; regression does not depend on it'),
});

const options = fields.superRefine(({ radius, radiusOf, leak, decay }, context) => {
  const kept = keptOf({ leak, decay });
  if (radiusOf === 'weights' || radius > kept) return;
  context.addIssue({
    code: 'custom',
    path: [],
    message: `radius=${radius} with radiusOf=step is no more than 1 - leak · decay = ${kept}, which a step keeps without any link; set radius above that`,
  });
});

export type ReservoirOptions = z.output<typeof options>;

const space: Space = {
  hidden: log(50, 500, { whole: true }),
  connectivity: log(0.005, 0.2),
  radius: linear(0.1, 1.5),
  leak: log(0.05, 1),
  inputScaling: log(0.01, 10),
  feedbackScaling: log(0.01, 10),
  biasScaling: linear(0, 1),
  weights: choices('uniform', 'sign'),
  inputWeights: choices('uniform', 'sign'),
  inputConnectivity: linear(0.1, 1),
  direct: choices(true, false),
  deviation: log(0.01, 1),
};

const count = z.int().min(1);
const sizes = z.object({
  unit: z.enum(['tanh', 'linear']),
  inputs: count,
  hidden: count,
  outputs: count,
  links: count,
  inputLinks: count,
  leak: z.number(),
  decay: z.number(),
  direct: z.boolean(),
  feedback: z.int().min(0),
});

/** Number of a share of units, at least one. */
const some = (share: number, hidden: number): number => Math.max(1, Math.round(share * hidden));

/** MACs of the states: the links of W_rec and W_in that are there; of a symbol one column is added. */
function statesMacs({ inputs, hidden, links, inputLinks }: ReservoirNet, batch: BatchExtent): number {
  const input = batch.symbols === null ? inputs * inputLinks : inputLinks;
  return batch.activeSteps * (hidden * links + input);
}

/** MACs of the answers: W_out at scored steps; of a symbol one column. */
function answersMacs(net: ReservoirNet, batch: BatchExtent): number {
  const seen = batch.symbols === null ? net.inputs : 1;
  return batch.scoredSteps * net.outputs * (net.hidden + (net.direct ? seen : 0));
}

const forwardMacs = (net: ReservoirNet, batch: BatchExtent): number =>
  statesMacs(net, batch) + answersMacs(net, batch);

export const reservoir: Architecture<ReservoirNet, typeof options> = {
  name: 'reservoir',
  summary: 'echo state network: a sparse reservoir as it is drawn, of which only the readout is learnt',
  source: 'Jaeger (2001), GMD report 148; Lukoševičius (2012)',
  options,
  space,
  unsearched: {
    unit: 'linear units are for measurements of memory',
    radiusOf: 'with `leak` it says what `radius` is of',
    decay: 'it matters together with leak alone',
  },
  build({ inputs, outputs, fedBack = false }, chosen) {
    const { hidden, unit, connectivity, inputConnectivity, leak, decay, direct } = chosen;
    return reservoirNet({
      ...{ unit, inputs, hidden, outputs, leak, decay, direct },
      links: some(connectivity, hidden),
      inputLinks: some(inputConnectivity, hidden),
      feedback: fedBack ? outputs : 0,
    });
  },
  initialise(net, chosen, random) {
    const parameters = drawReadout(net, chosen, random);
    drawReservoir(net, chosen, random, parameters);
    return Float32Array.from(parameters);
  },
  fixed: {
    blocks: FIXED,
    initialiseRest: (net, chosen, random) => Float32Array.from(drawReadout(net, chosen, random)),
  },
  restore: (stored) => reservoirNet(restoredSizes(sizes, stored)),
  macs: {
    forward: forwardMacs,
    /** Gradient of the readout alone: its products are made once more, with the error of each answer. */
    gradient: (net, batch) => forwardMacs(net, batch) + answersMacs(net, batch),
    shared: statesMacs,
  },
  words: ({ hidden, links }) => `${hidden} reservoir units, ${links} ${links === 1 ? 'link' : 'links'} each`,
  strips: ({ hidden, unit, decay }) => [
    { label: 'h', name: 'h', count: hidden, scale: unit === 'linear' || decay < 1 ? 'greatest' : 'unit' },
  ],
};
