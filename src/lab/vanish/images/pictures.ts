/**
 * Pictures of digits for the deep net: the idx files of MNIST where a folder is named, as the task sequential-mnist reads
 * them, else synthetic ones.
 */

import { type Labelled, readLabelled } from '../../../../tasks/parts/idx-files.ts';
import { UserError } from '../../../errors.ts';
import { type Random, randomStream } from '../../../random/random.ts';
import { CLASSES, drawDigit, PIXELS, SIDE } from './digits.ts';

/** Pictures as a net sees them. */
export interface Pictures {
  /** Inputs, `[count][inputs]`, from 0 to 1. */
  readonly inputs: Float64Array;
  /** Digits, `[count]`. */
  readonly classes: Uint8Array;
  readonly count: number;
}

export interface PictureRequest {
  /** Folder with the idx files; empty for synthetic digits. */
  readonly data: string;
  /** Number of training pictures. */
  readonly images: number;
  /** Most test pictures. */
  readonly test: number;
  /** Width and height that the net sees: 28, or 14 for means of 2 × 2 pixels. */
  readonly side: 14 | 28;
  readonly seed: number;
}

/**
 * Training and test pictures, the first ones of the files or as many as are asked for.
 * @throws UserError on files that are missing, damaged, or have fewer training images
 */
export function picturesOf({ data, images, test, side, seed }: PictureRequest): {
  readonly training: Pictures;
  readonly test: Pictures;
} {
  if (data === '') {
    const made = (part: string, count: number): Pictures =>
      seen(madePictures(randomStream('lab', 'vanish', 'digits', seed, part), count), count, side);
    return { training: made('training', images), test: made('test', test) };
  }
  const training = readLabelled(data, 'train');
  if (training.classes.length < images) {
    throw new UserError(
      `images is ${images}, but ${data} has ${training.classes.length} training images: ask for at most as many`,
    );
  }
  const held = readLabelled(data, 't10k');
  return {
    training: seen(training, images, side),
    test: seen(held, Math.min(test, held.classes.length), side),
  };
}

function madePictures(random: Random, count: number): Labelled {
  const pixels = new Uint8Array(count * PIXELS);
  const classes = Uint8Array.from({ length: count }, () => random.integer(CLASSES));
  for (const [index, digit] of classes.entries()) drawDigit(digit, random, pixels, index * PIXELS);
  return { pixels, classes };
}

/** The first pictures as the net sees them: divided by 255, and where `side` is 14, means of 2 × 2 pixels. */
function seen({ pixels, classes }: Labelled, count: number, side: 14 | 28): Pictures {
  const inputs = new Float64Array(count * side * side);
  const every = SIDE / side;
  for (let index = 0; index < count; index++) {
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      const [row, column] = [Math.floor(pixel / SIDE), pixel % SIDE];
      const place = Math.floor(row / every) * side + Math.floor(column / every);
      inputs[index * side * side + place]! += pixels[index * PIXELS + pixel]! / (255 * every * every);
    }
  }
  return { inputs, classes: classes.slice(0, count), count };
}
