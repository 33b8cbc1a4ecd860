import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { Batch } from '../../src/engine/batch.ts';
import { answerLoss } from '../../src/engine/reference/losses.ts';
import { referenceDevice } from '../../src/engine/reference/reference.ts';
import { elmanNet } from '../../src/nets/elman.ts';
import { blockOf } from '../../src/nets/layout.ts';
import { drawBatch, evaluationBatches, shapeOf } from '../../src/tasks/batches.ts';
import type { Part } from '../../src/tasks/define-task.ts';
import { findTask } from '../../tasks/index.ts';
import { bitsOf, cutText, padded, unigram } from '../../tasks/parts/characters.ts';
import { LETTERS, madeText, nextLetter } from '../../tasks/parts/made-text.ts';
import { readTreebank } from '../../tasks/parts/ptb-files.ts';
import { root } from '../support/house/import-graph.ts';

const task = findTask('ptb-characters');
const folder = join(root, '..', 'shared', 'data', 'ptb');
const isThere = existsSync(folder);
const PARTS = ['training', 'validation', 'test'] as const;

const scratch = mkdtempSync(join(tmpdir(), 'genoprop-text-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('a padded text', () => {
  it('has a space more before and after each line', () => {
    const symbols = ['\n', ' ', 'a', 'b'];
    const text = (line: string) => Uint8Array.from(line, (one) => symbols.indexOf(one));
    const parts = { training: text('a b\nb\n'), validation: text('\n'), test: text('ab\n') };
    const found = padded({ symbols, text: parts }).text;
    const lineOf = (part: Part) => Array.from(found[part], (symbol) => symbols[symbol]).join('');
    expect(PARTS.map(lineOf)).toEqual([' a b \n b \n', '  \n', ' ab \n']);
  });
});

describe('the cutting of a text', () => {
  const text = Uint8Array.from([1, 2, 3, 4, 5, 6, 7]);
  const cut = (set: Partial<Parameters<typeof cutText>[1]>) =>
    cutText(text, { ahead: 1, length: 3, warmUp: 0, ...set });
  const all = ({ count, sequence }: ReturnType<typeof cutText>) =>
    Array.from({ length: count }, (_, index) => {
      const { inputs, targets } = sequence(index);
      return [Array.from(inputs as Uint8Array), Array.from(targets as (number | null)[])];
    });

  it('asks for each character once, from the one before, at first from symbol 0', () => {
    expect(all(cut({}))).toEqual([
      [
        [0, 1, 2],
        [1, 2, 3],
      ],
      [
        [3, 4, 5],
        [4, 5, 6],
      ],
      [[6], [7]],
    ]);
  });

  it('asks for the character five ahead', () => {
    expect(all(cut({ ahead: 5 }))).toEqual([
      [
        [0, 0, 0],
        [1, 2, 3],
      ],
      [
        [0, 0, 1],
        [4, 5, 6],
      ],
      [[2], [7]],
    ]);
  });

  it('lets a sequence read the characters before it, as far as there are any', () => {
    expect(all(cut({ warmUp: 4 }))).toEqual([
      [
        [0, 1, 2],
        [1, 2, 3],
      ],
      [
        [0, 1, 2, 3, 4, 5],
        [null, null, null, 4, 5, 6],
      ],
      [
        [2, 3, 4, 5, 6],
        [null, null, null, null, 7],
      ],
    ]);
  });

  it('weighs sequences so that their mean is the loss in bits a character', () => {
    expect(cut({}).sequence(0).weight).toBeCloseTo(3 / 7 / Math.LN2, 12);
  });
});

describe('made text', () => {
  it('follows its rule but for one letter in 22 or so, has all letters alike, and differs from part to part', () => {
    const { text } = madeText();
    for (const part of PARTS) {
      const letters = text[part];
      let broken = 0;
      for (let at = 2; at < letters.length; at++) {
        if (letters[at] !== nextLetter(letters[at - 2]!, letters[at - 1]!)) broken++;
      }
      expect(broken / letters.length).toBeGreaterThan(0.035);
      expect(broken / letters.length).toBeLessThan(0.053);
      expect(bitsOf(letters, unigram(letters, LETTERS.length))).toBeGreaterThan(2.99);
    }
    const beginnings = PARTS.map((part) => text[part].subarray(0, 50).join());
    expect(new Set(beginnings).size).toBe(3);
  });
});

