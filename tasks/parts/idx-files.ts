/**
 * Files in the idx format of MNIST (LeCun, Cortes & Burges): a big-endian header of a magic number and the sizes, then
 * one byte a pixel or a label. Plain, or compressed with gzip.
 */
import { UserError } from '../../src/errors.ts';
import { isThere, pathIn, readDataFile, unpacked } from './data-file.ts';

/** Width and height of an image, and the number of its pixels. */
export const SIDE = 28;
export const PIXELS = SIDE * SIDE;

/** Images and their classes. */
export interface Labelled {
  /** Pixels, `[count][28][28]`, 0 to 255. */
  readonly pixels: Uint8Array;
  /** Classes, `[count]`, 0 to 9. */
  readonly classes: Uint8Array;
}

/** End of messages. */
const WHERE = ' (docs/tasks.md describes the files)';

const IMAGES = 2051;
const LABELS = 2049;
const CLASSES = 10;

/**
 * Reads images and labels from `PREFIX-images-idx3-ubyte` and `PREFIX-labels-idx1-ubyte`, each of which may end in `.gz`.
 * @throws UserError on a file that is missing or damaged, and where the two do not go together
 */
export function readLabelled(folder: string, prefix: 'train' | 't10k'): Labelled {
  const images = read(folder, `${prefix}-images-idx3-ubyte`, IMAGES, 16);
  const labels = read(folder, `${prefix}-labels-idx1-ubyte`, LABELS, 8);
  const [rows, columns] = [images.bytes.readUInt32BE(8), images.bytes.readUInt32BE(12)];
  if (rows !== SIDE || columns !== SIDE) {
    throw new UserError(
      `${images.file} has images of ${rows} by ${columns} pixels, they must be ${SIDE} by ${SIDE}${WHERE}`,
    );
  }
  const pixels = body(images, PIXELS);
  const classes = body(labels, 1);
  if (classes.length * PIXELS !== pixels.length) {
    throw new UserError(
      `${images.file} has ${pixels.length / PIXELS} images and ${labels.file} ${classes.length} labels, there must be as many${WHERE}`,
    );
  }
  const wrong = classes.findIndex((label) => label >= CLASSES);
  if (wrong !== -1) {
    throw new UserError(
      `${labels.file}: label ${wrong} is ${classes[wrong]}, it must be 0 to ${CLASSES - 1}${WHERE}`,
    );
  }
  return { pixels, classes };
}

interface Read {
  readonly file: string;
  readonly bytes: Buffer;
  readonly header: number;
}

function read(folder: string, name: string, magic: number, header: number): Read {
  const file = isThere(pathIn(folder, `${name}.gz`)) ? pathIn(folder, `${name}.gz`) : pathIn(folder, name);
  const raw = readDataFile(file);
  const bytes = file.endsWith('.gz') ? unpacked(raw, file) : raw;
  const found = bytes.length < header ? null : bytes.readUInt32BE(0);
  if (found !== magic) {
    throw new UserError(
      `${file} is no idx file of that kind: it begins with ${found}, it must begin with ${magic}${WHERE}`,
    );
  }
  return { file, bytes, header };
}

/** Bytes behind the header, of as many entries as it says. */
function body({ file, bytes, header }: Read, size: number): Uint8Array {
  const count = bytes.readUInt32BE(4);
  const wanted = count * size;
  if (count === 0 || bytes.length - header !== wanted) {
    throw new UserError(
      `${file} is damaged: ${bytes.length - header} bytes follow its header, which says ${count} entries of ${size}${WHERE}`,
    );
  }
  return bytes.subarray(header);
}
