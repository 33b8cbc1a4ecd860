/** Settings of the search for a reservoir. */
import * as z from 'zod';
import { log, type Space } from '../../options/space.ts';
import { settings as ridge } from '../ridge/settings.ts';

const { lambdas, heldOut, method } = ridge.shape;

export const settings = z.object({
  population: z.int().min(2).max(10_000).default(20).describe('genomes in the population'),
  sequences: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1)
    .describe(
      'training sequences on which a genome is judged, doubled until each weight of an output has a row; the last rows are held out',
    ),
  renewal: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .default(40)
    .describe('offspring after which new sequences are drawn and all genomes are judged again (0: never)'),
  ...{ lambdas, heldOut, method },
});

export type ReservoirSettings = z.output<typeof settings>;

export const space: Space = {
  population: log(10, 100, { whole: true }),
  sequences: log(1, 100, { whole: true }),
  renewal: log(10, 1000, { whole: true }),
};

export const unsearched = {
  lambdas: 'a list is searched by itself, on held-out rows',
  heldOut: 'it serves that search',
  method: 'auto takes the one that holds',
};
