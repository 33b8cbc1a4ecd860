/** Help that lies over the panels: how to read the panel in view, every key, and the meaning of the signs. */
import type { ReactElement } from 'react';
import { TRIAL_MARKS_MEANING } from '../charts/marks.ts';
import type { Area } from '../model/layout.ts';
import { modulo, type PanelName } from '../model/screen.ts';
import { Lines } from '../terminal/lines.tsx';
import { faint, heading, here, strong } from '../terminal/styles.ts';
import { blank, type Line, line, lineWidth, span } from '../terminal/text.ts';
import { firstFitting, pieceLines, sentencesOf, wrapped } from '../terminal/wrapped.ts';
import { readingsOf } from './panel-reading.ts';

const KEYS: readonly (readonly [keys: string, meaning: string])[] = [
  ['1 2 3 4', 'race, curves, inside, nets'],
  ['tab, shift-tab', 'the next panel, the one before'],
  ['[ ]', 'the task before, the next task'],
  ['x', 'along the curves: MACs, seconds, updates or evaluations'],
  ['l', 'logarithmic or linear: error, then cost'],
  ['v', "what the curves show: error, loss, the measures of the task's own judge"],
  ['↑ ↓', 'race: scroll · inside: contestant · nets: upper net, lower net'],
  ['← →', 'inside: trial · nets: test sequence'],
  ['s', 'nets: all strips of nets with gates, or each alone'],
  ['b', 'inside: two contestants on the same seed; ↑ another left one, ↓ another right one, ← → seed'],
  ['p, space', 'pause and go on'],
  ['q', 'quit'],
  ['Ctrl-C', 'the same; a second one ends at once'],
  ['?, esc', 'this help'],
];

/** Keys of the panels where trials are played on several machines. */
const SEVERAL_KEYS = ['1 2 3 4 5', 'race, curves, inside, nets, machines'] as const;

/** Meanings of keys that are others where settings are tuned. */
const TUNED_KEYS: Readonly<Record<string, string>> = {
  '↑ ↓': 'race: contestant whose candidates are shown · inside: contestant · nets: upper net, lower net',
  '← →': 'race: candidates or settings that mattered · inside: trial · nets: test sequence',
};

const SIGNS: readonly (readonly [what: string, pieces: readonly string[]])[] = [
  ['trials', TRIAL_MARKS_MEANING.split('  ')],
  ['curves', ['solid: median over trials', 'dotted: single trials', '╌ the criterion']],
  ['nets', ['blue below 0, orange above', 'with few colours ≡=-·+*# from -1 to 1']],
];

export interface HelpProps extends Area {
  /** True where another process plays, so that pausing and quitting act on the view alone. */
  readonly watched: boolean;
  /** True where settings are tuned, so that the race shows searches and their candidates. */
  readonly tuned?: boolean;
  /** True where trials are played on several machines, which then have a panel. */
  readonly several?: boolean;
  /** Address of the live page; null or left out where there is none. */
  readonly address?: string | null;
  /** Panel that is explained. */
  readonly panel: PanelName;
  readonly page: number;
}

export function Help({ page, width, height, ...rest }: HelpProps): ReactElement {
  const pages = helpPages({ ...rest, width, height });
  return <Lines lines={pages[modulo(page, pages.length)] ?? []} width={width} height={height} />;
}

/** Lines that stay on one page; a heading stays with the text below it. */
type Block = readonly Line[];

/** Pages of the help; no sentence runs over the end of one. */
export function helpPages({
  watched,
  tuned = false,
  several = false,
  address = null,
  panel,
  width,
  height,
}: Omit<HelpProps, 'page'>): Line[][] {
  const room = Math.max(1, height - 1);
  const blocks = [
    ...addressBlocks(address, width),
    ...readingBlocks(panel, tuned, width),
    ...keyBlocks({ watched, tuned, several }, width),
    ...signBlocks(width),
  ];
  const bodies: Line[][] = [[]];
  for (const block of blocks) {
    // A block that does not fit on a page of its own is left out.
    if (block.length > room) continue;
    const last = bodies.at(-1)!;
    if (last.length + block.length <= room) last.push(...block);
    else bodies.push(block[0] === blank ? block.slice(1) : [...block]);
  }
  return bodies.map((body, index) => [titleLine(panel, index, bodies.length, width), ...body]);
}

function titleLine(panel: PanelName, page: number, pages: number, width: number): Line {
  const title = span(` help: ${panel} `, here);
  const of = pages > 1 ? `  page ${page + 1} of ${pages}, ↑↓` : '';
  const candidates = [`${of}  ? or esc closes this`, of].map((text) => [title, span(text, faint)]);
  return firstFitting([...candidates, [title]], width);
}

/** Address of the live page; on a narrow terminal it is broken, for nothing of it can be left out. */
function addressBlocks(address: string | null, width: number): Block[] {
  if (address === null) return [];
  const room = Math.max(1, width - 2);
  const parts = Array.from({ length: Math.ceil(address.length / room) }, (_, part) =>
    address.slice(part * room, (part + 1) * room),
  );
  return [[[span('  in the browser:', heading)], ...parts.map((part) => line(`  ${part}`)), blank]];
}

function readingBlocks(panel: PanelName, tuned: boolean, width: number): Block[] {
  return readingsOf(panel, tuned).flatMap(({ name, text }) => {
    return sentencesOf(text).map((sentence, index): Block => {
      const lines = wrapped(index === 0 ? `${name}: ${sentence}` : sentence, width, '  ');
      return lines.map((one, row) => {
        const begins = index === 0 && row === 0 && one.startsWith(`  ${name}:`);
        if (!begins) return line(one);
        return [span(`  ${name}:`, heading), span(one.slice(name.length + 3))];
      });
    });
  });
}

function keyBlocks(
  { watched, tuned, several }: Readonly<Record<'watched' | 'tuned' | 'several', boolean>>,
  width: number,
): Block[] {
  const meaningOf = (keys: string, meaning: string): string => {
    if (keys === 'q') return watched ? 'quit watching; the run goes on' : 'stop the trials and keep the run';
    if (keys.startsWith('p')) return watched ? 'hold the picture, and go on' : meaning;
    return (tuned ? TUNED_KEYS[keys] : undefined) ?? meaning;
  };
  const indent = 17;
  return (several ? [SEVERAL_KEYS, ...KEYS.slice(1)] : KEYS).map(([key, meaning], index): Block => {
    const lines = wrapped(meaningOf(key, meaning), Math.max(12, width - indent));
    const rows = lines.map((text, row) => [
      span(row === 0 ? `  ${key.padEnd(indent - 2)}` : ' '.repeat(indent), strong),
      span(text),
    ]);
    return index === 0 ? [blank, [span(' keys ', heading)], ...rows] : rows;
  });
}

function signBlocks(width: number): Block[] {
  return SIGNS.map(([what, pieces], index): Block => {
    const first = `  ${what.padEnd(8)}${pieces[0]}`;
    const rows = pieceLines([first.trim(), ...pieces.slice(1)], width, faint, '  ');
    const fits = rows.every((row) => lineWidth(row) <= width);
    return fits ? [...(index === 0 ? [blank] : []), ...rows] : [];
  });
}
