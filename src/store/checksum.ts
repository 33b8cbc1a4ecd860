/** The checksum of what is stored as bytes with notes beside: SQLite has none, and a changed weight looks like another. */
import { crc32 } from 'node:zlib';
import { toExactJson } from '../formats/exact-json.ts';
import { Damage } from './damage.ts';

type Notes = Readonly<Record<string, unknown>>;

/** As JSON, the notes and the CRC-32 of them and the bytes. */
export function checkedNotes(notes: Notes, bytes: Uint8Array): string {
  return toExactJson({ ...notes, checksum: checksumOf(notes, bytes) });
}

/**
 * The notes without their checksum. Files of before there was one lack it.
 * @throws Damage where the notes or the bytes are not those that were written
 */
export function verifiedNotes({ checksum, ...notes }: Notes, bytes: Uint8Array, where: string): Notes {
  if (checksum !== undefined && checksum !== checksumOf(notes, bytes))
    throw new Damage(`${where}: is not what was written, its checksum says`);
  return notes;
}

const checksumOf = (notes: Notes, bytes: Uint8Array): number => crc32(bytes, crc32(toExactJson(notes)));
