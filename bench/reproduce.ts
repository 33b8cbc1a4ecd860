/**
 * `npm run reproduce -- NAME`: runs a reproduction on all cores, tests its claim, and writes the table into
 * bench/RESULTS.md. Without a name it lists them. Exit code 1 when a claim does not hold.
 *
 * `--workers N` takes fewer cores, `--run FILE` another run file than `runs/reproduce-NAME.run.sqlite` for those that
 * take hours; these are resumed where they were cut short. `--report` plays nothing and writes the results in the file.
 * A series, such as fair-fight, plays several scripts, each with a run file of its own in runs/.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { wallClockStamp } from '../src/clock.ts';
import { unknownName } from '../src/options/nearest.ts';
import { aboutThisProcess } from '../src/store/about-process.ts';
import { readRun } from '../src/store/read-run.ts';
import type { RunFile } from '../src/store/run-file.ts';
import { openSessionRun } from '../src/store/session-run.ts';
import { noEarlierSession, type TrialOutcome } from '../src/tournament/earlier-session.ts';
import { runTournament } from '../src/tournament/threads/run-tournament.ts';
import { quantile } from './measure.ts';
import { fairFight, fairFightNight } from './reproductions/fair-fight/index.ts';
import { genitor20 } from './reproductions/genitor-20.ts';
import { msgdCr50 } from './reproductions/msgd-cr-50.ts';
import { oneModel } from './reproductions/one-model.ts';
import type { Afterwards, Reproduction } from './reproductions/reproduction.ts';
import { commandOf, playSeries, type Series } from './reproductions/series.ts';
import { table, writeSection } from './results.ts';
import { projectRoot } from './root.ts';

const reproductions: readonly Reproduction[] = [genitor20, msgdCr50, oneModel];
const series: readonly Series[] = [fairFight, fairFightNight];

interface Options {
  readonly workers: number;
  readonly run: string | undefined;
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

/** Row of a contestant, over its trials. */
function summaryRow(name: string, trials: readonly TrialOutcome[]): string[] {
  const solving = trials.flatMap((trial) => (trial.costToSolve ? [trial.costToSolve] : []));
  const steps = solving.map((cost) => cost.updates || cost.evaluations);
  const errors = trials.flatMap((trial) => (trial.testError === null ? [] : [trial.testError]));
  const stops = new Map<string, number>();
  for (const { stop } of trials) stops.set(stop.reason, (stops.get(stop.reason) ?? 0) + 1);
  return [
    name,
    `${trials.filter((trial) => trial.solved).length} of ${trials.length}`,
    solving.length > 0
      ? `${count(median(steps))} (${count(Math.min(...steps))} to ${count(Math.max(...steps))})`
      : 'none',
    solving.length > 0 ? count(median(solving.map((cost) => cost.macs))) : 'none',
    errors.length > 0
      ? `${share(median(errors))} (${share(Math.min(...errors))} to ${share(Math.max(...errors))})`
      : 'none',
    median(trials.map((trial) => trial.cost.seconds)).toFixed(1),
    [...stops].map(([reason, times]) => `${times} ${reason}`).join(', '),
  ];
}

async function reproduce(reproduction: Reproduction, options: Options): Promise<boolean> {
  const { name, title, claim, spec } = reproduction;
  console.log(claim);
  const path =
    options.run ?? (reproduction.isLong ? join(projectRoot(), 'runs', `reproduce-${name}.run.sqlite`) : null);
  const ended = options.report ? [] : await play(reproduction, path, options.workers);
  if (ended === null) return false;
  const { outcomes, after } = path === null ? { outcomes: ended, after: null } : await readRun(path, read);
  const results = new Map(
    spec.contestants.map((contestant) => [
      contestant.name,
      outcomes.filter(({ id }) => id.split('/')[1] === contestant.name),
    ]),
  );
  const left = spec.tasks.length * spec.contestants.length * spec.seeds - outcomes.length;
  const holds = left === 0 && reproduction.holds(results) && (after?.holds ?? true);
  const head = [
    'contestant',
    'solved',
    'updates or evaluations to solve: median (range)',
    'MACs to solve',
    'test error: median (range)',
    'seconds a trial',
    'ended by',
  ];
  const rows = [...results].flatMap(([contestant, trials]) =>
    trials.length === 0 ? [] : [summaryRow(contestant, trials)],
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
  console.log(`${body}\nwritten to ${writeSection(title, `npm run reproduce -- ${name}`, body)}`);
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

/**
 * Plays the tournament. Returns the trials that have ended; null where Ctrl-C stopped it: a run file is resumed the
 * next time.
 */
async function play(
  { name, spec }: Reproduction,
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
      const error = result.testError === null ? 'not tested' : `${share(result.testError)} wrong`;
      console.log(
        `${result.id}: ${result.solved ? 'solved' : 'not solved'}, ${error}, ${result.stop.reason} ${result.stop.detail}, ${result.cost.updates} updates, ${result.cost.evaluations} evaluations, ${result.cost.seconds.toFixed(1)} s`,
      );
    }
  } finally {
    run?.close();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  }
  if (!controller.signal.aborted) return ended;
  console.log(path === null ? 'stopped' : `stopped; npm run reproduce -- ${name} goes on with ${path}`);
  return null;
}

const { values, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    run: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
    report: { type: 'boolean', default: false },
  },
});
if (names.length === 0) {
  console.log('npm run reproduce -- NAME, where NAME is one of');
  for (const { name, claim } of [...reproductions, ...series]) console.log(`  ${name}: ${claim}`);
}
for (const name of names) {
  const options: Options = { ...values, run: values.run, workers: Number(values.workers) };
  const reproduction = reproductions.find((one) => one.name === name);
  const several = series.find((one) => one.name === name);
  if (reproduction === undefined && several === undefined) {
    const known = [...reproductions, ...series].map((one) => one.name);
    console.error(unknownName('reproduction', name, known).message);
    process.exitCode = 2;
    continue;
  }
  const holds =
    several === undefined ? await reproduce(reproduction!, options) : await reproduceSeries(several, options);
  if (!holds) process.exitCode = 1;
}
