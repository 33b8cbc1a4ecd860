/**
 * Figure eight: go round d_t = (sin φ_t, sin 2φ_t) / 2, φ_t = 2π t/P + φ_0. The path crosses itself at the origin, so the
 * next point does not follow from the last one: a net needs a state beside its outputs. Pearlmutter (1989), "Learning
 * state space trajectories in recurrent neural networks"; Doya (1993) with teacher forcing.
 */
import * as z from 'zod';
import { defineTask } from '../src/tasks/define-task.ts';
import {
  judgePeriodic,
  patternLength,
  patternSequence,
  patternShape,
  protocolOptions,
} from './parts/patterns.ts';
import { sineOfTurns } from './parts/periods.ts';

const AMPLITUDE = 0.5;
/** Variance of both channels together. */
const VARIANCE = AMPLITUDE * AMPLITUDE;
/** Share of the variance that is solved. */
const TOLERANCE = 0.01;

const options = z.object({
  period: z.number().min(8).max(1000).default(30).describe('P, steps of a round'),
  ...protocolOptions({ washout: 30, free: 100 }),
});

export default defineTask({
  name: 'figure-eight',
  summary: 'go round a figure eight',
  source: 'Pearlmutter 1989; Doya 1993',
  options,
  shape: (options) => patternShape(['across', 'along'], options),
  sample(random, options) {
    const phase = random.uniform();
    const values = Array.from({ length: patternLength(options) }, (_, step) => {
      const turns = step / options.period + phase;
      return [AMPLITUDE * sineOfTurns(turns), AMPLITUDE * sineOfTurns(2 * turns)];
    });
    return patternSequence(values, options);
  },
  judge: (answer, { period }) => judgePeriodic(answer, period, VARIANCE, TOLERANCE),
  success: { loss: TOLERANCE * VARIANCE, sequences: 200 },
  score: { name: 'mse', unit: 'a step' },
  units: { periodError: 'steps' },
  chance: () => ({ loss: VARIANCE }),
});
