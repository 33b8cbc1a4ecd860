import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { referenceDevice } from '../../src/engine/reference/reference.ts';
import { elmanNet } from '../../src/nets/elman.ts';
import { blockOf } from '../../src/nets/layout.ts';
import { drawBatch, evaluationBatches, shapeOf } from '../../src/tasks/batches.ts';
import type { Part } from '../../src/tasks/define-task.ts';
import { findTask } from '../../tasks/index.ts';
import { parseRolls, publishedSets, readPublished } from '../../tasks/parts/roll-files.ts';
import { cutPart, KEYS, LOWEST, marginal } from '../../tasks/parts/rolls.ts';
import { root } from '../support/house/import-graph.ts';

const task = findTask('piano-roll');
const folder = join(root, '..', 'shared', 'data', 'piano');
const isThere = existsSync(folder);
const PARTS = ['training', 'validation', 'test'] as const;

const scratch = mkdtempSync(join(tmpdir(), 'genoprop-rolls-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const head = { format: 'piano-roll-jsonl/1', dataset: 'small' };
const piece = (split: string, frames: unknown) => ({ split, index: 0, frames });
const whole = [
  piece('train', [[60], [60, 64], [], [62]]),
  piece('train', [[LOWEST], [LOWEST + KEYS - 1]]),
  piece('valid', [[60], [61]]),
  piece('test', [[60], [61], [62]]),
];
const file = (...lines: readonly unknown[]): Buffer =>
  gzipSync(`${lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')}\n`);

describe('a file of piano rolls', () => {
  it('is read into its parts, in its order', () => {
    const rolls = parseRolls(file(head, ...whole), 'small');
    expect(rolls.training).toEqual([whole[0]!.frames, whole[1]!.frames]);
    expect(rolls.validation).toEqual([whole[2]!.frames]);
    expect(rolls.test).toEqual([whole[3]!.frames]);
  });

  it.each([
    ['is no gzip file', Buffer.from('plain')],
    ['line 1: is no JSON object', file('[', ...whole)],
    ['line 1: format is "other", it must be "piano-roll-jsonl/1"', file({ format: 'other' }, ...whole)],
    [
      'line 3: split is "dev", it must be train, valid or test',
      file(head, whole[0], piece('dev', [[60], [60]])),
    ],
    ['line 2: frames must be a list of at least 2 frames', file(head, piece('train', [[60]]))],
    [
      'line 2: frame 1 must be a list of MIDI notes from 21 to 108',
      file(head, piece('train', [[60], [109]])),
    ],
    ['has no piece for validation', file(head, whole[0], whole[3])],
  ])('is refused in one line: %s', (fault, bytes) => {
    expect(() => parseRolls(bytes, 'small.jsonl.gz')).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^small\.jsonl\.gz[^\n]+$/) }),
    );
    expect(() => parseRolls(bytes, 'small.jsonl.gz')).toThrow(fault);
  });

  it('of a published set is refused where the folder is not named, it is not there, or it is another one', () => {
    expect(() => task.shape(task.options.parse({ set: 'nottingham' }))).toThrow(
      'set nottingham is read from a file: name the folder that has nottingham.jsonl.gz, with `--set data=FOLDER`',
    );
    expect(() => readPublished('nottingham', scratch)).toThrow(
      /nottingham\.jsonl\.gz: there is no such file/,
    );
    writeFileSync(join(scratch, 'nottingham.jsonl.gz'), file(head, ...whole));
    expect(() => readPublished('nottingham', scratch)).toThrow(
      /nottingham\.jsonl\.gz is damaged or another one: its text, unpacked, has a SHA-256 that begins with [0-9a-f]{12}, it must begin with b22b828586c0 /,
    );
  });
});

