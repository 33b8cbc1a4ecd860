/** Roll of a queue as lines for people: workers, their trials under way, what they cannot play, and the runs. */
import {
  FRESH_SECONDS,
  type PlayedTrial,
  type RunRecord,
  type WorkerRecord,
} from '../../machines/wire/records.ts';
import { type Column, fittedTable } from '../../session/fitted-table.ts';
import { moment } from '../../session/run-lines.ts';
import { paint, type Surface } from '../../session/terminal.ts';
import { bar, quantity } from '../../words/numbers.ts';
import { counted, wrap } from '../../words/text.ts';
import { duration } from '../../words/time.ts';
import type { Roll } from './roll.ts';

/** Most trials that are listed, and most refusals of a worker; --json has all. */
const MOST_TRIALS = 64;
const MOST_REFUSALS = 8;
const BAR_WIDTH = 10;

/**
 * Lines of the roll.
 * @param queue address of the server, without secrets
 * @param now wall clock, ISO 8601
 */
export function rollLines(
  { workers, runs, unreadable }: Roll,
  { queue, now }: { readonly queue: string; readonly now: string },
  { columns, colours }: Pick<Surface, 'columns' | 'colours'>,
): string[] {
  const { faint, strong, bad } = paint(colours);
  const titled = (lines: readonly string[]): string[] =>
    lines.map((text, row) => (row === 0 ? faint(text) : text));
  const refusals = workers.flatMap((one) => refusalTexts(one, runs));
  const title =
    workers.length === 0
      ? `No worker is at ${queue}; \`genoprop worker --connect URL\` on any machine is one.`
      : `${counted(workers.length, 'worker')} at ${queue}, ${threadsText(workers)}`;
  return [
    ...wrap(title, columns - 1).map(strong),
    ...(workers.length === 0 ? [] : titled(fittedTable(workerColumns(workers, now), workers, columns))),
    ...section(titled(trialLines(workers, runs, columns))),
    ...section(
      refusals.length === 0
        ? []
        : [faint('cannot play'), ...refusals.flatMap((text) => hung(text, columns)).map(bad)],
    ),
    ...section(runs.length === 0 ? [] : titled(fittedTable(runColumns(now), runs, columns))),
    ...section(unreadable.flatMap((text) => wrap(`cannot be read: ${text}`, columns - 1).map(bad))),
  ];
}

/** Lines after a blank one; nothing where there are none. */
const section = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', ...lines]);

function threadsText(workers: readonly WorkerRecord[]): string {
  const threads = workers.reduce((sum, one) => sum + one.threads, 0);
  const trials = workers.reduce((sum, one) => sum + one.trials.length, 0);
  return `${counted(threads, 'thread')}, ${counted(trials, 'trial')} under way`;
}

function workerColumns(workers: readonly WorkerRecord[], now: string): readonly Column<WorkerRecord>[] {
  const isOn = ({ adapter }: WorkerRecord): boolean => adapter !== null;
  return [
    { head: 'worker', align: 'left', cell: ({ name }) => name },
    ...(workers.every(({ name, host }) => name === host)
      ? []
      : [{ head: 'host', align: 'left' as const, droppedAs: 6, cell: ({ host }: WorkerRecord) => host }]),
    { head: 'state', align: 'left', cell: ({ state }) => state },
    { head: 'threads', align: 'right', droppedAs: 7, cell: ({ threads }) => String(threads) },
    { head: 'trials', align: 'right', cell: ({ trials }) => String(trials.length) },
    { head: 'played', align: 'right', cell: ({ played }) => String(played) },
    { head: 'here for', align: 'right', droppedAs: 5, cell: ({ began }) => sinceText(began, now) },
    { head: 'genoprop', align: 'left', droppedAs: 4, cell: ({ genoprop }) => genoprop },
    ...(workers.some(isOn)
      ? [
          {
            head: 'GPU',
            align: 'left' as const,
            droppedAs: 3,
            cell: ({ adapter }: WorkerRecord) => adapter ?? '-',
          },
        ]
      : []),
    { head: 'machine', align: 'left', droppedAs: 2, cell: ({ machine }) => machine },
    { head: 'Node', align: 'left', droppedAs: 1, cell: ({ node }) => node },
  ];
}

interface UnderWay extends PlayedTrial {
  readonly worker: string;
  readonly title: string;
}

