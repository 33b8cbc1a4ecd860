/** Machines panel: a row a machine, its trials under way below it, and the trials that wait for one. */
import type { ReactElement } from 'react';
import type { TournamentSpec } from '../../tournament/spec/tournament.ts';
import type { TrialStanding } from '../../tournament/standing.ts';
import type { MachineStanding, MachinesStanding } from '../../watch/machines.ts';
import { compact, share } from '../../words/numbers.ts';
import { counted } from '../../words/text.ts';
import { shortTime } from '../../words/time.ts';
import { bar } from '../charts/marks.ts';
import type { Area } from '../model/layout.ts';
import { contestantSign, contestantStyle, faint, good, type Style, strong } from '../terminal/styles.ts';
import { fit, type Line, line, lineWidth, type Span, span, widthOf } from '../terminal/text.ts';
import { sentenceLines } from '../terminal/wrapped.ts';
import { Panel } from './panel.tsx';

export interface MachinesProps extends Area {
  readonly spec: TournamentSpec;
  /** Null where one machine plays all trials. */
  readonly machines: MachinesStanding | null;
  /** First machine that is shown, where not all fit. */
  readonly scroll: number;
  readonly focused: boolean;
}

export function Machines(props: MachinesProps): ReactElement {
  const { machines, width, height, focused } = props;
  return (
    <Panel
      name="machines"
      focused={focused}
      about={machines === null ? [] : aboutOf(machines)}
      lines={machinesLines(props)}
      width={width}
      height={height}
    />
  );
}

function aboutOf({ machines, waiting, trials }: MachinesStanding): Line {
  const total = (count: (one: MachineStanding) => number): number =>
    machines.reduce((sum, one) => sum + count(one), 0);
  return [
    span(`${total(({ running }) => running.length)} running, ${waiting} waiting`, faint),
    span(`, ${total(({ ended }) => ended)} of ${counted(trials, 'trial')} done`, faint),
  ];
}

const ALONE = 'All trials are played on one machine.';

export function machinesLines(props: MachinesProps): Line[] {
  const { machines: standing, spec, width, height, scroll } = props;
  const room = Math.max(1, height - 1);
  if (standing === null) return sentenceLines(ALONE, width, room, faint);
  const { machines, waiting } = standing;
  const waits = waiting === 0 ? [] : [line(waitingText(waiting), faint)];
  const free = Math.max(1, room - 1 - waits.length);
  const isScrolled = machines.length > free && free > 1;
  const rows = Math.min(machines.length, isScrolled ? free - 1 : free);
  const first = Math.max(0, Math.min(scroll, machines.length - rows));
  const kept = machines.slice(first, first + rows);
  const more = isScrolled ? [line(` ${machines.length - rows} more, ↑ and ↓ move`, faint)] : [];
  const left = room - 1 - kept.length - more.length - waits.length;
  const below = sharedRows(
    kept.map(({ running }) => running.length),
    left,
  );
  const columns = columnsFor(width, machines);
  const under = trialLines(kept, below, spec, width);
  return [
    headOf(columns),
    ...kept.flatMap((one, index) => [rowOf(columns, one), ...under[index]!]),
    ...more,
    ...waits,
  ].slice(0, room);
}

const waitingText = (waiting: number): string =>
  ` ${counted(waiting, 'trial')} ${waiting === 1 ? 'waits' : 'wait'} for a machine`;

/** Rows for the trials of each machine, as evenly as their numbers and the room allow. */
export function sharedRows(wanted: readonly number[], room: number): number[] {
  const given = wanted.map(() => 0);
  for (let left = room, gave = true; left > 0 && gave; ) {
    gave = false;
    for (const [index, want] of wanted.entries()) {
      if (left === 0 || given[index]! >= want) continue;
      given[index]!++;
      left--;
      gave = true;
    }
  }
  return given;
}

interface Column {
  readonly head: string;
  readonly width: number;
  readonly side: 'left' | 'right';
  /** Priority of a column that may be dropped, the lowest first; a column without one stays. */
  readonly rank?: number;
  cell(machine: MachineStanding): readonly [text: string, style?: Style | undefined];
}

const LEAST_NAME = 8;

