/**
 * `npm run reproduce -- NAME`: runs a reproduction on all cores, tests its claim, and writes the table into
 * bench/RESULTS.md. Without a name it lists them. Exit code 1 when a claim does not hold.
 *
 * `--workers N` takes fewer cores, `--run FILE` another run file than `runs/reproduce-NAME.run.sqlite` for those that
 * take hours; these are resumed where they were cut short. `--data FOLDER` holds the data of those that need some.
 * `--report` plays nothing and writes the results in the file.
 * A series, such as fair-fight, plays several scripts, each with a run file of its own in runs/.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { wallClockStamp } from '../src/clock.ts';
import { oneLine, RunError, UserError } from '../src/errors.ts';
import { unknownName } from '../src/options/nearest.ts';
import { aboutThisProcess } from '../src/store/about-process.ts';
import { readRun } from '../src/store/read-run.ts';
import type { RunFile } from '../src/store/run-file.ts';
import { openSessionRun } from '../src/store/session-run.ts';
import { noEarlierSession, type TrialOutcome } from '../src/tournament/earlier-session.ts';
import { runTournament } from '../src/tournament/run-tournament.ts';
import { type Criterion, lossName } from '../src/tournament/spec/criterion.ts';
import type { TournamentSpec } from '../src/tournament/spec/tournament.ts';
import { quantile } from './measure.ts';
import { boxes } from './reproductions/boxes.ts';
import { counting, grammar } from './reproductions/counting.ts';
import { doublePole } from './reproductions/double-pole.ts';
import { echoStates } from './reproductions/echo-states.ts';
import { fairFight, fairFightNight } from './reproductions/fair-fight/index.ts';
import { forcing } from './reproductions/forcing.ts';
import { forcingMackeyGlass } from './reproductions/forcing-mackey-glass.ts';
import { gaits } from './reproductions/gait.ts';
import { genitor20 } from './reproductions/genitor-20.ts';
import { longLags } from './reproductions/long-lags.ts';
import { machines } from './reproductions/machines.ts';
import { msgdCr50 } from './reproductions/msgd-cr-50.ts';
import { music2013 } from './reproductions/music-2013.ts';
import { jsbChorales, nottingham } from './reproductions/music-lstm.ts';
import { naturalProblems } from './reproductions/natural-problems.ts';
import { type Computed, neatXor } from './reproductions/neat-xor.ts';
import { oneModel } from './reproductions/one-model.ts';
import { pathological } from './reproductions/pathological.ts';
import { platformFirst, platformUnseen } from './reproductions/platform.ts';
import { policyGradient, policyGradientPoles } from './reproductions/policy-gradient.ts';
import { text } from './reproductions/ptb-characters.ts';
import type { Afterwards, Reproduction } from './reproductions/reproduction.ts';
import { images } from './reproductions/sequential-mnist.ts';
import { commandOf, playSeries, type Series } from './reproductions/series.ts';
import { strategies } from './reproductions/strategies.ts';
import { table, writeSection } from './results.ts';
import { projectRoot } from './root.ts';

const reproductions: readonly Reproduction[] = [
  genitor20,
  msgdCr50,
  longLags,
  pathological,
  strategies,
  counting,
  grammar,
  forcing,
  forcingMackeyGlass,
  naturalProblems,
  nottingham,
  jsbChorales,
  ...music2013,
  text,
  images,
  oneModel,
  ...echoStates,
  ...doublePole,
  platformFirst,
  platformUnseen,
  policyGradient,
  policyGradientPoles,
  ...gaits,
];
const series: readonly Series[] = [fairFight, fairFightNight];
const computed: readonly Computed[] = [neatXor, boxes, machines];

interface Options {
  readonly workers: number;
  readonly run: string | undefined;
  /** Folder of data. */
  readonly data: string | undefined;
  /** True to play nothing. */
  readonly report: boolean;
}

const median = (values: readonly number[]): number =>
  quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
const share = (value: number): string => `${(100 * value).toPrecision(3)} %`;
const count = (value: number): string => (value >= 1e7 ? value.toExponential(2) : String(Math.round(value)));

/** Result of a trial on the test set, as its task is judged: the share wrong, or the loss. */
const resultOf = ({ testError, testLoss }: TrialOutcome, success: Criterion): number | null =>
  isByLoss(success) ? testLoss : testError;

const isByLoss = (success: Criterion): boolean => success.measure !== undefined && success.of === 'loss';

const written = (result: number, success: Criterion): string =>
  !isByLoss(success) ? share(result) : result < 0.1 ? result.toPrecision(3) : result.toFixed(2);

/** Header of the results. */
function resultName(success: Criterion): string {
  const { name, unit } = lossName(success);
  return isByLoss(success) ? `test ${name}${unit === undefined ? '' : ` (${unit})`}` : 'test error';
}

