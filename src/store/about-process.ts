/** Notes of a run file on the process that writes it. */
import process from 'node:process';
import { machineInWords } from '../machine.ts';
import { version } from '../version.ts';
import type { RunAbout } from './about.ts';

/**
 * Notes on this process.
 * @param created the wall clock, ISO 8601
 */
export function aboutThisProcess(created: string): RunAbout {
  return { genoprop: version(), created, commandLine: process.argv.slice(2), machine: machineInWords() };
}
