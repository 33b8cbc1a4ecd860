/**
 * Delayed response: a cue is shown, then nothing or distractors for a while, then a signal asks which cue it was. The
 * memory of the T-maze as a task of sequences, which learners by gradients can play as well. Hunter (1913), "The delayed
 * reaction in animals and children"; as a task for recurrent nets in Bakker (2001), NIPS 14.
 */
import * as z from 'zod';
import { log } from '../src/numeric/elementary.ts';
import { defineTask } from '../src/tasks/define-task.ts';

export default defineTask({
  name: 'delayed-response',
  summary: 'say at a signal which cue was shown, long after it was',
  source: 'Hunter 1913; Bakker 2001',
  options: z.object({
    delay: z.int().min(1).max(10_000).default(20).describe('steps between the cue and the signal, D'),
    cues: z.int().min(2).max(26).default(2).describe('different cues, K'),
    shown: z.int().min(1).max(100).default(1).describe('steps for which the cue is shown'),
    distractors: z
      .int()
      .min(0)
      .max(26)
      .default(0)
      .describe('different symbols that are drawn during the delay; 0: one and the same'),
  }),
  // Symbols: the cues, the signal, those of the delay.
  shape: ({ cues, distractors }) => ({
    inputs: { kind: 'symbols', size: cues + 1 + Math.max(1, distractors) },
    outputs: cues,
    loss: 'softmax',
    scored: 'last',
    inputNames: [
      ...cueNames(cues),
      'go',
      ...(distractors === 0 ? ['.'] : Array.from({ length: distractors }, (_, number) => `d${number + 1}`)),
    ],
    outputNames: cueNames(cues),
  }),
  sample(random, { delay, cues, shown, distractors }) {
    const cue = random.integer(cues);
    const between = Array.from({ length: delay }, () =>
      distractors < 2 ? cues + 1 : cues + 1 + random.integer(distractors),
    );
    return { inputs: [...Array.from({ length: shown }, () => cue), ...between, cues], targets: cue };
  },
  chance: ({ cues }) => ({ loss: log(cues), error: 1 - 1 / cues }),
  success: { error: 0.01, sequences: 10_000 },
});

const cueNames = (cues: number): string[] =>
  Array.from({ length: cues }, (_, cue) => String.fromCharCode(65 + cue));
