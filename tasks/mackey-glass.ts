/**
 * Mackey-Glass: go on with a chaotic series. Each sequence is a run of its own on the attractor; the net reads and
 * predicts y - 1. Errors grow exponentially with the steps ahead; 84 is the horizon at which the literature compares,
 * there by NRMSE_84, the root of `nmse84`. Jaeger (2001), GMD report 148, whose nets read tanh(y - 1) and whose figures
 * are of y.
 */
import * as z from 'zod';
import { defineTask } from '../src/tasks/define-task.ts';
import { mackeyGlass, seriesVariance } from './parts/mackey-glass-series.ts';
import {
  judgePattern,
  patternLength,
  patternSequence,
  patternShape,
  protocolOptions,
} from './parts/patterns.ts';

/** Share of the variance at τ = 17 that is solved. */
const TOLERANCE = 0.1;

const options = z.object({
  tau: z
    .union([z.literal(17), z.literal(30)])
    .default(17)
    .describe('τ, the delay of the equation: 17 is mildly chaotic, 30 more so'),
  ...protocolOptions({ washout: 100, free: 100 }),
  trainingFree: z
    .int()
    .min(2)
    .max(100_000)
    .nullable()
    .default(null)
    .describe(
      'steps that a training sequence predicts after its washout, so that one long series can be learnt from; none: as many as `free`',
    ),
});

export default defineTask({
  name: 'mackey-glass',
  summary: 'go on with a chaotic series',
  source: 'Mackey & Glass 1977; Jaeger 2001',
  options,
  shape: (options) => patternShape(['y - 1'], options),
  sample(random, { tau, trainingFree, ...protocol }, { part }) {
    const free = part === 'training' ? (trainingFree ?? protocol.free) : protocol.free;
    const length = patternLength({ ...protocol, free });
    return patternSequence(
      Array.from(mackeyGlass(tau, length, random), (y) => [y - 1]),
      protocol,
    );
  },
  judge: (answer, { tau }) => judgePattern(answer, seriesVariance[tau], TOLERANCE),
  success: { loss: TOLERANCE * seriesVariance[17], sequences: 300 },
  score: { name: 'mse', unit: 'a step' },
  chance: ({ tau }) => ({ loss: seriesVariance[tau] }),
});
