/** The packages of queues: optional, imported when a queue is opened. */
import { isNotFound } from '../../engine/missing-package.ts';
import { UserError } from '../../errors.ts';
import { optionalPackage } from '../../version.ts';

/** Packages that a queue on each kind of server needs. */
const PACKAGES = {
  bullmq: ['bullmq', 'ioredis'],
  ioredis: ['bullmq', 'ioredis'],
  pg: ['bullmq', 'pg'],
} as const;

/** @throws UserError where the package is not installed, with the command that installs it */
export async function loadPackage<T>(name: keyof typeof PACKAGES, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!isNotFound(error, name)) throw error;
    const needed = PACKAGES[name].map(optionalPackage).join(' ');
    throw new UserError(`the npm package ${name} is not installed; run \`npm install ${needed}\``);
  }
}
