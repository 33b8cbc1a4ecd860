/**
 * Settings of HyperNEAT: the evolution of its CPPNs, as of NEAT, the substrate, and the weights that CPPNs give. CPPNs
 * have no links that go back.
 */
import * as z from 'zod';
import { choices, linear, log, type Space, when } from '../../options/space.ts';
import * as neat from '../neat/settings.ts';

export const settings = neat.settings.omit({ recurrentLinks: true }).extend({
  columns: z
    .int()
    .min(1)
    .max(10_000)
    .default(5)
    .describe('columns of the sheet of hidden units, where the task proposes no places for them'),
  geometry: z
    .enum(['task', 'lines'])
    .default('task')
    .describe("places of inputs and outputs: task (the task's, if it has any) or lines (y = -1 and y = 1)"),
  recurrent: z.boolean().default(true).describe('whether hidden units are linked to each other'),
  unitBiases: z.boolean().default(true).describe('whether CPPNs give units biases; else they are 0'),
  weightOutputs: z
    .enum(['layers', 'one'])
    .default('layers')
    .describe(
      'outputs of the CPPN for weights: layers (one for each pair of layers, gate and layer of biases) or one (for all links, and one for all biases)',
    ),
  threshold: z
    .number()
    .min(0)
    .max(0.99)
    .default(0.2)
    .describe('absolute output up to which there is no link, with leo=off'),
  range: z.number().positive().max(1000).default(3).describe('greatest absolute weight'),
  differences: z
    .boolean()
    .default(false)
    .describe('whether CPPNs read the differences of coordinates beside the coordinates'),
  leo: z
    .enum(['off', 'on', 'local'])
    .default('off')
    .describe(
      'link expression outputs, which decide about links in place of the threshold: off, on, or local (begins with short links alone, and reads differences)',
    ),
  mostNodes: z.int().min(0).max(10_000).default(100).describe('most hidden nodes that a CPPN may grow'),
  mostLinks: z
    .int()
    .min(0)
    .max(100_000)
    .default(500)
    .describe('most links that a CPPN may grow beside those of the first ones'),
});

export type HyperNeatSettings = z.output<typeof settings>;

const { recurrentLinks: _, ...evolutionSpace } = neat.space;

export const space: Space = {
  ...evolutionSpace,
  compatibility: log(1, 20),
  columns: log(1, 20, { whole: true }),
  recurrent: choices(true, false),
  unitBiases: choices(true, false),
  weightOutputs: choices('layers', 'one'),
  threshold: when('leo', ['off'], linear(0, 0.5)),
  range: log(1, 10),
  differences: choices(false, true),
  leo: choices('off', 'on', 'local'),
};

export const unsearched: Readonly<Record<string, string>> = {
  ...neat.unsearched,
  geometry: 'the places are part of the task',
  mostNodes: 'a limit, which CPPNs seldom reach',
  mostLinks: 'a limit, which CPPNs seldom reach',
};

/** Settings that tuning searches by default. */
export const tunes: readonly string[] = [
  'population',
  'addNode',
  'addLink',
  'power',
  'compatibility',
  'threshold',
  'range',
  'weightOutputs',
  'differences',
  'sequences',
];
