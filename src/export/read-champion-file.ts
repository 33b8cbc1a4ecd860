/** Exported champion on disk. */
import { UserError } from '../errors.ts';
import { lookAtFile, readInputFile } from '../formats/input-file.ts';
import type { Champion } from './champion.ts';
import { readChampion } from './read-champion.ts';

/** Most bytes of a champion file; nets have at most 4096 units, some 70 million parameters. */
const MOST_BYTES = 2e9;

/** @throws UserError where there is no such file, or it holds no champion */
export function readChampionFile(file: string): Champion {
  if (lookAtFile(file)?.isDirectory()) {
    throw new UserError(`${file}: is a folder; name a file that \`genoprop export\` wrote`);
  }
  return readChampion(readInputFile(file, { what: 'a champion', most: MOST_BYTES }), file);
}