function columnsFor(width: number, machines: readonly MachineStanding[]): Column[] {
  const names = Math.max(7, ...machines.map(({ name }) => widthOf(name)));
  const numbers: Column[] = [
    { head: 'running', width: 7, side: 'right', rank: 6, cell: ({ running }) => [String(running.length)] },
    { head: 'done', width: 5, side: 'right', cell: ({ ended }) => [String(ended)] },
    {
      head: 'solved',
      width: 6,
      side: 'right',
      rank: 4,
      cell: ({ solved }) => (solved === 0 ? ['-', faint] : [`${solved}✓`, good]),
    },
    ...(machines.some(({ failed }) => failed > 0)
      ? [
          {
            head: 'failed',
            width: 6,
            side: 'right' as const,
            rank: 5,
            cell: ({ failed }: MachineStanding) => [failed === 0 ? '-' : String(failed)] as const,
          },
        ]
      : []),
    {
      head: 'MACs',
      width: 6,
      side: 'right',
      rank: 3,
      cell: ({ macs }) => [macs === 0 ? '-' : compact(macs)],
    },
    { head: 'time', width: 6, side: 'right', rank: 2, cell: ({ seconds }) => [shortTime(seconds)] },
    { head: 'MACs/s', width: 6, side: 'right', rank: 2, cell: rateOf },
  ];
  const widthOfAll = (columns: readonly Column[]): number =>
    columns.reduce((sum, column) => sum + column.width + 2, 0);
  let kept = numbers;
  while (widthOfAll(kept) + LEAST_NAME + 1 > width && kept.some(({ rank }) => rank !== undefined)) {
    const least = Math.min(...kept.map(({ rank }) => rank ?? Number.POSITIVE_INFINITY));
    kept = kept.filter(({ rank }) => rank !== least);
  }
  const room = Math.max(1, width - 1 - widthOfAll(kept));
  const name: Column = {
    head: 'machine',
    width: Math.min(room, names),
    side: 'left',
    cell: (one) => [one.name, one.running.length > 0 ? strong : undefined],
  };
  const rest = room - name.width - 2;
  const parts = machines.map(({ machine, name: short }) => partsOf(machine, short));
  const longest = Math.max(...parts.map(widthOf));
  if (rest < 16 || longest === 0) return [name, ...kept];
  return [
    name,
    ...kept,
    {
      head: 'processor',
      width: Math.min(rest, longest),
      side: 'left',
      cell: (one) => [partsOf(one.machine, one.name), faint],
    },
  ];
}

/** Processor of a machine that goes by another name. */
const partsOf = (machine: string, name: string): string =>
  machine === name ? '' : machine.slice(name.length).replace(/^[:,]\s*/, '');

/** Multiply-accumulates a second of computing, by which machines compare. */
function rateOf({ macs, seconds }: MachineStanding): readonly [string] {
  return [seconds > 0 ? compact(macs / seconds) : '-'];
}

const headOf = (columns: readonly Column[]): Line => [
  span(` ${columns.map(({ head, width, side }) => fit(head, width, side)).join('  ')}`, faint),
];

const rowOf = (columns: readonly Column[], one: MachineStanding): Line => [
  span(' '),
  ...columns.flatMap(({ width, side, cell }, index): Span[] => {
    const [text, style] = cell(one);
    return [span(index === 0 ? '' : '  '), span(fit(text, width, side), style)];
  }),
];

/** Lines of the trials under way on machines, the last of each counts those that have no room. */
function trialLines(
  machines: readonly MachineStanding[],
  rows: readonly number[],
  spec: TournamentSpec,
  width: number,
): Line[][] {
  const names = Math.min(24, Math.max(4, ...spec.contestants.map(({ name }) => widthOf(name))));
  const shown = machines.map(({ running }, index) =>
    [...running]
      .sort((a, b) => b.spent - a.spent)
      .slice(0, running.length > rows[index]! ? Math.max(0, rows[index]! - 1) : rows[index]!),
  );
  const variants = shown.map((trials) => trials.map((trial) => trialVariants(trial, spec, names)));
  // All lines have the same parts.
  const fitting = [0, 1, 2].find((variant) =>
    variants.flat().every((lines) => lineWidth(lines[variant]!) <= width),
  );
  return variants.map((trials, index) => {
    const hidden = machines[index]!.running.length - trials.length;
    return [
      ...trials.map((lines) => lines[fitting ?? 3]!),
      ...(rows[index] === 0 || hidden === 0
        ? []
        : [line(`   ${hidden}${trials.length === 0 ? '' : ' more'} running`, faint)]),
    ];
  });
}

/** Index of a contestant; of a candidate of a tuning that of its search. */
function indexOf(contestant: string, { contestants }: TournamentSpec): number {
  const search = (name: string): string => name.replace(/#\d+$/, '');
  const own = contestants.findIndex(({ name }) => name === contestant);
  return own >= 0 ? own : contestants.findIndex(({ name }) => search(name) === search(contestant));
}

/** Line of a trial with all parts, and with fewer and fewer. */
function trialVariants(trial: TrialStanding, spec: TournamentSpec, nameWidth: number): readonly Line[] {
  const index = indexOf(trial.contestant, spec);
  const style = index < 0 ? faint : contestantStyle(index);
  const sign = index < 0 ? ' ' : contestantSign(index);
  const name = [
    span(`   ${sign} `, style),
    span(fit(trial.contestant, nameWidth)),
    span(` seed ${String(trial.repetition).padEnd(3)} `, faint),
  ];
  const progress = [...bar(trial.spent, 12, style), span(` ${share(trial.spent).padStart(5)}`)];
  const { macs, seconds } = trial.cost;
  const cost = [span(`  ${compact(macs).padStart(6)} MACs  ${shortTime(seconds).padStart(6)}`)];
  const task = spec.tasks.length > 1 ? [span(`  ${trial.task}`, faint)] : [];
  return [
    [...name, ...progress, ...cost, ...task],
    [...name, ...progress, ...task],
    [...name, ...progress],
    name,
  ];
}
