/**
 * Hash of a champion's weights and sections that does not depend on the file format. The hash finds damage in files
 * that are still well-formed.
 */
import { createHash } from 'node:crypto';
import type { ChampionAbout } from './champion.ts';

/** Checksum: `sha256:` and 64 hexadecimal digits. */
export function checksumOf(about: ChampionAbout, parameters: Float32Array): string {
  const hash = createHash('sha256').update(JSON.stringify(sorted(about)));
  hash.update(new Uint8Array(parameters.buffer, parameters.byteOffset, parameters.byteLength));
  return `sha256:${hash.digest('hex')}`;
}

/** Value with sorted keys, so that their order does not matter. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]),
  );
}
