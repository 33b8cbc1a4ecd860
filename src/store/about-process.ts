/** Notes of a run file on the process that writes it. */
import { cpus } from 'node:os';
import process from 'node:process';
import { version } from '../version.ts';
import type { RunAbout } from './about.ts';

/**
 * Notes on this process.
 * @param created the wall clock, ISO 8601
 */
export function aboutThisProcess(created: string): RunAbout {
  return { genoprop: version(), created, commandLine: process.argv.slice(2), machine: machine() };
}

function machine(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  return `${model}, ${processors.length} cores, ${process.platform} ${process.arch}`;
}