describe('the cutting of pieces', () => {
  const { training } = parseRolls(file(head, ...whole), 'small');
  const rowsOf = (sequence: { inputs: unknown }): number[][] => {
    const flat = [...(sequence.inputs as Uint8Array)];
    return Array.from({ length: flat.length / KEYS }, (_, t) =>
      flat.slice(t * KEYS, (t + 1) * KEYS).flatMap((on, key) => (on === 1 ? [key + LOWEST] : [])),
    );
  };
  const targetsOf = (sequence: { targets: unknown }): number[][] =>
    (sequence.targets as Uint8Array[]).map((row) =>
      [...row].flatMap((on, key) => (on === 1 ? [key + LOWEST] : [])),
    );

  it('asks for each frame but the first, from the one before', () => {
    const cut = cutPart(training, 'test', { chunk: 1, first: false });
    expect([cut.count, cut.frames]).toEqual([2, 4]);
    expect(rowsOf(cut.sequence(0))).toEqual([[60], [60, 64], []]);
    expect(targetsOf(cut.sequence(0))).toEqual([[60, 64], [], [62]]);
    expect(targetsOf(cut.sequence(1))).toEqual([[LOWEST + KEYS - 1]]);
  });

  it('asks for the first frame too, from silence', () => {
    const cut = cutPart(training, 'test', { chunk: 1, first: true });
    expect([cut.count, cut.frames]).toEqual([2, 6]);
    expect(rowsOf(cut.sequence(1))).toEqual([[], [LOWEST]]);
    expect(targetsOf(cut.sequence(1))).toEqual([[LOWEST], [LOWEST + KEYS - 1]]);
  });

  it('cuts pieces of training alone, and each frame is asked for once', () => {
    const cut = cutPart(training, 'training', { chunk: 2, first: false });
    expect([cut.count, cut.frames]).toEqual([3, 4]);
    expect([0, 1, 2].map((index) => targetsOf(cut.sequence(index)))).toEqual([
      [[60, 64], []],
      [[62]],
      [[LOWEST + KEYS - 1]],
    ]);
    expect(rowsOf(cut.sequence(1))).toEqual([[]]);
  });

  it('marks where pieces begin, where states are carried on', () => {
    const begins = (carry: boolean) => {
      const cut = cutPart(training, 'training', { chunk: 2, first: false, carry });
      return Array.from({ length: cut.count }, (_, index) => cut.sequence(index).begins);
    };
    expect(begins(true)).toEqual([true, undefined, true]);
    expect(begins(false)).toEqual([undefined, undefined, undefined]);
  });

  it('weighs sequences so that their mean is the loss a frame', () => {
    const cut = cutPart(training, 'test', { chunk: 1, first: false });
    expect(cut.sequence(0).weight).toBe(2 / 4);
  });
});

/** Mean loss of the part for a net with these parameters. */
async function lossOf(
  set: Readonly<Record<string, unknown>>,
  part: Part,
  fill: (net: ReturnType<typeof elmanNet>, parameters: Float64Array) => void,
  hidden = 1,
): Promise<number> {
  const options = task.options.parse(set);
  const net = elmanNet({ unit: 'tanh', inputs: KEYS, hidden, outputs: KEYS });
  const parameters = new Float64Array(net.parameters);
  fill(net, parameters);
  let sum = 0;
  let sequences = 0;
  for (const batch of evaluationBatches(task, options, ['piano-roll'], 1, undefined, part)) {
    const { losses } = await referenceDevice.evaluate(net, parameters, batch);
    for (const loss of losses) sum += loss;
    sequences += batch.sequences;
  }
  return sum / sequences;
}

const logOdds = (p: number): number => Math.log(p / (1 - p));

