/**
 * Standalone benchmark, for a machine that has nothing but a graphics card's driver: `scripts/bundle-bench.js` bundles
 * it and its `run.sh` starts it. First the webgpu device is compared with the reference; then it is measured.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { chooseDevice } from '../src/engine/choose.ts';
import { findDevice, presenceOf } from '../src/engine/index.ts';
import { oneLine, RunError, UserError } from '../src/errors.ts';
import { unknownName } from '../src/options/nearest.ts';
import { sectionText } from './results.ts';
import { runSession, type SessionResult, sectionOf, throwFailures } from './session.ts';
import type { Suite } from './suite.ts';
import { checks } from './suites/checks.ts';
import { descents } from './suites/descents.ts';
import { forward } from './suites/forward.ts';
import { genitor } from './suites/genitor.ts';
import { gradient } from './suites/gradient.ts';
import { population } from './suites/population.ts';

const DEVICE = 'webgpu';

const measuring: readonly Suite[] = [descents, population, forward, gradient, genitor];
const suitesByName: Readonly<Record<string, Suite>> = Object.fromEntries(
  [checks, ...measuring].map((suite) => [suite.name, suite]),
);

const usage = `./run.sh [FOLDER] [--checks | --bench | --suites NAMES] [--only PATTERN] [--quick] [--seconds N]

Holds genoprop's webgpu device on this machine's graphics card against the reference, and then measures it. Results
go into FOLDER (default ./results) as JSON and Markdown, named after the card, and are written after each suite. Exit
code 1 where a check fails.

The checks took over two minutes beside an NVIDIA H200, most of it the reference's on the processor, when they had no
LSTM and no GRU; measuring takes 30 figures of training and 8 of populations at N seconds each or a little more, and PyTorch half a minute.

  --checks        the checks alone
  --bench         the measuring alone
  --suites NAMES  these suites, joined by commas: ${Object.keys(suitesByName).join(', ')}
  --only PATTERN  of checks and descents those whose line matches the regular expression, without PyTorch
  --quick         small sizes, to see that all works
  --seconds N     seconds a figure (default 6)
  --help          this`;

interface Wish {
  readonly folder: string;
  readonly suites: readonly (readonly Suite[])[];
  readonly only: RegExp | null;
  readonly isQuick: boolean;
  readonly seconds: number;
  readonly command: string;
}

const flags = {
  checks: { type: 'boolean', default: false },
  bench: { type: 'boolean', default: false },
  suites: { type: 'string' },
  only: { type: 'string' },
  quick: { type: 'boolean', default: false },
  seconds: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** Options of the command line; null where only help is asked for. @throws UserError */
function wishOf(args: readonly string[]): Wish | null {
  const { values, positionals } = parsed(args);
  if (values.help) return null;
  if (positionals.length > 1)
    throw new UserError(`one folder at most, not ${positionals.length}; see --help`);
  if (values.checks && values.bench) throw new UserError('--checks and --bench: leave both out to have both');
  if (values.suites !== undefined && (values.checks || values.bench))
    throw new UserError('--suites: names all that is to run; leave out --checks and --bench');
  const seconds = Number(values.seconds ?? (values.quick ? 1 : 6));
  if (!(seconds > 0 && seconds <= 3600)) {
    throw new UserError(`--seconds ${values.seconds}: must be a number above 0 and at most 3600`);
  }
  const usual = [...(values.bench ? [] : [[checks]]), ...(values.checks ? [] : [measuring])];
  return {
    folder: resolve(positionals[0] ?? 'results'),
    suites: values.suites === undefined ? usual : [named(values.suites)],
    only: patternOf(values.only),
    isQuick: values.quick,
    seconds,
    command: ['./run.sh', ...args.filter((arg) => !positionals.includes(arg))].join(' '),
  };
}

function named(names: string): readonly Suite[] {
  return names.split(',').map((name) => {
    const suite = Object.hasOwn(suitesByName, name) ? suitesByName[name] : undefined;
    if (suite === undefined) throw unknownName('suite', name, Object.keys(suitesByName), '--suites');
    return suite;
  });
}

function patternOf(text: string | undefined): RegExp | null {
  if (text === undefined) return null;
  try {
    return new RegExp(text, 'u');
  } catch (error) {
    throw new UserError(`--only ${text}: ${oneLine(error)}`);
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags, allowPositionals: true });
  } catch (error) {
    throw new UserError(`${oneLine(error)}; see --help`);
  }
}

async function run({ folder, suites, only, isQuick, seconds, command }: Wish): Promise<void> {
  const device = await chooseDevice(DEVICE);
  const hardware = await presenceOf(findDevice(DEVICE));
  if (!hardware.present) throw new RunError(`device ${DEVICE} is gone: ${hardware.missing}`);
  makeFolder(folder);
  let before: SessionResult['suites'] = [];
  let paths = '';
  for (const some of suites) {
    const keep = (result: SessionResult): void => {
      paths = write(folder, { ...result, suites: [...before, ...result.suites] }, command);
    };
    const result = await runSession(some, {
      ...{ device, hardware, seconds, only, isQuick, keep },
      print: console.log,
    });
    before = [...before, ...result.suites];
    // A device that is not right need not be fast.
    throwFailures(result);
  }
  console.log(`\nwritten to ${paths}`);
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new UserError(`${folder}: cannot be made (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** Writes `NVIDIA-H100-PCIe.json`, and the section for bench/RESULTS.md in the file beside it. Returns their names. */
function write(folder: string, result: SessionResult, command: string): string {
  const name = result.hardware.replace(/[^\p{L}\p{N}.]+/gu, '-');
  const path = join(folder, name);
  try {
    writeFileSync(`${path}.json`, `${JSON.stringify(result, null, 2)}\n`);
    writeFileSync(`${path}.md`, sectionText(sectionOf(result, command)));
  } catch (error) {
    throw new UserError(`${folder}: cannot write there (${(error as NodeJS.ErrnoException).code})`);
  }
  return `${path}.json and ${path}.md`;
}

try {
  const wish = wishOf(process.argv.slice(2));
  if (wish === null) console.log(usage);
  else await run(wish);
} catch (error) {
  console.error(`genoprop bench: ${oneLine(error)}`);
  process.exitCode = error instanceof UserError ? 2 : 1;
}
