/** Reading of a data file from the folder that a user names. The only file of the tasks that needs Node. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { oneLine, UserError } from '../../src/errors.ts';
import { readInputFile } from '../../src/formats/input-file.ts';

/** Most bytes of a file, as it is and unpacked. */
const MOST_BYTES = 2 ** 28;

/** Bytes of the file as they are. @throws UserError where it is missing, no regular file, too large or unreadable */
export function readDataFile(file: string): Buffer {
  try {
    const bytes = readInputFile(file, { what: 'a data file', most: MOST_BYTES });
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  } catch (error) {
    throw new UserError(`${oneLine(error)} (docs/tasks.md describes the files)`);
  }
}

/** Bytes that gzip has packed. @throws UserError where it has not, and where they are too many */
export function unpacked(bytes: Uint8Array, file: string): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    throw new UserError(
      `${file} is no gzip file that can be unpacked: ${oneLine(error)} (docs/tasks.md describes the files)`,
    );
  }
}

/** Path of a file in a folder. */
export const pathIn = (folder: string, name: string): string => join(folder, name);

export const isThere = (file: string): boolean => existsSync(file);

/** SHA-256 of the bytes, 64 hexadecimal digits. */
export const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
