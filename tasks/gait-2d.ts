/**
 * A robot on two or four legs in a vertical plane is to walk: the quick version of `gait`, from which it has its inputs and
 * outputs.
 */
import * as z from 'zod';
import { gaitOptions, gaitTask } from './gait/episode.ts';
import { rapier2d } from './gait/rapier.ts';
import type { Leg } from './gait/walker.ts';
import { walker2d } from './gait/walker-2d.ts';

const FOUR: readonly Leg[] = [
  { name: 'front left', along: 1, aside: -1 },
  { name: 'front right', along: 1, aside: 1 },
  { name: 'hind left', along: -1, aside: -1 },
  { name: 'hind right', along: -1, aside: 1 },
];
const TWO: readonly Leg[] = [
  { name: 'front', along: 1, aside: -1 },
  { name: 'hind', along: -1, aside: -1 },
];

export default gaitTask(
  {
    name: 'gait-2d',
    summary: 'walk on two or four legs in a vertical plane, as far as possible',
    source: 'after Clune, Beckmann, Ofria & Pennock 2009',
  },
  z.object({
    legs: z
      .union([z.literal(4), z.literal(2)])
      .default(4)
      .describe('number of legs'),
    ...gaitOptions,
  }),
  {
    engine: rapier2d,
    legs: ({ legs }) => (legs === 2 ? TWO : FOUR),
    attitude: ({ legs }) => (legs === 2 ? ['pitch', null] : ['pitch', null, null, null]),
    build: (legs, start) => walker2d(rapier2d.module(), legs, start),
  },
);