function trialLines(workers: readonly WorkerRecord[], runs: readonly RunRecord[], columns: number): string[] {
  const all = workers.flatMap(({ name, trials }) =>
    trials.map((trial): UnderWay => ({ ...trial, worker: name, title: titleOf(trial.run, runs) })),
  );
  if (all.length === 0) return [];
  const several = new Set(all.map(({ run }) => run)).size > 1;
  const shown = all.slice(0, MOST_TRIALS);
  const lines = fittedTable(trialColumns(several), shown, columns);
  const hidden = all.length - shown.length;
  return hidden === 0 ? lines : [...lines, `and ${hidden} more; --json lists all`];
}

const trialColumns = (several: boolean): readonly Column<UnderWay>[] => [
  { head: 'worker', align: 'left', cell: ({ worker }) => worker },
  { head: 'trial under way', align: 'left', cell: ({ trial }) => trial },
  {
    head: '',
    align: 'left',
    droppedAs: 2,
    cell: ({ spent }) => bar(spent ?? 0, BAR_WIDTH),
  },
  {
    head: 'budget',
    align: 'right',
    cell: ({ spent }) => (spent === null ? '-' : `${Math.floor(100 * spent)} %`),
  },
  { head: 'MACs', align: 'right', droppedAs: 4, cell: ({ macs }) => (macs === 0 ? '-' : quantity(macs)) },
  { head: 'time', align: 'right', droppedAs: 3, cell: ({ seconds }) => duration(seconds) },
  ...(several
    ? [{ head: 'run', align: 'left' as const, droppedAs: 1, cell: ({ title }: UnderWay) => title }]
    : []),
];

/** Most characters of a title. */
const MOST_TITLE = 48;

const shortened = (title: string): string =>
  title.length <= MOST_TITLE ? title : `${title.slice(0, MOST_TITLE - 1)}…`;

const titleOf = (run: string, runs: readonly RunRecord[]): string =>
  shortened(runs.find((one) => one.run === run)?.title ?? `run ${run}`);

/** Sentences on what a worker cannot play, those of one reason and run together, the newest last. */
function refusalTexts({ name, refused }: WorkerRecord, runs: readonly RunRecord[]): string[] {
  const groups = Map.groupBy(refused, ({ run, reason }) => JSON.stringify([run, reason]));
  const texts = [...groups.values()].map((same) => {
    const { trial, run, reason } = same[0]!;
    const what =
      same.length === 1
        ? trial
        : `${counted(same.length, 'trial')} of ${titleOf(run, runs)}, such as ${trial}`;
    return `${name}: ${what}: ${reason}`;
  });
  const hidden = texts.length - MOST_REFUSALS;
  return hidden <= 0
    ? texts
    : [`${name}: ${hidden} reasons more; --json lists all`, ...texts.slice(-MOST_REFUSALS)];
}

/** Text with a hanging indent. */
function hung(text: string, columns: number): string[] {
  const [first = '', ...rest] = wrap(text, columns - 3, '  ');
  return [first, ...rest.map((line) => `  ${line}`)];
}

const runColumns = (now: string): readonly Column<RunRecord>[] => [
  { head: 'run', align: 'left', cell: ({ title }) => shortened(title) },
  { head: 'trials', align: 'right', cell: ({ trials }) => `${trials.ended}/${trials.all}` },
  { head: 'state', align: 'left', cell: (run) => stateText(run, now) },
  {
    head: 'coordinator',
    align: 'left',
    droppedAs: 3,
    cell: ({ host, process }) => `${host}, process ${process}`,
  },
  { head: 'genoprop', align: 'left', droppedAs: 2, cell: ({ genoprop }) => genoprop },
  { head: 'written (UTC)', align: 'left', droppedAs: 1, cell: ({ at }) => moment(at) },
];

/** State of a run; one whose coordinator no longer writes its record has none. */
function stateText({ state, at, trials }: RunRecord, now: string): string {
  const silent = secondsBetween(at, now);
  if (state === 'closed') return trials.ended === trials.all ? 'done' : 'left by its coordinator';
  if (silent > FRESH_SECONDS) return `no coordinator for ${duration(silent)}`;
  return state;
}

const sinceText = (stamp: string, now: string): string => duration(secondsBetween(stamp, now));

/** Seconds between two stamps, of clocks that may differ. */
const secondsBetween = (from: string, to: string): number =>
  Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
