/**
 * Optional npm packages: genoprop installs without them, and the devices that need one tell the command that adds it.
 */
import { createRequire } from 'node:module';
import { optionalPackage } from '../version.ts';
import type { Missing } from './presence.ts';

/** Finds the file of a package, or throws; another one in tests. */
export type Resolve = (name: string) => string;

const resolveHere: Resolve = createRequire(import.meta.url).resolve;

/** True for an installed package, even a broken one: loading it reports its failure. */
export function isInstalled(name: string, resolve: Resolve = resolveHere): boolean {
  try {
    resolve(name);
    return true;
  } catch (error) {
    return !isNotFound(error, name);
  }
}

/** True where an import failed because the package itself is not installed, rather than something in it. */
export function isNotFound(error: unknown, name: string): boolean {
  const { code, message } = error as Partial<NodeJS.ErrnoException>;
  const isMissing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
  return isMissing && message?.includes(`'${name}'`) === true;
}

/** Packages as missing, with the command that adds the tested versions. */
export const notInstalled = (...names: readonly string[]): Missing => ({
  present: false,
  missing: `the npm package ${names[0]} is not installed`,
  remedy: `run \`npm install ${names.map(optionalPackage).join(' ')}\``,
});
