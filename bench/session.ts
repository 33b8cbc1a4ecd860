/** Session of the benchmark: suites in turn on one device, each figure reported at once. */
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
  /** True for small sizes on any device. */
  readonly isQuick?: boolean;
  /** Pattern of wanted checks and descents, for `BenchContext`. */
  readonly only?: RegExp | null;
  /** Folder of another build, for `BenchContext`. */
  readonly against?: string | null;
  print(line: string): void;
  /** Receives all results so far after each suite, so that a session that is cut short loses one suite alone. */
  readonly keep?: (result: SessionResult) => void;
}

export interface SuiteResult {
  readonly suite: string;
  readonly figures: readonly Figure[];
  /** Reason why there are no figures. */
  readonly skipped?: string;
  /** Reason why there are no further figures. */
  readonly failed?: string;
}

/** Result that `--json` writes. */
export interface SessionResult {
  readonly format: 'genoprop.bench/1';
  readonly machine: string;
  readonly device: string;
  readonly hardware: string;
  readonly kind: Present['kind'];
  readonly scale: BenchContext['scale'];
  readonly suites: readonly SuiteResult[];
}

/** Runs the suites and prints their figures one by one. A suite that fails loses its own further figures alone. */
export async function runSession(
  suites: readonly Suite[],
  { device, hardware, seconds, isQuick = false, only = null, against = null, print, keep }: SessionOptions,
): Promise<SessionResult> {
  const isFull = !isQuick && (hardware.kind === 'gpu' || device.name === 'wasm');
  const watched = new WatchedLine();
  let opened: Promise<Device> | null = null;
  let limits: Promise<CardLimits | null> | null = null;
  const context: BenchContext = {
    device,
    hardware,
    scale: isFull ? 'full' : 'small',
    only,
    against,
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
  const resultSoFar = (): SessionResult => ({
    format: 'genoprop.bench/1',
    machine: machineLine(),
    device: device.name,
    hardware: hardware.hardware,
    kind: hardware.kind,
    scale: context.scale,
    suites: [...results],
  });
  try {
    for (const suite of suites) {
      results.push(await runSuite(suite, context));
      keep?.(resultSoFar());
    }
  } finally {
    watched.clear();
    await context.abandon();
  }
  return resultSoFar();
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
    // A failure may have left the device useless to the suites that follow.
    await context.abandon();
    const failed = oneLine(error);
    context.print(`  failed: ${failed}`);
    return { suite: suite.name, figures, failed };
  }
  return { suite: suite.name, figures };
}

/**
 * Throws where a suite failed; call it once the figures are saved.
 * @throws RunError
 */
export function throwFailures({ suites }: SessionResult): void {
  const failed = suites.flatMap((one) => (one.failed === undefined ? [] : [`${one.suite}: ${one.failed}`]));
  if (failed.length > 0) throw new RunError(failed.join('; '));
}

/** Section of one device, so that measuring a GPU leaves the table of the processor unchanged. */
export function sectionOf(result: SessionResult, command: string): Section {
  const { device, hardware, suites } = result;
  const rows = suites.flatMap(({ figures }) => figures.map(row));
  const title = device === 'wasm' ? 'Speed' : `Speed on ${device}: ${hardware}`;
  return { title, command, body: [table(figureHead, rows), ...remarks(result)].join('\n\n') };
}

/** Sections of a session: the device's, and those of suites that have one of their own. */
export function sectionsOf(result: SessionResult, played: readonly Suite[], flags: string): Section[] {
  const titles = new Map(played.map(({ name, section }) => [name, section]));
  const some = (wanted: (suite: SuiteResult) => boolean) => ({
    ...result,
    suites: result.suites.filter(wanted),
  });
  const common = some(({ suite }) => titles.get(suite) === undefined);
  const alone = result.suites.filter(({ suite, figures }) => titles.get(suite) && figures.length > 0);
  return [
    ...(common.suites.length > 0 ? [sectionOf(common, `npm run bench -- ${flags}`)] : []),
    ...alone.map((suite) => ({
      ...sectionOf(
        some((other) => other === suite),
        `npm run bench -- --only ${suite.suite} ${flags}`,
      ),
      title: titles.get(suite.suite)!,
    })),
  ];
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
    // On wasm, suites of GPUs alone need no mention.
    ...(skipped.length > 0 && device !== 'wasm' ? [`Left out: ${skipped.join('; ')}.`] : []),
  ];
}

/** Status line at the bottom of a terminal, rewritten again and again; nothing where the output is no terminal. */
class WatchedLine {
  readonly #isWatched = process.stderr.isTTY === true;

  show(what: string): void {
    if (this.#isWatched) process.stderr.write(`\r\x1b[K  ${what}`);
  }

  clear(): void {
    if (this.#isWatched) process.stderr.write('\r\x1b[K');
  }
}
