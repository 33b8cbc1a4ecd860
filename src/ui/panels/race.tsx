/** Race panel: a row a contestant, the leader, the running trials, and the last events. */

import type { ReactElement } from 'react';
import {
  type Criterion,
  goalText,
  reachedText,
  showsError,
  showsLoss,
} from '../../tournament/spec/criterion.ts';
import type { Checkpoint } from '../../tournament/spec/tournament.ts';
import type { NewsItem } from '../../watch/news.ts';
import { compareLead, inOrderOfLead, type Racer } from '../../watch/racing.ts';
import { shortMachine } from '../../words/machines.ts';
import { brief, compact, share, trimmed } from '../../words/numbers.ts';
import { printable } from '../../words/printable.ts';
import { shortenedNames } from '../../words/shortened-names.ts';
import { counted } from '../../words/text.ts';
import { shortTime } from '../../words/time.ts';
import { bar, TRIAL_MARKS_MEANING } from '../charts/marks.ts';
import type { Area } from '../model/layout.ts';
import { contestantSign, contestantStyle, faint } from '../terminal/styles.ts';
import { blank, fit, type Line, line, type Span, span, widthOf } from '../terminal/text.ts';
import { firstFitting, pieceLines, wholeSentences, wrapped } from '../terminal/wrapped.ts';
import { Panel } from './panel.tsx';
import { columnsFor, headOf, rowOf } from './race-table.ts';

export interface RaceProps extends Area {
  /** Last events, newest first. */
  readonly news: readonly NewsItem[];
  readonly racers: readonly Racer[];
  /** Success criterion of the task. */
  readonly criterion: Criterion;
  /** First contestant that is shown where not all fit. */
  readonly scroll: number;
  readonly focused: boolean;
  /** Verdict and its table, once there is one. */
  readonly verdict: readonly Line[];
}

/** Rows of the race that show every contestant and one line more. */
export const raceRows = (contestants: number): number => contestants + 4;

export function Race(props: RaceProps): ReactElement {
  const { racers, width, height, focused, criterion } = props;
  const about = span(solvedWhen(criterion), faint);
  return (
    <Panel
      name="race"
      focused={focused}
      about={[about, span(trialCounts(racers), faint)]}
      lines={raceLines(props)}
      width={width}
      height={height}
    />
  );
}

function solvedWhen(criterion: Criterion): string {
  return criterion.measure === undefined
    ? `solved below ${trimmed(share(criterion.error))} wrong`
    : `solved by ${goalText(criterion)}`;
}

function trialCounts(racers: readonly Racer[]): string {
  const total = (count: (racer: Racer) => number): number => racers.reduce((sum, one) => sum + count(one), 0);
  const planned = total(({ trials }) => trials.length);
  const running = total((one) => one.running);
  const done = total(({ finished }) => finished);
  const failed = total(({ trials }) => trials.filter(({ state }) => state === 'failed').length);
  // The table says which trials run.
  const also = failed === 0 ? `${running} running` : `${failed} failed`;
  return ` · ${done} of ${counted(planned, 'trial')} done, ${also}, ${total(({ solved }) => solved)} solved`;
}

export function raceLines(props: RaceProps): Line[] {
  const { racers, criterion, width, height, scroll, verdict } = props;
  const room = height - 1;
  const columns = columnsFor(width, racers, criterion);
  const rowsThatFit = Math.max(1, Math.min(racers.length, room - 1));
  const first = Math.min(scroll, racers.length - rowsThatFit);
  const rows = racers.slice(first, first + rowsThatFit).map((racer) => rowOf(columns, racer));
  const table = [headOf(columns), ...rows];
  const left = room - table.length;
  const hidden = racers.length - rowsThatFit;
  const more = hidden > 0 && left > 0 ? [line(` ${hidden} more, ↑ and ↓ move`, faint)] : [];
  if (left < 2) return [...table, ...more];
  const extra =
    verdict.length > 0
      ? [blank, ...wholeSentences(verdict, left - more.length - 1)]
      : [blank, aheadLine(racers, width, criterion), ...details(props, left - 2 - more.length)];
  return [...table, ...more, ...extra];
}

/** Measure that the task is judged by, before the values that every task has. */
const measured = (
  criterion: Criterion,
  { validationError: error, validationScore: score }: Checkpoint,
): string => (criterion.measure === undefined ? '' : `${reachedText(criterion, { error, score })}, `);

/** Values of a validation: the measure that the task is judged by, and the share wrong where it says something. */
function validated(criterion: Criterion, latest: Checkpoint): string {
  const own = measured(criterion, latest);
  if (!showsError(criterion)) return own.replace(/, $/, '');
  return `${own}${share(latest.validationError).padStart(5)} wrong`;
}

