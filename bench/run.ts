/** `genoprop bench`: every suite in turn, as a table and, on request, as JSON and in bench/RESULTS.md. */
import { writeFileSync } from 'node:fs';
import { chooseDevice } from '../src/engine/index.ts';
import { UserError } from '../src/errors.ts';
import { unknownName } from '../src/options/nearest.ts';
import { machineLine, table, writeSection } from './results.ts';
import type { BenchContext, Figure, Suite } from './suite.ts';
import { forward } from './suites/forward.ts';
import { genitor } from './suites/genitor.ts';
import { gradient } from './suites/gradient.ts';
import { peak } from './suites/peak.ts';
import { startup } from './suites/startup.ts';
import { threads } from './suites/threads.ts';

const suites: readonly Suite[] = [peak, forward, gradient, genitor, threads, startup];

export interface BenchOptions {
  /** A file for the figures as JSON, or `-` for standard output (the table then goes to standard error). */
  readonly json?: string;
  /** Names of suites; all of them when empty or left out. */
  readonly only?: readonly string[];
  readonly device?: string;
  /** Seconds a comparison. */
  readonly seconds?: number;
  /** Also replace the table in bench/RESULTS.md. */
  readonly record?: boolean;
}

export const suiteNames: readonly string[] = suites.map(({ name }) => name);

/**
 * Runs the suites and prints their figures as they come.
 * @throws UserError on an unknown suite or device, or a file that cannot be written
 */
export async function runBench(options: BenchOptions = {}): Promise<void> {
  const chosen = chooseSuites(options.only ?? []);
  if (options.record && chosen.length < suites.length) {
    throw new UserError('--record: replaces the whole table, so it needs all suites; leave out --only');
  }
  const device = chooseDevice(options.device ?? 'auto');
  if (options.json !== undefined && options.json !== '-') writeOrRefuse(options.json, '');
  const print = options.json === '-' ? console.error : console.log;
  const context: BenchContext = { device, seconds: options.seconds ?? 6, peak: null };
  print(`${machineLine()}, ${device.why}`);
  const results: { suite: string; figures: Figure[] }[] = [];
  for (const suite of chosen) {
    print(`\n${suite.name}: ${suite.summary}`);
    const figures = await suite.run(context);
    results.push({ suite: suite.name, figures });
    for (const figure of figures) print(`  ${sentence(figure)}`);
  }
  const json = `${JSON.stringify({ format: 'genoprop.bench/1', machine: machineLine(), device: device.name, suites: results }, null, 2)}\n`;
  if (options.json === '-') process.stdout.write(json);
  else if (options.json !== undefined) writeOrRefuse(options.json, json);
  if (options.record) {
    const rows = results.flatMap(({ figures }) => figures.map(row));
    const head = ['what', 'figure', 'spread', 'peer', 'ratio', 'goal', 'note'];
    print(`\nwritten to ${writeSection('Speed', 'npm run bench -- --record', table(head, rows))}`);
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

const shown = (value: number): string =>
  value >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
const spreadOf = ({ spread }: Figure): string =>
  spread === undefined ? '' : `± ${(100 * spread).toFixed(0)} %`;
const ratioOf = ({ ratio }: Figure): string => (ratio === undefined ? '' : `${ratio.toFixed(1)} times`);

function sentence(figure: Figure): string {
  const { what, value, unit, peer, goal, note } = figure;
  const beside =
    peer === undefined ? '' : `${peer.name} ${shown(peer.value)} ${unit}: ${ratioOf(figure)} as fast`;
  const extras = [beside, note ?? '', goal === undefined ? '' : `goal: ${goal}`].filter(
    (text) => text !== '',
  );
  const measured = [`${shown(value)} ${unit}`, spreadOf(figure)].filter((text) => text !== '').join(' ');
  return `${what}: ${measured}${extras.length > 0 ? `  (${extras.join('; ')})` : ''}`;
}

function row(figure: Figure): string[] {
  const { what, value, unit, peer, goal, note } = figure;
  const beside = peer === undefined ? '' : `${peer.name} ${shown(peer.value)} ${unit}`;
  return [what, `${shown(value)} ${unit}`, spreadOf(figure), beside, ratioOf(figure), goal ?? '', note ?? ''];
}