describe('piano-roll', () => {
  it('gives 88 ln 2 nats a frame for a net that says nothing, whatever the lengths of the pieces', async () => {
    for (const [part, first] of [
      ['training', 'skipped'],
      ['test', 'scored'],
    ] as const)
      expect(await lossOf({ first, chunk: 7 }, part, () => {})).toBeCloseTo(KEYS * Math.LN2, 4);
  });

  it('takes no folder beside made pieces', () => {
    expect(() => shapeOf(task, task.options.parse({ data: 'music' }))).toThrow(
      'data music is for a published set, and set is made',
    );
  });

  it('carries states from chunk to chunk of a piece where it is told to, and not into the next piece', () => {
    const options = task.options.parse({ chunk: 5, carry: true, streams: 3 });
    const batch = (index: number) => drawBatch(task, options, ['music'], index, 3);
    expect(shapeOf(task, options)).toMatchObject({ continues: true, streams: 3 });
    expect(shapeOf(task, task.options.parse({}))).not.toHaveProperty('continues');
    let [goneOn, begun] = [0, 0];
    for (let index = 0; index < 12; index++) {
      const [before, after] = [batch(index), batch(index + 1)];
      for (let b = 0; b < 3; b++) {
        const last = before.lengths[b]! - 1;
        const target = (key: number) => before.values![(last * KEYS + key) * 3 + b];
        const isNext = Array.from({ length: KEYS }, (_, key) => after.dense![key * 3 + b] === target(key));
        if (after.begins?.[b] === 1) begun++;
        else if (isNext.every((same) => same)) goneOn++;
      }
    }
    expect(begun).toBeGreaterThan(0);
    expect(goneOn + begun).toBe(36);
    expect(drawBatch(task, task.options.parse({}), ['music'], 0, 3)).not.toHaveProperty('begins');
  });

  it('has the loss of the marginal predictor as its chance level', async () => {
    const { loss } = task.chance!(task.options.parse({}));
    const shares = marginal((await import('../../tasks/parts/made-rolls.ts')).madeRolls().training);
    const found = await lossOf({}, 'test', (net, parameters) =>
      blockOf(net, parameters, 'b_out').set(shares.map(logOdds)),
    );
    expect(found).toBeCloseTo(loss!, 5);
  });
});

describe.skipIf(!isThere)('piano-roll on the published pieces (skipped without ../shared/data)', () => {
  const stats = isThere
    ? JSON.parse(readFileSync(join(folder, '..', 'reference-stats.json'), 'utf8')).piano
    : {};
  const names = { training: 'train', validation: 'valid', test: 'test' } as const;

  it.each(publishedSets)('has the pieces and frames of %s, and the note marginal as chance', (set) => {
    const rolls = readPublished(set, folder);
    for (const part of PARTS) {
      const { sequences, frames } = stats[set].splits[names[part]];
      expect([rolls[part].length, rolls[part].flat().length]).toEqual([sequences, frames]);
    }
    const chance = (first: string) => task.chance!(task.options.parse({ set, data: folder, first })).loss;
    expect(chance('skipped')).toBeCloseTo(stats[set].splits.test.nllMarginalFrom2, 6);
    if (set !== 'jsb-chorales') return;
    expect(chance('scored')).toBeCloseTo(stats[set].splits.test.nllMarginalAll, 6);
  });

  it('gives a net that copies its input the loss of the global flip, to 1e-6', async () => {
    const { pOnGivenOn, pOnGivenOff } = stats['jsb-chorales'].globalFlip;
    const set = { set: 'jsb-chorales', data: folder };
    for (const part of ['validation', 'test'] as const) {
      const found = await lossOf(
        set,
        part,
        (net, parameters) => {
          const on = blockOf(net, parameters, 'W_in');
          const out = blockOf(net, parameters, 'W_out');
          for (let key = 0; key < KEYS; key++) {
            on[key * KEYS + key] = 1;
            out[key * KEYS + key] = (logOdds(pOnGivenOn) - logOdds(pOnGivenOff)) / Math.tanh(1);
          }
          blockOf(net, parameters, 'b_out').fill(logOdds(pOnGivenOff));
        },
        KEYS,
      );
      // The probabilities are given with eight decimals, and sequences' weights are float32.
      expect(Math.abs(found - stats['jsb-chorales'].splits[names[part]].nllFlipGlobalFrom2)).toBeLessThan(
        2e-6,
      );
    }
  });
});
