/**
 * Race panel of a tuning: a row a search, the best candidates of one of them, the settings that mattered, the running
 * trials, and the last events.
 */
import type { ReactElement } from 'react';
import type { Criterion } from '../../tournament/spec/criterion.ts';
import type { NewsItem } from '../../watch/news.ts';
import type { SearchStanding, TuningStanding } from '../../watch/tuning-standing.ts';
import { counted } from '../../words/text.ts';
import { bar } from '../charts/marks.ts';
import { type Area, GAP } from '../model/layout.ts';
import { modulo } from '../model/screen.ts';
import type { SettingsThatMattered } from '../model/shown.ts';
import { contestantSign, contestantStyle, faint, strong } from '../terminal/styles.ts';
import { beside, blank, fit, type Line, line, span, widthOf } from '../terminal/text.ts';
import { firstFitting, fittingParts, sentenceLines } from '../terminal/wrapped.ts';
import { Panel } from './panel.tsx';
import { newsLines } from './race.tsx';
import { candidateLines, MOST_CANDIDATES, searchLines } from './tuning-table.ts';

export interface TuningRaceProps extends Area {
  readonly tuning: TuningStanding;
  readonly criterion: Criterion;
  readonly news: readonly NewsItem[];
  /** Index of the search whose candidates are shown. */
  readonly chosen: number;
  /** True where the settings that mattered stand before the candidates. */
  readonly settingsFirst: boolean;
  /** Importance of settings by contestant; empty until the tuning is over. */
  readonly mattered: ReadonlyMap<string, SettingsThatMattered>;
  readonly focused: boolean;
}

/** Rows that show every search, ten candidates of one, and two lines more. */
export const tuningRows = (searches: number): number => searches + MOST_CANDIDATES + 6;

export function TuningRace(props: TuningRaceProps): ReactElement {
  const { tuning, width, height, focused } = props;
  return (
    <Panel
      name="race"
      focused={focused}
      about={aboutOf(tuning)}
      lines={tuningLines(props)}
      width={width}
      height={height}
    />
  );
}

function aboutOf({ searches }: TuningStanding): Line {
  const total = (count: (search: SearchStanding) => number): number =>
    searches.reduce((sum, search) => sum + count(search), 0);
  const ended = total((one) => one.ended);
  const planned = total(({ candidates }) => candidates);
  const running = total((one) => one.running);
  return [
    span('tuning', faint),
    span(
      ` · ${total((one) => one.endedTrials)} of ${counted(
        total(({ trials }) => trials),
        'trial',
      )} ended`,
      faint,
    ),
    span(`, ${running} running`, faint),
    span(`; ${ended} of ${counted(planned, 'candidate')} ended`, faint),
  ];
}

/** Fewest columns for candidates and settings side by side. */
const SIDE_BY_SIDE = 130;

export function tuningLines(props: TuningRaceProps): Line[] {
  const { tuning, criterion, width, height, chosen, mattered } = props;
  const { searches } = tuning;
  const room = Math.max(1, height - 1);
  const search = searches[modulo(chosen, searches.length)]!;
  const table = scrolled(searchLines(searches, search.index, width, criterion), search.index, room);
  const left = room - table.length - 1;
  if (left < 3) return table;
  const importance = mattered.get(search.contestant);
  const isWide = width >= SIDE_BY_SIDE;
  const keys = [
    ...(searches.length > 1 ? [', ↑↓ another'] : []),
    ...(importance === undefined || isWide ? [] : [', ←→ settings that mattered']),
  ];
  const blocks: ((wide: number, most: number) => Line[])[] = [
    (wide, most) => candidateBlock(search, wide, most, criterion, keys),
    ...(importance === undefined
      ? []
      : [(wide: number, most: number) => importanceBlock(search, importance, wide, most)]),
  ];
  if (blocks.length === 2 && isWide) {
    const half = Math.floor((width - GAP) * 0.6);
    const [one, other] = [blocks[0]!(half, left), blocks[1]!(width - GAP - half, left)];
    return [...table, blank, ...beside(one, half, other, GAP)];
  }
  const lines: Line[] = [...table];
  for (const block of props.settingsFirst ? blocks.toReversed() : blocks) {
    const rest = room - lines.length - 1;
    if (rest < 3) break;
    lines.push(blank, ...block(width, rest));
  }
  const rest = room - lines.length - 2;
  const told = rest >= 1 ? newsLines(props.news, width, rest) : [];
  return told.length > 0 ? [...lines, blank, line('news', faint), ...told] : lines;
}

