/** `genoprop bench`: every suite in turn, as a table and, on request, as JSON and in bench/RESULTS.md. */
import { writeFileSync } from 'node:fs';
import { chooseDevice } from '../src/engine/choose.ts';
import { findDevice, presenceOf } from '../src/engine/index.ts';
import { UserError } from '../src/errors.ts';
import { unknownName } from '../src/options/nearest.ts';
import { writeSection } from './results.ts';
import { runSession, type SessionResult, sectionsOf, throwFailures } from './session.ts';
import type { Suite } from './suite.ts';
import { checks } from './suites/checks.ts';
import { curvature } from './suites/curvature.ts';
import { descents } from './suites/descents.ts';
import { forward } from './suites/forward.ts';
import { genitor } from './suites/genitor.ts';
import { gradient } from './suites/gradient.ts';
import { neat } from './suites/neat.ts';
import { peak } from './suites/peak.ts';
import { population } from './suites/population.ts';
import { reservoirs } from './suites/reservoir.ts';
import { startup } from './suites/startup.ts';
import { strategies } from './suites/strategies.ts';
import { threads } from './suites/threads.ts';
import { updates } from './suites/updates.ts';

const suites: readonly Suite[] = [
  checks,
  peak,
  forward,
  gradient,
  updates,
  curvature,
  strategies,
  reservoirs,
  neat,
  descents,
  population,
  genitor,
  threads,
  startup,
];

export interface BenchOptions {
  /** File for the figures as JSON, or `-` for standard output (the table then goes to standard error). */
  readonly json?: string;
  /** Names of suites; all of them when empty or left out. */
  readonly only?: readonly string[];
  readonly device?: string;
  /** Seconds for a comparison. */
  readonly seconds?: number;
  /** Folder of another checkout, whose updates are compared with; for the suite `updates` alone. */
  readonly against?: string;
  /** True to replace the device's table in bench/RESULTS.md too. */
  readonly record?: boolean;
}

export const suiteNames: readonly string[] = suites.map(({ name }) => name);

/**
 * Runs the suites and prints their figures one by one.
 * @throws UserError on an unknown suite or device, or a file that cannot be written
 * @throws RunError where a suite fails, once the figures are written
 */
export async function runBench(options: BenchOptions = {}): Promise<void> {
  const chosen = chooseSuites(options.only ?? []);
  const isCommon = ({ section }: Suite): boolean => section === undefined;
  const isPart = chosen.some(isCommon) && chosen.filter(isCommon).length < suites.filter(isCommon).length;
  if (options.record && isPart) {
    const alone = suites.flatMap((suite) => (isCommon(suite) ? [] : [suite.name]));
    throw new UserError(
      `--record: replaces the whole table, so it needs all suites; leave out --only, or name with it suites that have a section of their own (${alone.join(', ')})`,
    );
  }
  if (options.against !== undefined) requireUpdates(options);
  const device = await chooseDevice(options.device ?? 'auto');
  const hardware = await presenceOf(findDevice(device.name));
  if (!hardware.present) throw new UserError(`device ${device.name} is gone: ${hardware.missing}`);
  if (options.record && hardware.kind === 'software') {
    throw new UserError(
      `--record: ${hardware.hardware} computes in software, and how fast says nothing of a GPU; leave out --record`,
    );
  }
  if (options.json !== undefined && options.json !== '-') writeOrRefuse(options.json, '');
  const print = options.json === '-' ? console.error : console.log;
  const jsonOf = (some: SessionResult): string => `${JSON.stringify(some, null, 2)}\n`;
  const keep = (some: SessionResult): void => {
    if (options.json !== undefined && options.json !== '-') writeOrRefuse(options.json, jsonOf(some));
  };
  const { seconds = 6, against = null } = options;
  const result = await runSession(chosen, { device, hardware, seconds, against, print, keep });
  if (options.json === '-') process.stdout.write(jsonOf(result));
  throwFailures(result);
  if (options.record) {
    const flags = device.name === 'wasm' ? '--record' : `--device ${device.name} --record`;
    for (const { title, command, body } of sectionsOf(result, chosen, flags)) {
      print(`\nwritten to ${writeSection(title, command, body)}`);
    }
  }
}

/** @throws UserError where the options are not those of a comparison */
function requireUpdates({ against, only = [], record }: BenchOptions): void {
  if (only.join() !== 'updates' || record) {
    throw new UserError(`--against ${against}: goes with --only updates, and without --record`);
  }
}

function chooseSuites(names: readonly string[]): readonly Suite[] {
  for (const name of names) {
    if (!suiteNames.includes(name)) throw unknownName('suite', name, suiteNames, '--only');
  }
  return names.length === 0 ? suites : suites.filter(({ name }) => names.includes(name));
}

function writeOrRefuse(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UserError(`--json ${file}: cannot write there (${(error as NodeJS.ErrnoException).code})`);
  }
}
