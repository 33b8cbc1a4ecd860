/**
 * Polyphonic music: which keys sound in the next frame of a piano roll. Boulanger-Lewandowski, Bengio & Vincent (2012),
 * "Modeling temporal dependencies in high-dimensional sequences", ICML; with the loss of Pascanu, Mikolov & Bengio
 * (2013): the negative log-likelihood in nats a frame, summed over the 88 keys; all frames of a part weigh the same.
 */
import * as z from 'zod';
import { UserError } from '../src/errors.ts';
import { log } from '../src/numeric/elementary.ts';
import type { Part } from '../src/tasks/define-task.ts';
import { defineTask } from '../src/tasks/define-task.ts';
import { madeRolls } from './parts/made-rolls.ts';
import { publishedSets, readPublished } from './parts/roll-files.ts';
import { type CutPart, cutPart, KEYS, LOWEST, marginal, type Rolls } from './parts/rolls.ts';
import { epochsField, streamsField, trainingShape } from './parts/training-options.ts';

const options = z.object({
  set: z
    .enum(['made', ...publishedSets])
    .default('made')
    .describe(
      'set of pieces: made: chords that walk by a rule, without a file; the others are read from `data`',
    ),
  data: z.string().default('').describe('folder with the file SET.jsonl.gz; docs/tasks.md describes it'),
  chunk: z
    .int()
    .min(1)
    .max(100_000)
    .default(200)
    .describe(
      'most frames of a training sequence; validation and test take whole pieces, and so does training where no piece is longer',
    ),
  carry: z
    .boolean()
    .default(false)
    .describe(
      'training by gradients: false, sequences come in a random order, each from a state of 0; true, a chunk of a piece goes on with the state at the end of the one before (truncated back-propagation), and a piece begins at 0',
    ),
  streams: streamsField,
  epochs: epochsField,
  first: z
    .enum(['skipped', 'scored'])
    .default('skipped')
    .describe('first frame of a piece: skipped, or predicted from silence'),
});
type Options = z.output<typeof options>;

interface Prepared {
  readonly rolls: Rolls;
  readonly parts: Readonly<Record<Part, CutPart>>;
}

/** A file is read once, and pieces are cut once: sequences are drawn many thousand times. */
const known = new Map<string, Prepared>();

function prepared({ set, data, chunk, first, carry }: Options): Prepared {
  const key = JSON.stringify([set, data, chunk, first, carry]);
  const held = known.get(key);
  if (held !== undefined) return held;
  if (set === 'made' && data !== '') {
    throw new UserError(
      `data ${data} is for a published set, and set is made: name one of ${publishedSets.join(', ')} as set`,
    );
  }
  const rolls = set === 'made' ? madeRolls() : readPublished(set, data);
  const cut = (part: Part) => cutPart(rolls[part], part, { chunk, first: first === 'scored', carry });
  const parts = { training: cut('training'), validation: cut('validation'), test: cut('test') };
  const made = { rolls, parts };
  known.set(key, made);
  return made;
}

const NOTES = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'];
const keyNames = Array.from({ length: KEYS }, (_, key) => {
  const note = LOWEST + key;
  return `${NOTES[note % 12]}${Math.floor(note / 12) - 1}`;
});

export default defineTask({
  name: 'piano-roll',
  summary: 'say which keys sound in the next frame of a piece of music',
  source: 'Boulanger-Lewandowski, Bengio & Vincent 2012',
  files:
    'none for set=made; SET.jsonl.gz for a published set: docs/tasks.md, "Piano rolls", has the format and a script that makes it from the pickle of the paper\'s authors',
  options,
  shape(chosen) {
    prepared(chosen);
    return {
      inputs: { kind: 'dense', size: KEYS },
      outputs: KEYS,
      loss: 'bernoulli',
      scored: 'masked',
      reduction: 'sum',
      ...trainingShape(chosen),
      inputNames: keyNames,
      outputNames: keyNames,
    };
  },
  cases: (chosen, { part }) => prepared(chosen).parts[part].count,
  sample: (_random, chosen, { index, part }) => prepared(chosen).parts[part].sequence(index),
  success: { loss: 3.5, sequences: 100 },
  score: { name: 'nll', unit: 'nats a frame' },
  // Each key by its share of the training frames, whatever sounded before.
  chance(chosen) {
    const { rolls, parts } = prepared(chosen);
    const shares = marginal(rolls.training);
    const { count, sequence } = parts.test;
    let loss = 0;
    for (let index = 0; index < count; index++) {
      const { targets, weight } = sequence(index);
      for (const row of targets as readonly Uint8Array[]) loss += (weight! * nllOf(row, shares)) / count;
    }
    return { loss };
  },
});

function nllOf(row: Uint8Array, shares: Float64Array): number {
  let nll = 0;
  for (let key = 0; key < KEYS; key++) nll -= log(row[key] === 1 ? shares[key]! : 1 - shares[key]!);
  return nll;
}