/** Row of a contestant, over its trials. */
function summaryRow(name: string, trials: readonly TrialOutcome[], success: Criterion): string[] {
  const solving = trials.flatMap((trial) => (trial.costToSolve ? [trial.costToSolve] : []));
  const steps = solving.map((cost) => cost.updates || cost.evaluations);
  const results = trials.flatMap((trial) => resultOf(trial, success) ?? []);
  const inWords = (result: number): string => written(result, success);
  const stops = new Map<string, number>();
  for (const { stop } of trials) stops.set(stop.reason, (stops.get(stop.reason) ?? 0) + 1);
  return [
    name,
    `${trials.filter((trial) => trial.solved).length} of ${trials.length}`,
    solving.length > 0
      ? `${count(median(steps))} (${count(Math.min(...steps))} to ${count(Math.max(...steps))})`
      : 'none',
    solving.length > 0 ? count(median(solving.map((cost) => cost.macs))) : 'none',
    results.length > 0
      ? `${inWords(median(results))} (${inWords(Math.min(...results))} to ${inWords(Math.max(...results))})`
      : 'none',
    median(trials.map((trial) => trial.cost.seconds)).toFixed(1),
    [...stops].map(([reason, times]) => `${times} ${reason}`).join(', '),
  ];
}

/** Tournament of a reproduction; null where it needs data and no folder is given. */
async function specOf({ spec }: Reproduction, data: string | undefined): Promise<TournamentSpec | null> {
  if ('prepared' in spec) return spec.prepared();
  if (typeof spec !== 'function') return spec;
  return data === undefined ? null : spec(data);
}

/** Flag that a reproduction cannot do without. */
const needed = ({ data }: Reproduction): string => (data === undefined ? '' : ' --data FOLDER');

async function reproduce(reproduction: Reproduction, options: Options): Promise<boolean> {
  const { name, title, claim } = reproduction;
  console.log(claim);
  const spec = await specOf(reproduction, options.data);
  if (spec === null) {
    throw new UserError(`${name} needs --data FOLDER, the folder with ${reproduction.data}`);
  }
  const { success } = spec.tasks[0]!.facts;
  const path =
    options.run ?? (reproduction.isLong ? join(projectRoot(), 'runs', `reproduce-${name}.run.sqlite`) : null);
  const ended = options.report ? [] : await play(spec, path, options.workers);
  if (ended === null) return false;
  const { outcomes, after } = path === null ? { outcomes: ended, after: null } : await readRun(path, read);
  const results = new Map(
    spec.contestants.map((contestant) => [
      contestant.name,
      // The task's label, in front, may hold a path.
      outcomes.filter(({ id }) => id.split('/').at(-2) === contestant.name),
    ]),
  );
  const left = spec.tasks.length * spec.contestants.length * spec.seeds - outcomes.length;
  const holds = left === 0 && reproduction.holds(results) && (after?.holds ?? true);
  const head = [
    ...(spec.tasks.length > 1 ? ['task'] : []),
    'contestant',
    'solved',
    'updates or evaluations to solve: median (range)',
    'MACs to solve',
    `${resultName(success)}: median (range)`,
    'seconds a trial',
    'ended by',
  ];
  const rows = spec.tasks.flatMap((task) =>
    [...results].flatMap(([contestant, all]) => {
      const trials = all.filter(({ id }) => id.startsWith(`${task.label}/`));
      const row = trials.length === 0 ? [] : [summaryRow(contestant, trials, task.facts.success)];
      return spec.tasks.length > 1 ? row.map((cells) => [task.label, ...cells]) : row;
    }),
  );
  const said =
    left === 0
      ? `The claim **${holds ? 'holds' : 'does not hold'}**.`
      : `${left} of its trials have **not ended**.`;
  const body = [
    claim,
    '',
    `Seeds ${spec.seeds}, tournament seed ${spec.seed}${options.report ? '' : `, ${options.workers} workers`}. ${said}`,
    ...(rows.length === 0 ? [] : ['', table(head, rows)]),
    ...(after === null ? [] : ['', after.text]),
  ].join('\n');
  console.log(
    `${body}\nwritten to ${writeSection(title, `npm run reproduce -- ${name}${needed(reproduction)}`, body)}`,
  );
  return holds;

  async function read(run: RunFile): Promise<{ outcomes: TrialOutcome[]; after: Afterwards | null }> {
    const finished = run
      .trials()
      .flatMap(({ state, result }) => (state === 'finished' ? (result ?? []) : []));
    return { outcomes: finished, after: (await reproduction.after?.(run)) ?? null };
  }
}

