/**
 * Seventh power of a sine: from sin(n/5) make ½ sin⁷(n/5). The first example of Jaeger (2001), "The echo state approach
 * to analysing and training recurrent neural networks", GMD report 148, section 2; there with tanh outputs, here with
 * linear ones, and with a drawn phase.
 */
import * as z from 'zod';
import { defineTask } from '../src/tasks/define-task.ts';
import { sineOfTurns } from './parts/periods.ts';
import { nrmseOf, streamOptions, streamSequence } from './parts/streams.ts';

/** Steps of a period: 10 π. */
const PERIOD = 10 * Math.PI;
/** Mean of sin^14 over a period, 13!!/14!!, a quarter of which is the variance of ½ sin⁷. */
const VARIANCE = 429 / 2048 / 4;
/** Mean squared error that solves the task. */
const SOLVED = 1e-6;

const options = z.object(streamOptions({ washout: 100, length: 200 }));

export default defineTask({
  name: 'sine-seventh',
  summary: 'turn a sine wave into its seventh power',
  source: 'Jaeger 2001, GMD report 148',
  options,
  shape: () => ({
    inputs: { kind: 'dense', size: 1 },
    outputs: 1,
    loss: 'squared',
    scored: 'masked',
    inputNames: ['sine'],
    outputNames: ['half its seventh power'],
  }),
  sample(random, options) {
    const phase = random.uniform();
    const sines = Array.from({ length: options.washout + options.length }, (_, step) =>
      sineOfTurns(step / PERIOD + phase),
    );
    return streamSequence(
      sines.map((value) => [value]),
      sines.map((value) => [seventhPower(value) / 2]),
      options,
    );
  },
  judge(answer) {
    const nrmse = nrmseOf(answer);
    return { wrong: !(nrmse * nrmse * VARIANCE <= SOLVED), nrmse };
  },
  success: { loss: SOLVED, sequences: 200 },
  score: { name: 'mse', unit: 'a step' },
  chance: () => ({ loss: VARIANCE }),
});

function seventhPower(value: number): number {
  const cube = value * value * value;
  return cube * cube * value;
}