/** Running trials and the news; where both do not fit, as much of the news as does. */
function details({ news, racers, width, criterion }: RaceProps, room: number): Line[] {
  const running = racers.flatMap((racer) =>
    racer.trials.filter(({ state }) => state === 'running').map((trial) => ({ racer, trial })),
  );
  const lines: Line[] = [];
  if (running.length > 0 && room >= 3) {
    const most = Math.min(running.length, Math.max(1, Math.floor((room - 1) / 2)));
    const names = racers.map(({ name }) => name);
    const longest = Math.max(...running.map(({ racer }) => widthOf(racer.name)));
    const nameWidth = Math.min(28, longest, Math.max(4, width - 16));
    const short = shortenedNames(names, nameWidth, widthOf);
    lines.push(blank, line('running', faint));
    for (const { racer, trial } of running.slice(0, most)) {
      lines.push(
        runningLine(
          { ...racer, name: fit(short[names.indexOf(racer.name)]!, nameWidth) },
          trial,
          criterion,
          width,
        ),
      );
    }
  }
  const rest = room - lines.length - 2;
  if (rest >= 1 && news.length > 0) {
    const told = newsLines(news, width, rest);
    if (told.length > 0) lines.push(blank, line('news', faint), ...told);
  }
  const meaning = pieceLines(TRIAL_MARKS_MEANING.split('  '), width, faint);
  if (lines.length + 1 + meaning.length <= room) lines.push(blank, ...meaning);
  return lines;
}

/** Line of a running trial: the racer's name, padded to the longest, and as much of its state as fits. */
function runningLine(
  racer: Racer,
  trial: Racer['trials'][number],
  criterion: RaceProps['criterion'],
  width: number,
): Line {
  const { latest } = trial;
  const wrong = latest === null ? 'no validation yet' : validated(criterion, latest);
  const name = [
    span(` ${contestantSign(racer.index)} `, contestantStyle(racer.index)),
    span(racer.name),
    span(` seed ${String(trial.repetition).padEnd(3)} `, faint),
  ];
  const parts = [
    ...name,
    ...bar(trial.spent, 12, contestantStyle(racer.index)),
    span(` ${share(trial.spent).padStart(5)}`),
  ];
  const hasLoss = latest !== null && showsLoss(criterion);
  const loss = hasLoss ? [span(`, loss ${brief(latest.validationLoss)}`)] : [];
  const state = span(`  ${wrong}`);
  const on = trial.machine === null ? [] : [span(`  on ${shortMachine(trial.machine)}`, faint)];
  const whole = [...parts, state, ...loss];
  return firstFitting([[...whole, ...on], whole, [...parts, state], [...name, state], parts, name], width);
}

/** Lines of news, newest first, each whole; a long one is wrapped. */
export function newsLines(news: readonly NewsItem[], width: number, room: number): Line[] {
  const lines: Line[] = [];
  for (const { seconds, text } of news) {
    const time = seconds === null ? '' : `${shortTime(seconds).padStart(7)}  `;
    const item = wrapped(printable(text), Math.max(8, width - time.length));
    if (lines.length + item.length > room) break;
    lines.push(
      ...item.map((one, row) => [span(row === 0 ? time : ' '.repeat(time.length), faint), span(one)]),
    );
  }
  return lines;
}

/**
 * Sentence on the leader and its lead, shorter where there is less room. Nobody leads as long as no test says that
 * anybody is better than chance.
 */
export function aheadLine(racers: readonly Racer[], width: number, criterion: Criterion): Line {
  const [first, second] = inOrderOfLead(racers);
  if (first === undefined) return line('Nobody has been validated yet.', faint);
  const name = (racer: Racer): Span =>
    span(racer.name, { ...contestantStyle(racer.index), weight: 'strong' });
  const what = ({ solved, trials, best, macsToSolve }: Racer, wordy: boolean): string => {
    if (solved > 0) {
      const cost = macsToSolve === null ? '' : ` at ${compact(macsToSolve)} MACs`;
      return `solved ${solved} of ${trials.length}${wordy ? cost : ''}`;
    }
    if (best === null) return 'nothing yet';
    const reached =
      criterion.measure === undefined ? `${share(best.error)} wrong` : reachedText(criterion, best);
    const hasLoss = wordy && showsLoss(criterion);
    return `${reached}${hasLoss ? ` (loss ${brief(best.loss)})` : ''} at best`;
  };
  // A lowest number at chance level shows luck, not a lead.
  const atChance = first.beatsChance === false;
  const begins = atChance ? 'Nobody is better than chance yet; ' : '';
  const place = atChance ? ': ' : ' is ahead so far: ';
  const full = (wordy: boolean): Line => {
    if (second === undefined) return [span(begins), name(first), span(`: ${what(first, wordy)}.`)];
    if (compareLead(first, second) === 0) {
      return [
        span(begins),
        name(first),
        span(' and '),
        name(second),
        span(` are level: ${what(first, wordy)}.`),
      ];
    }
    const also = !atChance && second.beatsChance === false ? ', no better than chance' : '';
    return [
      span(begins),
      name(first),
      span(`${place}${what(first, wordy)}; then `),
      name(second),
      span(`: ${what(second, wordy)}${also}.`),
    ];
  };
  const shortest: Line = atChance
    ? line('Nobody is better than chance yet.')
    : second === undefined
      ? full(false)
      : compareLead(first, second) === 0
        ? [name(first), span(' and '), name(second), span(' are level.')]
        : [name(first), span(' is ahead so far.')];
  const lines = [full(true), full(false), shortest];
  return firstFitting(lines, width);
}
