/**
 * A hash of a champion's weights and sections that does not depend on the format it is written in. A file that
 * was damaged on its way can be well-formed and wrong; this tells.
 */
import { createHash } from 'node:crypto';
import type { ChampionAbout } from './champion.ts';

/** `sha256:` and 64 hexadecimal digits. */
export function checksumOf(about: ChampionAbout, parameters: Float32Array): string {
  const hash = createHash('sha256').update(JSON.stringify(sorted(about)));
  hash.update(new Uint8Array(parameters.buffer, parameters.byteOffset, parameters.byteLength));
  return `sha256:${hash.digest('hex')}`;
}

/** With keys in one order, whoever wrote them. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]),
  );
}