/** Plays a series and writes what all of its run files hold. Returns false where it was stopped or failed. */
async function reproduceSeries(one: Series, { workers, report }: Options): Promise<boolean> {
  console.log(one.claim);
  if (!report && !(await playSeries(one, workers))) return false;
  for (const { path, svg } of one.figures()) writeFileSync(join(projectRoot(), path), svg);
  const commands = one.parts.map((part) => `- \`${commandOf(part)}\``).join('\n');
  const body = `${one.claim} Each part by itself:\n\n${commands}\n\n${await one.text()}`;
  console.log(`${body}\nwritten to ${writeSection(one.title, `npm run reproduce -- ${one.name}`, body)}`);
  return true;
}

/** Plays a reproduction that is a program of its own, and writes its results. Returns true where its claim holds. */
async function reproduceComputed({ name, title, claim, play: compute }: Computed): Promise<boolean> {
  console.log(claim);
  const { text, holds } = await compute();
  const body = `${claim}\n\nThe claim **${holds ? 'holds' : 'does not hold'}**.\n\n${text}`;
  console.log(`${text}\nwritten to ${writeSection(title, `npm run reproduce -- ${name}`, body)}`);
  return holds;
}

/**
 * Plays the tournament. Returns the trials that have ended; null where Ctrl-C stopped it: a run file is resumed the
 * next time.
 */
async function play(
  spec: TournamentSpec,
  path: string | null,
  workers: number,
): Promise<TrialOutcome[] | null> {
  if (path !== null) mkdirSync(dirname(path), { recursive: true });
  const about = { ...aboutThisProcess(wallClockStamp()), commandLine: [] };
  const { run, past } =
    path === null ? { run: null, past: noEarlierSession } : openSessionRun(path, spec, about);
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  const ended: TrialOutcome[] = [];
  const options = {
    workers,
    signal: controller.signal,
    resume: past.resume,
    finished: new Set(past.finished.keys()),
  };
  try {
    for await (const event of runTournament(spec, options)) {
      run?.record(event);
      if (event.type !== 'finished') continue;
      const { result } = event;
      if (result.stop.reason !== 'stopped') ended.push(result);
      const { success } = spec.tasks[0]!.facts;
      const reached = resultOf(result, success);
      const shown = reached === null ? 'not tested' : `${resultName(success)} ${written(reached, success)}`;
      console.log(
        `${result.id}: ${result.solved ? 'solved' : 'not solved'}, ${shown}, ${result.stop.reason} ${result.stop.detail}, ${result.cost.updates} updates, ${result.cost.evaluations} evaluations, ${result.cost.seconds.toFixed(1)} s`,
      );
    }
  } finally {
    run?.close();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  }
  if (!controller.signal.aborted) return ended;
  console.log(path === null ? 'stopped' : `stopped; the same command goes on with ${path}`);
  return null;
}

/**
 * Names and options of the command line.
 * @throws UserError on an unknown option or a number of workers that is none
 */
function readArguments(): { readonly names: readonly string[]; readonly options: Options } {
  const options = {
    run: { type: 'string' },
    data: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
    report: { type: 'boolean', default: false },
  } as const;
  const { values, positionals } = parsed();
  const workers = Number(values.workers);
  if (!Number.isInteger(workers) || workers < 1) {
    throw new UserError(`--workers: must be a whole number from 1, not '${values.workers}'`);
  }
  return {
    names: positionals,
    options: { run: values.run, data: values.data, report: values.report, workers },
  };

  function parsed() {
    try {
      return parseArgs({ allowPositionals: true, options });
    } catch (error) {
      throw new UserError(`${oneLine(error)}; known: ${Object.keys(options).join(', ')}`);
    }
  }
}

async function main(): Promise<void> {
  const { names, options } = readArguments();
  if (names.length === 0) {
    console.log('npm run reproduce -- NAME, where NAME is one of');
    for (const { name, claim } of [...reproductions, ...series, ...computed])
      console.log(`  ${name}: ${claim}`);
  }
  for (const name of names) {
    const reproduction = reproductions.find((one) => one.name === name);
    const several = series.find((one) => one.name === name);
    const program = computed.find((one) => one.name === name);
    if (program !== undefined) {
      if (!(await reproduceComputed(program))) process.exitCode = 1;
      continue;
    }
    if (reproduction === undefined && several === undefined) {
      throw unknownName(
        'reproduction',
        name,
        [...reproductions, ...series, ...computed].map((one) => one.name),
      );
    }
    const holds =
      several === undefined
        ? await reproduce(reproduction!, options)
        : await reproduceSeries(several, options);
    if (!holds) process.exitCode = 1;
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UserError || error instanceof RunError)) throw error;
  console.error(`reproduce: ${error.message}`);
  process.exitCode = error instanceof UserError ? 2 : 1;
}
