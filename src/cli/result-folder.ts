/** Folder for the result files of a command. */
import { mkdirSync } from 'node:fs';
import { UserError } from '../errors.ts';
import { failureReason } from '../session/output-file.ts';

/**
 * Makes the folder, with those above it, unless it is there.
 * @param flag the flag that named it
 * @throws UserError where it cannot be made
 */
export function makeFolder(flag: string, folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new UserError(`${flag} ${folder}: cannot be made, ${failureReason(error)}`);
  }
}
