/** Reader of an exported champion in any format. The bytes are not trusted. */
import { UserError } from '../errors.ts';
import { isSqlite } from '../formats/sqlite.ts';
import type { Champion } from './champion.ts';
import { formatOf } from './formats.ts';

/** Longest message, so that one that quotes a damaged file stays readable. */
const LONGEST_MESSAGE = 400;

/**
 * Champion in the bytes of a .safetensors, .json or .onnx file.
 * @param name the file's, for messages, and where the bytes do not tell their format
 * @throws UserError that names their fault in one line
 */
export function readChampion(bytes: Uint8Array, name = 'champion'): Champion {
  const fail = (what: string): never => {
    const line = what.replaceAll(/\s*\n\s*/g, ' ');
    throw new UserError(
      `${name}: ${line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE)}…` : line}`,
    );
  };
  if (bytes.length === 0) return fail('is empty');
  if (isSqlite(bytes)) {
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
