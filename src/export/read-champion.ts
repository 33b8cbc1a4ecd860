/** Reads a champion that was exported, whatever it was written in. The bytes are trusted in nothing. */
import { UserError } from '../errors.ts';
import type { Champion } from './champion.ts';
import { formatOf } from './formats.ts';

/** A message that quotes what a damaged file holds stays readable. */
const LONGEST_MESSAGE = 400;

/**
 * The champion in the bytes of a .safetensors, .json or .onnx file.
 * @param name the file's, for messages, and where the bytes do not tell their format
 * @throws UserError that says in one line what is wrong with them
 */
export function readChampion(bytes: Uint8Array, name = 'champion'): Champion {
  const fail = (what: string): never => {
    const line = what.replaceAll(/\s*\n\s*/g, ' ');
    throw new UserError(
      `${name}: ${line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE)}…` : line}`,
    );
  };
  if (bytes.length === 0) return fail('is empty');
  if (isRunFile(bytes)) {
    return fail('is a run file; `genoprop export` writes its champion to a file that can be read here');
  }
  const format = formatOf(bytes, name);
  if (format === undefined) {
    return fail(
      'is no champion: it must be a .safetensors, .json or .onnx file that `genoprop export` wrote',
    );
  }
  return format.read(bytes, fail, name);
}

/** How every SQLite database begins. */
function isRunFile(bytes: Uint8Array): boolean {
  return new TextDecoder().decode(bytes.subarray(0, 16)) === 'SQLite format 3\0';
}
