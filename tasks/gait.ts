/**
 * A quadruped in three dimensions is to walk. After Clune, Beckmann, Ofria & Pennock (2009), "Evolving coordinated quadruped
 * gaits with the HyperNEAT generative encoding", CEC, and Clune, Stanley, Pennock & Ofria (2011), IEEE Transactions on
 * Evolutionary Computation 15: their sheets of inputs and outputs and their sine, with another robot of two joints a leg in
 * another engine.
 */
import * as z from 'zod';
import { gaitOptions, gaitTask } from './gait/episode.ts';
import { rapier3d } from './gait/rapier.ts';
import type { Leg } from './gait/walker.ts';
import { walker3d } from './gait/walker-3d.ts';

const LEGS: readonly Leg[] = [
  { name: 'front left', along: 1, aside: -1 },
  { name: 'front right', along: 1, aside: 1 },
  { name: 'hind left', along: -1, aside: -1 },
  { name: 'hind right', along: -1, aside: 1 },
];

export default gaitTask(
  {
    name: 'gait',
    summary: 'walk on four legs in three dimensions, as far as possible',
    source: 'Clune, Beckmann, Ofria & Pennock 2009; Clune, Stanley, Pennock & Ofria 2011',
  },
  z.object(gaitOptions),
  {
    engine: rapier3d,
    legs: () => LEGS,
    attitude: () => ['pitch', 'roll', 'yaw', null],
    build: (legs, start) => walker3d(rapier3d.module(), legs, start),
  },
);
