/** genoprop's version, from its package.json. */
import { existsSync, readFileSync } from 'node:fs';

/** The package lies above this file, one level further where it has been compiled into `dist`. */
export function version(): string {
  const places = ['../package.json', '../../package.json'].map((path) => new URL(path, import.meta.url));
  const place = places.find((url) => existsSync(url));
  return place === undefined
    ? 'unknown'
    : (JSON.parse(readFileSync(place, 'utf8')) as { version: string }).version;
}
