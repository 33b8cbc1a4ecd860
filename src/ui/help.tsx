/** The help that lies over the panels: every key, and what the signs mean. */
import type { ReactElement } from 'react';
import type { Area } from './layout.ts';
import { Lines } from './lines.tsx';
import { TRIAL_MARKS_MEANING } from './marks.ts';
import { faint, here, strong } from './styles.ts';
import { blank, type Line, line, span } from './text.ts';

const KEYS: readonly (readonly [keys: string, meaning: string])[] = [
  ['1 2 3 4', 'race, curves, inside, nets'],
  ['tab, shift-tab', 'the next panel, the one before'],
  ['[ ]', 'the task before, the next task'],
  ['x', 'along the curves: MACs, seconds, updates or evaluations'],
  ['l', 'logarithmic or linear: error, then cost'],
  ['v', 'validation error, or validation loss'],
  ['↑ ↓', 'race: scroll · inside: contestant · nets: upper net, lower net'],
  ['← →', 'inside: trial · nets: test sequence'],
  ['p, space', 'pause and go on'],
  ['q', 'quit'],
  ['Ctrl-C', 'the same; a second one ends at once'],
  ['?, esc', 'this help'],
];

const SIGNS: readonly string[] = [
  `trials  ${TRIAL_MARKS_MEANING}`,
  'curves  whole: median over trials, dotted: single trials, ╌ the criterion',
  'nets    blue below 0, orange above; without colours ≡=-·+*# from -1 to 1',
];

export interface HelpProps extends Area {
  /** Another process plays, so that pausing and quitting act on the view alone. */
  readonly watched: boolean;
}

export function Help({ watched, width, height }: HelpProps): ReactElement {
  return <Lines lines={helpLines(watched, width, height)} width={width} height={height} />;
}

export function helpLines(watched: boolean, width: number, height: number): Line[] {
  const meaningOf = (keys: string, meaning: string): string => {
    if (keys === 'q') return watched ? 'quit watching; the run goes on' : 'stop the trials and keep the run';
    if (keys.startsWith('p')) return watched ? 'hold the picture, and go on' : meaning;
    return meaning;
  };
  const keys = KEYS.map(([key, meaning]) => [
    span(`  ${key.padEnd(15)}`, strong),
    span(meaningOf(key, meaning)),
  ]);
  const title = [span(' keys ', here), span('  ? or esc closes this', faint)];
  const full = [title, blank, ...keys, blank, ...SIGNS.map((text) => line(`  ${text}`, faint))];
  if (full.length <= height) return full;
  const compact = [title, ...keys];
  // With less room than keys, two keys a line where the width allows.
  if (compact.length <= height || width < 70) return compact;
  const half = Math.ceil(keys.length / 2);
  return [title, ...keys.slice(0, half).map((left, row) => [...left, ...(keys[half + row] ?? [])])];
}
