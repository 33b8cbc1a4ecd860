/** Checksum of stored bytes and their notes: SQLite has none, and a damaged weight looks like any other number. */
import { crc32 } from 'node:zlib';
import { toExactJson } from '../formats/exact-json.ts';
import { Damage } from './damage.ts';

type Notes = Readonly<Record<string, unknown>>;

/** Notes as JSON, with the CRC-32 of them and the bytes. */
export function checkedNotes(notes: Notes, bytes: Uint8Array): string {
  return toExactJson({ ...notes, checksum: checksumOf(notes, bytes) });
}

/**
 * Notes without their checksum. Files of versions before the checksum lack it.
 * @throws Damage where the notes or the bytes are not those that were written
 */
export function verifiedNotes({ checksum, ...notes }: Notes, bytes: Uint8Array, where: string): Notes {
  if (checksum !== undefined && checksum !== checksumOf(notes, bytes))
    throw new Damage(`${where}: is not what was written, its checksum says`);
  return notes;
}

const checksumOf = (notes: Notes, bytes: Uint8Array): number => crc32(bytes, crc32(toExactJson(notes)));
