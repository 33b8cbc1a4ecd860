/** Frame around the panels: title and progress above; key hints below. */

import { atATime, secondsLeft } from '../../tournament/standing.ts';
import { printable } from '../../words/printable.ts';
import { shortTime } from '../../words/time.ts';
import { panelsWith, type Screen } from '../model/screen.ts';
import type { Shown } from '../model/shown.ts';
import { bad, faint, good, here, type Style, strong } from '../terminal/styles.ts';
import { fit, type Line, lineWidth, type Span, span, widthOf } from '../terminal/text.ts';
import { bothEnds, firstFitting, wrapped } from '../terminal/wrapped.ts';

export function headerLine(shown: Shown, screen: Screen, width: number): Line {
  const { spec, elapsed, over, watched } = shown;
  const { label } = spec.tasks[screen.task] ?? { label: '' };
  const several = spec.tasks.length > 1 ? ` (task ${screen.task + 1} of ${spec.tasks.length}, [ ])` : '';
  const state: Span[] = [];
  if (over !== null) state.push(span(` ${over} `, here), span(' '));
  else if (screen.paused)
    state.push(span(watched ? ' held ' : ' paused ', { ...bad, reversed: true }), span(' '));
  // Later rounds of a tuning are not planned yet, so nobody knows how long they take.
  const isOpen = (spec.tuning?.rounds.length ?? 1) > 1;
  const left =
    over === null && !isOpen ? secondsLeft(shown.standing, atATime(shown.standing, shown.workers)) : null;
  const times = [
    ...(elapsed === null ? [] : [shortTime(elapsed)]),
    ...(left === null ? [] : [`at most ${shortTime(left)} left`]),
  ];
  const name = [
    span('genoprop ', strong),
    span(fit(label, Math.min(widthOf(label), Math.max(12, width - 40)))),
  ];
  const tasks = several === '' ? [] : [span(several, faint)];
  const whole = several === '' ? [] : [span(`${several}${inAll(shown)}`, faint)];
  const pairs: readonly (readonly [Line, Line])[] = [
    [
      [...name, ...whole],
      [...state, span(times.join(', '), faint)],
    ],
    [
      [...name, ...tasks],
      [...state, span(times.join(', '), faint)],
    ],
    [
      [...name, ...tasks],
      [...state, span(times[0] ?? '', faint)],
    ],
    [name, [...state, span(times[0] ?? '', faint)]],
    [name, state],
  ];
  const [begin, end] = pairs.find(([one, other]) => lineWidth(one) + lineWidth(other) < width) ?? [name, []];
  return bothEnds(begin, end, width);
}

/** Progress of all tasks together. */
function inAll({ standing }: Shown): string {
  const done = [...standing.values()].filter(({ result }) => result !== null).length;
  return `, in all ${done} of ${standing.size} trials done`;
}

interface KeyHint {
  readonly key: string;
  readonly does: string;
  /** Rank of the hint; where not all fit, the highest rank is left out first. */
  readonly rank: number;
}

/** Most rows of a note. */
const NOTE_ROWS = 4;

/** Footer: the note, in as many lines as it takes, or else the key hints. */
export function footerLines(shown: Shown, screen: Screen, width: number): Line[] {
  const note = printable(shown.note);
  const lines = wrapped(note, width).slice(0, NOTE_ROWS);
  if (note !== '') return lines.map((text) => [span(text, { ...strong, ...noteStyle })]);
  return [footerLine(shown, screen, width)];
}

/** Key hints in one line. */
function footerLine(shown: Shown, screen: Screen, width: number): Line {
  if (!shown.keys)
    return firstFitting(
      [[span('no keyboard here; Ctrl-C stops', faint)], [span('Ctrl-C stops', faint)]],
      width,
    );
  const arrows = arrowHints(screen);
  // Arrows that step through something are of more use than the curves' keys.
  const ofCurves = arrows.length > 0 ? 8 : 5;
  const hints: KeyHint[] = [
    ...panelsWith(shown.machines?.machines.length ?? 0).map((does, index) => ({
      key: String(index + 1),
      does,
      rank: 4,
    })),
    ...arrows,
    { key: 'x', does: 'axis', rank: ofCurves },
    { key: 'l', does: 'log', rank: ofCurves },
    { key: 'v', does: 'measure', rank: 9 },
    { key: 'p', does: screen.paused ? 'go on' : shown.watched ? 'hold' : 'pause', rank: 2 },
    { key: 'q', does: 'quit', rank: 1 },
    { key: '?', does: 'help', rank: 3 },
  ];
  return fitHints(hints, screen, width);
}

const noteStyle: Style = good;

function arrowHints(screen: Screen): KeyHint[] {
  const { panel } = screen;
  if (panel === 'nets')
    return [
      { key: '↑↓', does: 'nets', rank: 7 },
      { key: '←→', does: 'sequence', rank: 6 },
    ];
  if (panel === 'machines') return [{ key: '↑↓', does: 'machine', rank: 7 }];
  if (panel !== 'inside') return [];
  return [
    { key: '↑↓', does: screen.beside ? 'left, right' : 'contestant', rank: 6 },
    { key: '←→', does: screen.beside ? 'seed' : 'trial', rank: 7 },
    { key: 'b', does: screen.beside ? 'one alone' : 'two', rank: 8 },
  ];
}

function fitHints(hints: readonly KeyHint[], screen: Screen, width: number): Line {
  const length = hints.reduce((sum, { key, does }) => sum + key.length + does.length + 3, -2);
  if (length <= width || hints.length === 0) {
    return hints.flatMap(({ key, does }, index) => [
      ...(index === 0 ? [] : [span('  ')]),
      span(key, strong),
      span(` ${does}`, does === screen.panel ? undefined : faint),
    ]);
  }
  const least = Math.max(...hints.map(({ rank }) => rank));
  return fitHints(
    hints.filter(({ rank }) => rank !== least),
    screen,
    width,
  );
}

/** True for a terminal too small to show one row of a panel. */
export const isTooSmall = (width: number, height: number): boolean => width < 20 || height < 5;

export const tooSmallLine = (width: number): Line => [span(fit('too small', width).trimEnd(), faint)];