/** Head and as many rows as fit, the chosen one among them. */
function scrolled([head, ...rows]: readonly Line[], chosen: number, room: number): Line[] {
  const most = Math.max(1, room - 1);
  if (rows.length <= most) return [head!, ...rows];
  const first = Math.max(0, Math.min(chosen - (most >> 1), rows.length - most));
  return [head!, ...rows.slice(first, first + most)];
}

function candidateBlock(
  search: SearchStanding,
  width: number,
  most: number,
  criterion: Criterion,
  keys: readonly string[],
): Line[] {
  const { order, index, contestant } = search;
  const name = [
    span(`${contestantSign(index)} `, { ...contestantStyle(index), weight: 'strong' }),
    span(contestant, strong),
  ];
  const shown = Math.min(order.length, MOST_CANDIDATES, most - 2);
  const text =
    order.length === 0
      ? ': no candidate has a result yet'
      : `: best ${shown} of ${order.length} with results`;
  const title = fittingParts([...name, span(text, faint), ...keys.map((key) => span(key, faint))], width);
  return order.length === 0 ? [title] : [title, ...candidateLines(search, width, most - 2, criterion)];
}

const BAR = 16;

/** Settings that mattered, the greatest first, each with its interval. */
function importanceBlock(
  { contestant, index }: SearchStanding,
  { settings, reason }: SettingsThatMattered,
  width: number,
  most: number,
): Line[] {
  const title = firstFitting(
    [
      [span('settings that mattered', strong), span(`: ${contestant}, with 95 % intervals`, faint)],
      [span('settings that mattered', strong), span(`: ${contestant}`, faint)],
      [span('settings that mattered', strong)],
    ],
    width,
  );
  if (reason !== null) return [title, ...sentenceLines(`${reason}.`, width, most - 1, faint)];
  const name = Math.min(24, Math.max(...settings.map(({ setting }) => widthOf(setting))));
  const longest = Math.max(1, ...settings.map(({ importance }) => importance));
  const percent = (value: number): string => `${Math.round(100 * value)}`;
  const rows = settings.slice(0, most - 1).map(({ setting, importance, low, high, best }): Line => {
    const written = `${percent(importance)} % (${percent(low)} to ${percent(high)})`;
    const left = [
      span(` ${fit(setting, name)} `),
      ...bar(importance / longest, BAR, contestantStyle(index)),
      span(` ${written.padEnd(17)}`),
    ];
    const whole = [...left, span(`  best ${best}`, faint)];
    return firstFitting([whole, left], width);
  });
  return [title, ...rows];
}

/** Brief race of a tuning, above another panel: letter, contestant, candidates that ended, share of the work. */
export function briefTuningLines({ searches }: TuningStanding, width: number, height: number): Line[] {
  const perRow = Math.max(1, Math.min(searches.length, Math.floor(width / 38)));
  const cellWidth = Math.floor(width / perRow) - 2;
  const digits = Math.max(...searches.map(({ candidates }) => String(candidates).length));
  const nameWidth = Math.max(4, cellWidth - 17 - 2 * digits);
  const cells = searches.slice(0, perRow * height).map((search): Line => {
    const style = contestantStyle(search.index);
    return [
      span(`${contestantSign(search.index)} `, { ...style, weight: 'strong' }),
      span(fit(search.contestant, nameWidth), search.running > 0 ? strong : undefined),
      span(` ${`${search.ended}/${search.candidates}`.padStart(2 * digits + 1)} `),
      ...bar(search.progress, 6, style),
      span(`${Math.floor(100 * search.progress)}%`.padStart(5)),
      span('  '),
    ];
  });
  return Array.from({ length: Math.ceil(cells.length / perRow) }, (_, row) =>
    cells.slice(row * perRow, (row + 1) * perRow).flat(),
  );
}
