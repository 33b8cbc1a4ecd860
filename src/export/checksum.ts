/**
 * Hash of a champion's weights and sections that does not depend on the file format. The hash finds damage in files
 * that are still well-formed.
 */
import { Sha256 } from '../numeric/sha-256.ts';
import type { ChampionAbout } from './champion.ts';

/** Checksum: `sha256:` and 64 hexadecimal digits. */
export function checksumOf(about: ChampionAbout, parameters: Float32Array): string {
  const hash = new Sha256().update(JSON.stringify(sorted(about)));
  return `sha256:${hash.update(parameters).hex()}`;
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
