/**
 * Files of the Penn Treebank's characters: plain ASCII, a line feed after every sentence, words parted by one space.
 * docs/tasks.md describes them.
 */
import { UserError } from '../../src/errors.ts';
import type { Part } from '../../src/tasks/define-task.ts';
import type { Corpus } from './characters.ts';
import { isThere, pathIn, readDataFile, sumOf, unpacked } from './data-file.ts';

/** Name of each part's file, and the SHA-256 of its text. */
const FILES: Readonly<Record<Part, readonly [name: string, sum: string]>> = {
  training: ['ptb.char.train.txt', '5145926136ee9aef6f359b267ac09cc8a920879cd71725de17c490dd111d2998'],
  validation: ['ptb.char.valid.txt', 'fadf6277290823f881b7bf39b84e88536c87a859cd629dcfd1d2dfdef06097cf'],
  test: ['ptb.char.test.txt', 'c2f8c16a611595d31da5acdb7a61d50e7d5e95f6b9c05fceda5f5ddc4383e791'],
};

/**
 * Reads the three files of a folder, each of which may end in `.gz`. Symbols are the bytes of the training text,
 * ascending.
 * @throws UserError on a file that is missing or is not the known one
 */
export function readTreebank(folder: string): Corpus {
  const bytes = {
    training: read(folder, 'training'),
    validation: read(folder, 'validation'),
    test: read(folder, 'test'),
  };
  const codes = [...new Set(bytes.training)].sort((left, right) => left - right);
  const symbolOf = new Uint8Array(256);
  for (const [symbol, code] of codes.entries()) symbolOf[code] = symbol;
  const inSymbols = (text: Uint8Array): Uint8Array => {
    const symbols = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) symbols[at] = symbolOf[text[at]!]!;
    return symbols;
  };
  return {
    symbols: codes.map((code) => String.fromCharCode(code)),
    text: {
      training: inSymbols(bytes.training),
      validation: inSymbols(bytes.validation),
      test: inSymbols(bytes.test),
    },
  };
}

function read(folder: string, part: Part): Uint8Array {
  const [name, sum] = FILES[part];
  const packed = pathIn(folder, `${name}.gz`);
  const file = isThere(packed) ? packed : pathIn(folder, name);
  const raw = readDataFile(file);
  const text = file === packed ? unpacked(raw, file) : raw;
  const found = sumOf(text);
  if (found === sum) return text;
  const what = file === packed ? 'text, unpacked, has a' : 'text has a';
  throw new UserError(
    `${file} is damaged or another one: its ${what} SHA-256 that begins with ${found.slice(0, 12)}, it must begin with ${sum.slice(0, 12)} (docs/tasks.md describes the file)`,
  );
}
