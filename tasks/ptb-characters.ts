/**
 * Characters of English text: which one comes next, or five ahead. Mikolov's version of the Penn Treebank, as Mikolov et
 * al. (2012), "Subword language modeling with neural networks", and Pascanu, Mikolov & Bengio (2013) use it. The loss is
 * the mean negative log-likelihood in bits a character.
 */
import * as z from 'zod';
import { UserError } from '../src/errors.ts';
import type { Part } from '../src/tasks/define-task.ts';
import { defineTask } from '../src/tasks/define-task.ts';
import { bitsOf, type Corpus, type CutText, cutText, padded, unigram } from './parts/characters.ts';
import { madeText } from './parts/made-text.ts';
import { readTreebank } from './parts/ptb-files.ts';
import { epochsField, streamsField, trainingShape } from './parts/training-options.ts';

const options = z.object({
  data: z
    .string()
    .default('')
    .describe(
      'folder with ptb.char.train.txt, ptb.char.valid.txt and ptb.char.test.txt, each perhaps with .gz; docs/tasks.md says how to make them; left out: made text, in which a letter follows from the two before by a rule, most times',
    ),
  ahead: z
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe('which character is asked for: 1, the next one, or 5 ahead, or any other'),
  length: z.int().min(2).max(100_000).default(200).describe('characters that are asked for in a sequence'),
  carry: z
    .boolean()
    .default(true)
    .describe(
      'training by gradients: true, a sequence goes on with the state at the end of the one before (truncated back-propagation); false, sequences come in a random order, each from a state of 0',
    ),
  streams: streamsField,
  epochs: epochsField,
  padding: z
    .boolean()
    .default(false)
    .describe(
      'text of the folder as the word files have it, with a space more before and after each sentence: bits a character are then lower without any learning',
    ),
  warmUp: z
    .int()
    .min(0)
    .max(100_000)
    .default(100)
    .describe(
      'characters that a sequence of validation and test reads before the first one that counts; those of training have none',
    ),
});
type Options = z.output<typeof options>;

interface Prepared {
  readonly corpus: Corpus;
  readonly parts: Readonly<Record<Part, CutText>>;
}

/** Files are read once, and texts are cut once: sequences are drawn many thousand times. */
const corpora = new Map<string, Corpus>();
const known = new Map<string, Prepared>();

function corpusOf({ data, padding }: Pick<Options, 'data' | 'padding'>): Corpus {
  const key = JSON.stringify([data, padding]);
  const held = corpora.get(key);
  if (held !== undefined) return held;
  if (padding && data === '') {
    throw new UserError('padding true is for sentences of a file: name its folder as data');
  }
  const corpus = padding ? padded(corpusOf({ data, padding: false })) : read(data);
  corpora.set(key, corpus);
  return corpus;
}

const read = (folder: string): Corpus => (folder === '' ? madeText() : readTreebank(folder));

function prepared({ data, ahead, length, warmUp, padding }: Options): Prepared {
  const key = JSON.stringify([data, ahead, length, warmUp, padding]);
  const held = known.get(key);
  if (held !== undefined) return held;
  const corpus = corpusOf({ data, padding });
  const examined = { ahead, length, warmUp };
  const parts = {
    training: cutText(corpus.text.training, { ...examined, warmUp: 0 }),
    validation: cutText(corpus.text.validation, examined),
    test: cutText(corpus.text.test, examined),
  };
  const made = { corpus, parts };
  known.set(key, made);
  return made;
}

/** Sign of a symbol for people to read: one that is seen. */
const signOf = (symbol: string): string => ({ '\n': '¶', ' ': '_' })[symbol] ?? symbol;

export default defineTask({
  name: 'ptb-characters',
  summary: 'say which character of a text comes next, or five ahead',
  source: 'Mikolov et al. 2012; Pascanu, Mikolov & Bengio 2013',
  files:
    'none for made text; for the Penn Treebank ptb.char.train.txt, ptb.char.valid.txt and ptb.char.test.txt: docs/tasks.md, "Characters of text", has the format and a command that makes each from the word file in Mikolov\'s simple-examples',
  options,
  shape(chosen) {
    const { symbols } = prepared(chosen).corpus;
    return {
      inputs: { kind: 'symbols', size: symbols.length },
      outputs: symbols.length,
      loss: 'softmax',
      scored: 'masked',
      reduction: 'sum',
      ...trainingShape(chosen),
      inputNames: symbols.map(signOf),
      outputNames: symbols.map(signOf),
    };
  },
  cases: (chosen, { part }) => prepared(chosen).parts[part].count,
  sample: (_random, chosen, { index, part }) => prepared(chosen).parts[part].sequence(index),
  success: { loss: 1.5, sequences: 1000 },
  score: { name: 'nll', unit: 'bits a character' },
  // Each character by its share of the training text, whatever stood before.
  chance(chosen) {
    const { symbols, text } = prepared(chosen).corpus;
    return { loss: bitsOf(text.test, unigram(text.training, symbols.length)) };
  },
  preprocessing: (chosen) => ({ symbols: prepared(chosen).corpus.symbols }),
});