/** Mean loss over a part's sequences, each of which has its loss from `lossesOf` its batch. */
async function meanLoss(
  set: Readonly<Record<string, unknown>>,
  part: Part,
  lossesOf: (batch: Batch) => ArrayLike<number> | Promise<ArrayLike<number>>,
) {
  let sum = 0;
  let sequences = 0;
  for (const batch of evaluationBatches(task, task.options.parse({ ...set }), ['text'], 1, undefined, part)) {
    const losses = await lossesOf(batch);
    for (let b = 0; b < losses.length; b++) sum += losses[b]!;
    sequences += losses.length;
  }
  return sum / sequences;
}

/** Losses of the reference device for a net with these log-odds at every step. */
async function lossesOfNet(logits: Float64Array, batch: Batch) {
  const size = logits.length;
  const net = elmanNet({ unit: 'tanh', inputs: size, hidden: 1, outputs: size });
  const parameters = new Float64Array(net.parameters);
  blockOf(net, parameters, 'b_out').set(logits);
  return (await referenceDevice.evaluate(net, parameters, batch)).losses;
}

/** The same; the loss of each class is computed once, for a text has many characters. */
function lossesOfClasses(logits: Float64Array, batch: Batch) {
  const { sequences, mask, classes, weights } = batch;
  const ofClass = new Float64Array(logits.length).fill(-1);
  const losses = new Float64Array(sequences);
  for (let at = 0; at < mask.length; at++) {
    if (mask[at] === 0) continue;
    const [b, target] = [at % sequences, classes![at]!];
    if (ofClass[target]! < 0) ofClass[target] = answerLoss(batch, Math.floor(at / sequences), b, logits).loss;
    losses[b]! += weights[b]! * ofClass[target]!;
  }
  return losses;
}

describe('ptb-characters', () => {
  it('gives log2 of the number of symbols in bits for a net that says nothing, whatever the lengths', async () => {
    for (const [part, set] of [
      ['validation', { length: 93, ahead: 5 }],
      ['test', {}],
    ] as const)
      expect(
        Math.abs((await meanLoss(set, part, (batch) => lossesOfNet(new Float64Array(8), batch))) - 3),
      ).toBeLessThan(1e-6);
  });

  it('has the loss of the characters’ shares in training as its chance level', async () => {
    const { training } = madeText().text;
    const { loss } = task.chance!(task.options.parse({}));
    const logits = unigram(training, 8).map(Math.log);
    const found = await meanLoss({}, 'test', (batch) => lossesOfNet(logits, batch));
    expect(await meanLoss({}, 'test', (batch) => lossesOfClasses(logits, batch))).toBeCloseTo(found, 10);
    expect(Math.abs(found - loss!)).toBeLessThan(1e-6);
  });

  it('lets training go on from chunk to chunk, unless it is told not to', () => {
    const drawn = (set: Readonly<Record<string, unknown>>) =>
      [0, 1].map((index) => drawBatch(task, task.options.parse({ length: 5, ...set }), ['text'], index, 3));
    const [first, next] = drawn({}) as [Batch, Batch];
    const last = first.classes!.subarray(4 * 3);
    expect([...next.symbols!.subarray(0, 3)]).toEqual([...last]);
    const [other, after] = drawn({ carry: false }) as [Batch, Batch];
    expect([...after.symbols!.subarray(0, 3)]).not.toEqual([...other.classes!.subarray(4 * 3)]);
    expect(shapeOf(task, task.options.parse({})).continues).toBe(true);
    expect(shapeOf(task, task.options.parse({ carry: false })).continues).toBeUndefined();
  });

  it('may cut the text into streams or go through it in epochs, where these options go together', () => {
    const shaped = (set: Readonly<Record<string, unknown>>) => shapeOf(task, task.options.parse(set));
    expect(shaped({ streams: 20 })).toMatchObject({ continues: true, streams: 20 });
    expect(shaped({ carry: false, epochs: true })).toMatchObject({ epochs: true });
    expect(shaped({ carry: false })).not.toHaveProperty('epochs');
    expect(() => shaped({ carry: false, streams: 20 })).toThrow(
      'streams 20 are for states that are carried on, so carry must be true',
    );
    expect(() => shaped({ epochs: true })).toThrow('so carry must be false');
    expect(() => shaped({ padding: true })).toThrow(
      'padding true is for sentences of a file: name its folder as data',
    );
  });

  it('cut into 20 streams asks for each character once an epoch', () => {
    const options = task.options.parse({ streams: 20 });
    const batches = Array.from({ length: 25 }, (_, index) => drawBatch(task, options, ['text'], index, 20));
    const counts = new Array<number>(8).fill(0);
    for (const { classes } of batches) for (const letter of classes!) counts[letter]!++;
    const right = new Array<number>(8).fill(0);
    for (const letter of madeText().text.training) right[letter]!++;
    expect(counts).toEqual(right);
  });

  it('refuses a folder whose files are missing or other ones, in one line that says where they are described', () => {
    const shape = () => task.shape(task.options.parse({ data: scratch }));
    expect(shape).toThrow(
      /^[^\n]+ptb\.char\.train\.txt: there is no such file \(docs\/tasks\.md describes the files\)$/,
    );
    writeFileSync(join(scratch, 'ptb.char.train.txt'), 'another text\n');
    expect(shape).toThrow(
      /^[^\n]+ptb\.char\.train\.txt is damaged or another one: its text has a SHA-256 that begins with [0-9a-f]{12}, it must begin with 5145926136ee \(docs\/tasks\.md describes the file\)$/,
    );
    writeFileSync(join(scratch, 'ptb.char.train.txt.gz'), gzipSync('another text\n'));
    expect(shape).toThrow(/ptb\.char\.train\.txt\.gz is damaged or another one: its text, unpacked, has a/);
    writeFileSync(join(scratch, 'ptb.char.train.txt.gz'), 'no gzip');
    expect(shape).toThrow(/ptb\.char\.train\.txt\.gz is no gzip file that can be unpacked/);
  });
});

