/**
 * Files of piano rolls: gzip over JSON Lines. The first line is a header, each further one a piece: its split, and for
 * each frame the list of the MIDI notes that sound in it. docs/tasks.md describes the format.
 */
import { UserError } from '../../src/errors.ts';
import { pathIn, readDataFile, sumOf, unpacked } from './data-file.ts';
import { type Frame, KEYS, LOWEST, type Rolls } from './rolls.ts';

const FORMAT = 'piano-roll-jsonl/1';
const SPLITS = { train: 'training', valid: 'validation', test: 'test' } as const;

/** SHA-256 of each published set's file as it is unpacked: packing differs from program to program. */
const FILES = {
  'jsb-chorales': 'b3f34b768e810efcc28b93a3054534bfa92eaed0774bdb56cb91b225969f57a0',
  nottingham: 'b22b828586c0149a36017a2c91f315c0b0f0aa22cc55f2ec1c5a29f673742ed9',
  'piano-midi': '2c630e4531b582646f8f61efb5adcc85c4a71a673599229e1cfb71f5bd1a3cef',
  musedata: 'e0719f4f4cab13d9d2fdc1cead3de616b3af070373bbfd81d94e8a3e59195d8a',
} as const;

export type PublishedSet = keyof typeof FILES;
export const publishedSets = Object.keys(FILES) as [PublishedSet, ...PublishedSet[]];

/** Reads a published set from its folder. @throws UserError on a file that is missing or is not the published one */
export function readPublished(set: PublishedSet, folder: string): Rolls {
  const name = `${set}.jsonl.gz`;
  if (folder === '') {
    throw new UserError(
      `set ${set} is read from a file: name the folder that has ${name}, with \`--set data=FOLDER\` (docs/tasks.md says how to make it)`,
    );
  }
  const file = pathIn(folder, name);
  const bytes = readDataFile(file);
  const found = sumOf(unpacked(bytes, file));
  if (found !== FILES[set]) {
    throw new UserError(
      `${file} is damaged or another one: its text, unpacked, has a SHA-256 that begins with ${found.slice(0, 12)}, it must begin with ${FILES[set].slice(0, 12)} (docs/tasks.md describes the file)`,
    );
  }
  return parseRolls(bytes, file);
}

/** Reads the bytes of a file. @throws UserError with the line that does not fit the format */
export function parseRolls(bytes: Uint8Array, file: string): Rolls {
  const rolls: { -readonly [Name in keyof Rolls]: (readonly Frame[])[] } = {
    training: [],
    validation: [],
    test: [],
  };
  const [head, ...lines] = unpacked(bytes, file).toString('utf8').trimEnd().split('\n');
  const format = (lineOf(head!, file, 1) as { format?: unknown }).format;
  if (format !== FORMAT) {
    throw new UserError(`${file}, line 1: format is ${JSON.stringify(format)}, it must be "${FORMAT}"`);
  }
  for (const [index, line] of lines.entries()) {
    const { split, frames } = lineOf(line, file, index + 2) as { split?: unknown; frames?: unknown };
    if (typeof split !== 'string' || !Object.hasOwn(SPLITS, split)) {
      throw new UserError(
        `${file}, line ${index + 2}: split is ${JSON.stringify(split)}, it must be train, valid or test`,
      );
    }
    rolls[SPLITS[split as keyof typeof SPLITS]].push(framesOf(frames, file, index + 2));
  }
  for (const [part, pieces] of Object.entries(rolls)) {
    if (pieces.length === 0) throw new UserError(`${file} has no piece for ${part}`);
  }
  return rolls;
}

function lineOf(line: string, file: string, number: number): object {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below.
  }
  throw new UserError(`${file}, line ${number}: is no JSON object`);
}

function framesOf(frames: unknown, file: string, number: number): readonly Frame[] {
  if (!Array.isArray(frames) || frames.length < 2) {
    throw new UserError(`${file}, line ${number}: frames must be a list of at least 2 frames`);
  }
  const isNote = (note: unknown): boolean =>
    Number.isInteger(note) && (note as number) >= LOWEST && (note as number) < LOWEST + KEYS;
  for (const [t, notes] of frames.entries()) {
    if (Array.isArray(notes) && notes.every(isNote)) continue;
    throw new UserError(
      `${file}, line ${number}: frame ${t} must be a list of MIDI notes from ${LOWEST} to ${LOWEST + KEYS - 1}`,
    );
  }
  return frames as Frame[];
}
