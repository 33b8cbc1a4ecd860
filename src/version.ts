/** What genoprop's own package.json says: its version, and the versions of the packages that it can use. */
import { existsSync, readFileSync } from 'node:fs';

interface Manifest {
  readonly version: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** The package lies above this file, one level further where it has been compiled into `dist`. */
function manifest(): Manifest | null {
  const places = ['../package.json', '../../package.json'].map((path) => new URL(path, import.meta.url));
  const place = places.find((url) => existsSync(url));
  return place === undefined ? null : (JSON.parse(readFileSync(place, 'utf8')) as Manifest);
}

/** genoprop's version. */
export const version = (): string => manifest()?.version ?? 'unknown';

/** An optional package in the version that genoprop was tested with, as `npm install` takes it: `webgpu@0.6.2`. */
export function optionalPackage(name: string): string {
  const tested = manifest()?.peerDependencies?.[name];
  return tested === undefined ? name : `${name}@${tested}`;
}
