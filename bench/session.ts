/** A session of the benchmark: suites in turn on one device, each figure told as soon as it is there. */
import process from 'node:process';
import type { DeviceChoice } from '../src/engine/choose.ts';
import type { Device } from '../src/engine/device.ts';
import { openDevice } from '../src/engine/index.ts';
import type { Present } from '../src/engine/presence.ts';
import { oneLine, RunError } from '../src/errors.ts';
import { type CardLimits, limitsOf } from './gpu/limits.ts';
import { machineLine, type Section, table } from './results.ts';
import type { BenchContext, Figure, Suite } from './suite.ts';
import { figureHead, row, sentence } from './words.ts';

export interface SessionOptions {
  readonly device: DeviceChoice;
  readonly hardware: Present;
  readonly seconds: number;
  /** Small sizes, whatever computes. */
  readonly isQuick?: boolean;
  print(line: string): void;
}

export interface SuiteResult {
  readonly suite: string;
  readonly figures: readonly Figure[];
  /** Why there are none. */
  readonly skipped?: string;
  /** Why there are no more. */
  readonly failed?: string;
}

/** What `--json` writes. */
export interface SessionResult {
  readonly format: 'genoprop.bench/1';
  readonly machine: string;
  readonly device: string;
  readonly hardware: string;
  readonly kind: Present['kind'];
  readonly scale: BenchContext['scale'];
  readonly suites: readonly SuiteResult[];
}

/** Runs the suites and prints their figures as they come. A suite that fails costs its own further figures alone. */
export async function runSession(
  suites: readonly Suite[],
  { device, hardware, seconds, isQuick = false, print }: SessionOptions,
): Promise<SessionResult> {
  const isFull = !isQuick && (hardware.kind === 'gpu' || device.name === 'wasm');
  const watched = new WatchedLine();
  let opened: Promise<Device> | null = null;
  let limits: Promise<CardLimits | null> | null = null;
  const context: BenchContext = {
    device,
    hardware,
    scale: isFull ? 'full' : 'small',
    seconds,
    peak: null,
    open() {
      opened ??= Promise.resolve(openDevice(device.name));
      return opened;
    },
    async abandon() {
      const closing = opened;
      opened = null;
      await (await closing)?.close();
    },
    limits() {
      limits ??= limitsOf(device.name);
      return limits;
    },
    print(line) {
      watched.clear();
      print(line);
    },
    tell: (what) => watched.show(what),
  };
  context.print(`${machineLine()}, ${device.why}`);
  const results: SuiteResult[] = [];
  try {
    for (const suite of suites) results.push(await runSuite(suite, context));
  } finally {
    watched.clear();
    await context.abandon();
  }
  return {
    format: 'genoprop.bench/1',
    machine: machineLine(),
    device: device.name,
    hardware: hardware.hardware,
    kind: hardware.kind,
    scale: context.scale,
    suites: results,
  };
}

async function runSuite(suite: Suite, context: BenchContext): Promise<SuiteResult> {
  const reason = await suite.skips(context);
  if (reason !== null) {
    context.print(`\n${suite.name}: skipped, for ${reason}`);
    return { suite: suite.name, figures: [], skipped: reason };
  }
  context.print(`\n${suite.name}: ${suite.summary}`);
  const figures: Figure[] = [];
  try {
    for await (const figure of suite.run(context)) {
      figures.push(figure);
      context.print(`  ${sentence(figure)}`);
    }
  } catch (error) {
    // What went wrong on the device may have left it of no use to the suites that follow.
    await context.abandon();
    const failed = oneLine(error);
    context.print(`  failed: ${failed}`);
    return { suite: suite.name, figures, failed };
  }
  return { suite: suite.name, figures };
}

/** @throws RunError where a suite failed; to be called once what was measured is safe */
export function throwFailures({ suites }: SessionResult): void {
  const failed = suites.flatMap((one) => (one.failed === undefined ? [] : [`${one.suite}: ${one.failed}`]));
  if (failed.length > 0) throw new RunError(failed.join('; '));
}

/** A section of a device's own, so that measuring a GPU leaves the table of the processor as it is. */
export function sectionOf(result: SessionResult, command: string): Section {
  const { device, hardware, suites } = result;
  const rows = suites.flatMap(({ figures }) => figures.map(row));
  const title = device === 'wasm' ? 'Speed' : `Speed on ${device}: ${hardware}`;
  return { title, command, body: [table(figureHead, rows), ...remarks(result)].join('\n\n') };
}

function remarks({ device, kind, scale, hardware, suites }: SessionResult): string[] {
  const told = (one: SuiteResult, why: string) => `${one.suite} (${why})`;
  const failed = suites.flatMap((one) => (one.failed === undefined ? [] : [told(one, one.failed)]));
  const skipped = suites.flatMap((one) => (one.skipped === undefined ? [] : [told(one, one.skipped)]));
  const isSmall = scale === 'small';
  return [
    ...(kind === 'software' ? [`${hardware} computes in software: this says nothing of a GPU.`] : []),
    ...(isSmall ? ['Small sizes, which show that all works and not how fast it can be.'] : []),
    ...(failed.length > 0 ? [`Failed: ${failed.join('; ')}.`] : []),
    // What is of GPUs alone goes without saying on wasm.
    ...(skipped.length > 0 && device !== 'wasm' ? [`Left out: ${skipped.join('; ')}.`] : []),
  ];
}

/** The last line of a terminal, rewritten again and again; nothing where nobody watches. */
class WatchedLine {
  readonly #isWatched = process.stderr.isTTY === true;

  show(what: string): void {
    if (this.#isWatched) process.stderr.write(`\r\x1b[K  ${what}`);
  }

  clear(): void {
    if (this.#isWatched) process.stderr.write('\r\x1b[K');
  }
}
