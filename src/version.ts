/** Package of genoprop: its version, the versions of the packages that it can use, and the files that come with it. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Manifest {
  readonly version: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Candidates for the package's root: above this file, one level further where it has been compiled into `dist`. */
const ROOTS = ['../', '../../'].map((path) => new URL(path, import.meta.url));
const root = (): URL | undefined => ROOTS.find((url) => existsSync(new URL('package.json', url)));

function manifest(): Manifest | null {
  const place = root();
  return place === undefined
    ? null
    : (JSON.parse(readFileSync(new URL('package.json', place), 'utf8')) as Manifest);
}

/** Version of genoprop. */
export const version = (): string => manifest()?.version ?? 'unknown';

/** Optional package in the version that genoprop was tested with, as `npm install` takes it: `webgpu@0.6.2`. */
export function optionalPackage(name: string): string {
  const tested = manifest()?.peerDependencies?.[name];
  return tested === undefined ? name : `${name}@${tested}`;
}

/** Path of a file that comes with the package, for example `examples/tasks/forecast.ts`. */
export const packageFile = (path: string): string => fileURLToPath(new URL(path, root() ?? ROOTS[0]));
