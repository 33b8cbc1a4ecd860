/**
 * Sine: go on with a sine wave of a drawn phase. d_t = A sin(2π t/P + φ), A = .5, is a linear recurrence of order 2, so
 * few units are enough; to stay on the wave without its values is the task. After Doya (1993), "Bifurcations of recurrent
 * neural networks in gradient descent learning", and Williams & Zipser (1989), who force the wave while they learn.
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
const VARIANCE = (AMPLITUDE * AMPLITUDE) / 2;
/** Share of the variance that is solved. */
const TOLERANCE = 0.01;

const options = z.object({
  period: z.number().min(4).max(1000).default(25).describe('P, steps of a period'),
  ...protocolOptions({ washout: 30, free: 100 }),
});

export default defineTask({
  name: 'sine',
  summary: 'go on with a sine wave',
  source: 'Doya 1993; Williams & Zipser 1989',
  options,
  shape: (options) => patternShape(['wave'], options),
  sample(random, options) {
    const phase = random.uniform();
    const values = Array.from({ length: patternLength(options) }, (_, step) => [
      AMPLITUDE * sineOfTurns(step / options.period + phase),
    ]);
    return patternSequence(values, options);
  },
  judge: (answer, { period }) => judgePeriodic(answer, period, VARIANCE, TOLERANCE),
  success: { loss: TOLERANCE * VARIANCE, sequences: 200 },
  score: { name: 'mse', unit: 'a step' },
  units: { periodError: 'steps' },
  chance: () => ({ loss: VARIANCE }),
});
