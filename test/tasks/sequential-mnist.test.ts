import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { drawBatch, evaluationBatches } from '../../src/tasks/batches.ts';
import { findTask } from '../../tasks/index.ts';
import { readLabelled } from '../../tasks/parts/idx-files.ts';

const task = findTask('sequential-mnist');
const scratch = mkdtempSync(join(tmpdir(), 'genoprop-idx-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const header = (...numbers: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(4 * numbers.length);
  for (const [index, number] of numbers.entries()) bytes.writeUInt32BE(number, 4 * index);
  return bytes;
};
/** Image number `index` has the pixels index, index + 1, … modulo 256. */
const pixelsOf = (index: number): Buffer =>
  Buffer.from(Array.from({ length: 784 }, (_, pixel) => (index + pixel) % 256));
const images = (count: number): Buffer =>
  Buffer.concat([
    header(2051, count, 28, 28),
    ...Array.from({ length: count }, (_, index) => pixelsOf(index)),
  ]);
const labels = (list: readonly number[]): Buffer =>
  Buffer.concat([header(2049, list.length), Buffer.from(list)]);

const training = images(5003);

let folder: string;
let made = 0;
beforeEach(() => {
  folder = join(scratch, `files-${made++}`);
});

function write(given: Readonly<Record<string, Buffer>> = {}): void {
  mkdirSync(folder, { recursive: true });
  const files = {
    'train-images-idx3-ubyte': training,
    'train-labels-idx1-ubyte': labels(Array.from({ length: 5003 }, (_, index) => index % 10)),
    't10k-images-idx3-ubyte': images(4),
    't10k-labels-idx1-ubyte': labels([7, 7, 7, 3]),
    ...given,
  };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
}

const optionsOf = (more: object = {}) => task.options.parse({ data: folder, ...more });

describe('sequential-mnist on files', () => {
  it('takes the last 5,000 training images for validation, and each image of a part once', () => {
    write();
    const count = (part: 'training' | 'validation' | 'test') => task.cases!(optionsOf(), { part });
    expect([count('training'), count('validation'), count('test')]).toEqual([3, 5000, 4]);
    const [batch] = evaluationBatches(task, optionsOf(), ['test'], 100);
    expect([...batch!.classes!.slice(-4)]).toEqual([7, 7, 7, 3]);
    const [first] = evaluationBatches(task, optionsOf(), ['validation'], 100, 1, 'validation');
    expect(first!.dense![0]).toBeCloseTo(3 / 255, 6);
  });

  it('shows rows of 28 pixels, or one pixel a step, each divided by 255', () => {
    write();
    const rows = drawBatch(task, optionsOf(), ['train'], 0, 1);
    const pixels = drawBatch(task, optionsOf({ by: 'pixels' }), ['train'], 0, 1);
    expect([rows.steps, rows.inputs, pixels.steps, pixels.inputs]).toEqual([28, 28, 784, 1]);
    expect(rows.dense).toEqual(pixels.dense);
    const first = Math.round(255 * rows.dense![0]!);
    expect([...rows.dense!]).toEqual(
      Array.from({ length: 784 }, (_, pixel) => Math.fround(((first + pixel) % 256) / 255)),
    );
  });

  it('has one fixed order of pixels where they are permuted', () => {
    write();
    const draw = (permuted: boolean, index: number) =>
      [...drawBatch(task, optionsOf({ permuted }), ['train'], index, 1).dense!].map((value) =>
        Math.round(255 * value),
      );
    const [plain, mixed] = [draw(false, 0), draw(true, 0)];
    expect(mixed).not.toEqual(plain);
    expect([...mixed].sort()).toEqual([...plain].sort());
    // Another image is moved alike: both count up from their first pixel.
    const offset = draw(false, 1)[0]! - plain[0]!;
    expect(draw(true, 1)).toEqual(mixed.map((value) => (value + offset + 256) % 256));
  });

  it('has the most frequent class of the test as its chance level', () => {
    write();
    expect(task.chance!(optionsOf())).toEqual({
      error: 0.25,
      loss: expect.closeTo(-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25), 12),
    });
  });

  it('reads files that are compressed', () => {
    write();
    const plain = readLabelled(folder, 't10k');
    write({ 't10k-images-idx3-ubyte.gz': gzipSync(images(4)) });
    expect(readLabelled(folder, 't10k')).toEqual(plain);
  });

  it.each<[string, Readonly<Record<string, Buffer>>]>([
    [
      'train-images-idx3-ubyte is no idx file of that kind: it begins with 2049, it must begin with 2051',
      { 'train-images-idx3-ubyte': labels(new Array(8).fill(1)) },
    ],
    [
      'train-labels-idx1-ubyte is no idx file of that kind: it begins with null',
      { 'train-labels-idx1-ubyte': Buffer.alloc(3) },
    ],
    [
      'train-images-idx3-ubyte has images of 28 by 14 pixels, they must be 28 by 28',
      { 'train-images-idx3-ubyte': header(2051, 1, 28, 14) },
    ],
    [
      't10k-images-idx3-ubyte is damaged: 3135 bytes follow its header, which says 4 entries of 784',
      { 't10k-images-idx3-ubyte': images(4).subarray(0, -1) },
    ],
    ['t10k-images-idx3-ubyte has 4 images and', { 't10k-labels-idx1-ubyte': labels([1]) }],
    [
      't10k-labels-idx1-ubyte: label 1 is 10, it must be 0 to 9',
      { 't10k-labels-idx1-ubyte': labels([1, 10, 2, 3]) },
    ],
  ])('refuses in one line: %s', (fault, files) => {
    write(files);
    expect(() => task.shape(optionsOf()) && task.chance!(optionsOf())).toThrow(fault);
  });

  it('refuses what is no file in one line, without waiting for it', () => {
    mkdirSync(join(folder, 'train-images-idx3-ubyte'), { recursive: true });
    expect(() => task.shape(optionsOf())).toThrow(
      /train-images-idx3-ubyte: is a folder; a data file must be a regular file \(docs\/tasks\.md describes the files\)$/,
    );
  });

  it('names the file that is missing, and where the files come from', () => {
    expect(() => task.shape(optionsOf())).toThrow(
      /train-images-idx3-ubyte: there is no such file \(docs\/tasks\.md describes the files\)$/,
    );
  });
});