describe.skipIf(!isThere)('ptb-characters on the real text (skipped without ../shared/data)', () => {
  const stats = isThere
    ? JSON.parse(readFileSync(join(folder, '..', 'reference-stats.json'), 'utf8')).ptb
    : {};
  const names = { training: 'train', validation: 'valid', test: 'test' } as const;
  const vocabulary = isThere ? JSON.parse(readFileSync(join(folder, 'vocab.json'), 'utf8')) : {};
  const baseline = (part: Part): number => stats.splits[names[part]].nextCharWittenBellByHistory0to7[0];

  it('has its characters, in the order of their code points', () => {
    const { symbols, text } = readTreebank(folder);
    expect(symbols).toEqual(vocabulary.symbols);
    for (const part of PARTS) {
      const counts = new Array<number>(50).fill(0);
      for (const symbol of text[part]) counts[symbol]!++;
      expect(counts).toEqual(vocabulary.counts[names[part]]);
    }
    expect(shapeOf(task, task.options.parse({ data: folder })).inputNames!.slice(0, 3)).toEqual([
      '¶',
      '_',
      '#',
    ]);
  });

  it('has the characters of the word files where it is padded', () => {
    const { text } = padded(readTreebank(folder));
    expect(PARTS.map((part) => text[part].length)).toEqual([5_101_618, 399_782, 449_945]);
  });

  it('has the baselines of the data to 1e-6: shares of characters on every part, and uniform', async () => {
    const { symbols, text } = readTreebank(folder);
    const shares = unigram(text.training, symbols.length);
    const set = { data: folder, warmUp: 0 };
    for (const part of PARTS) {
      const logits = shares.map(Math.log);
      const found = await meanLoss(set, part, (batch) => lossesOfClasses(logits, batch));
      expect(Math.abs(found - baseline(part))).toBeLessThan(1e-6);
      const uniform = await meanLoss({ ...set, ahead: 5 }, part, (batch) =>
        lossesOfClasses(new Float64Array(50), batch),
      );
      expect(Math.abs(uniform - Math.log2(50))).toBeLessThan(1e-6);
    }
    const chance = task.chance!(task.options.parse({ data: folder })).loss!;
    expect(Math.abs(chance - baseline('test'))).toBeLessThan(1e-6);
  });
});
