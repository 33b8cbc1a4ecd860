/** States of a net over the steps of a sequence, as the nets panel draws them: h, and of nets with gates these and cells. */
import { type FilledStrip, scaleOf, unitName } from '../../nets/strips.ts';
import { liveliestUnits } from '../model/nets-model.ts';
import { modulo } from '../model/screen.ts';
import { type Colours, hasSigns, heat, type Style } from '../terminal/styles.ts';
import { type Line, span, widthOf } from '../terminal/text.ts';
import { inColumn, LABELS, label, type Strip } from './nets-strips.ts';

/** Strip with the number of rows that it is drawn on. */
interface Allotted {
  readonly strip: FilledStrip;
  readonly rows: number;
}

/** Number of units that fit on so many rows: two a row where there are enough colours. */
const unitsOn = (rows: number, colours: Colours): number => (hasSigns(colours) ? rows : 2 * rows);

/** Number of rows for all units of a strip. */
const rowsFor = (count: number, colours: Colours): number => Math.ceil(count / unitsOn(1, colours));

/** Names of the strips of all nets, each once, in the order of the net that has most. */
const namesOf = (nets: readonly (readonly FilledStrip[])[]): string[] => [
  ...new Set(
    nets
      .toSorted((a, b) => b.length - a.length)
      .flat()
      .map(({ name }) => name),
  ),
];

/** True where a net has more strips than h, so that there is something to choose. */
export const hasSeveral = (nets: readonly (readonly FilledStrip[])[]): boolean => namesOf(nets).length > 1;

/**
 * Name of the strip that is shown alone; null for all of them.
 * @param steps steps from all strips through each alone, in a circle
 */
export function chosenStrip(nets: readonly (readonly FilledStrip[])[], steps: number): string | null {
  const names = namesOf(nets);
  return names.length < 2 ? null : (names[modulo(steps, names.length + 1) - 1] ?? null);
}

/** Width of the labels before all strips of the panel: names where several strips are to be told apart. */
export function labelsFor(nets: readonly (readonly FilledStrip[])[], width: number): number {
  const named = nets.flat().filter(({ name, label, outputs }) => name !== label && outputs === undefined);
  const longest = Math.max(0, ...named.map(({ name, count }) => widthOf(` ${name} ${count},${count} `)));
  return 3 * longest <= width ? Math.max(LABELS, longest) : LABELS;
}

/**
 * Rows of the strips: one each, and more for the last ones, whose rows are those of h. Where rows are fewer than strips,
 * the first strips are left out.
 * @param chosen name of the strip that is shown alone; of a net without it, h
 */
export function allot(
  strips: readonly FilledStrip[],
  chosen: string | null,
  rows: number,
  colours: Colours,
): Allotted[] {
  const wanted = chosen === null ? strips : [strips.find(({ name }) => name === chosen) ?? strips.at(-1)!];
  const shown = wanted.slice(-Math.max(1, rows)).map((strip) => ({ strip, rows: 1 }));
  for (let left = rows - shown.length, before = 0; left > 0 && left !== before; ) {
    before = left;
    for (const one of shown.toReversed()) {
      if (left === 0 || one.rows >= rowsFor(one.strip.count, colours)) continue;
      one.rows += 1;
      left -= 1;
    }
  }
  return shown;
}

/** Remark on strips and units that are not shown; empty where all are. */
export function restText(
  strips: readonly FilledStrip[],
  allotted: readonly Allotted[],
  chosen: string | null,
  colours: Colours,
): string {
  if (chosen === null && allotted.length < strips.length) {
    return `${allotted.length} of ${strips.length} strips, s others`;
  }
  const { strip, rows } = allotted.at(-1)!;
  const units = unitsOn(rows, colours);
  return units < strip.count ? `${units} of ${strip.count} units` : '';
}

/** Strips in lines. Strips of as many units as h show the same of them, those that move most in h. */
export function statesLines(
  strips: readonly FilledStrip[],
  allotted: readonly Allotted[],
  columns: Strip,
  colours: Colours,
): Line[] {
  const h = strips.at(-1)!;
  return allotted.flatMap(({ strip, rows }) => {
    const judged = strip.count === h.count ? h : strip;
    const units = liveliestUnits(judged.values, unitsOn(rows, colours));
    return stateLines(strip, units, columns, colours);
  });
}

/** Signs of values from -1 to 1, for terminals with few colours or none. */
const SIGNS = ['≡', '=', '-', '·', '+', '*', '#'];

const signOf = (value: number): string =>
  Number.isFinite(value) ? SIGNS[Math.round((Math.max(-1, Math.min(1, value)) + 1) * 3)]! : '?';

/** Units of a strip: a unit a half row, a step a column, blue below and orange above 0. */
export function stateLines(
  strip: FilledStrip,
  units: readonly number[],
  columns: Strip,
  colours: Colours,
): Line[] {
  const { values } = strip;
  // Unbounded values are drawn relative to the greatest of the shown units, and never magnified.
  const shown = values.map((step) => Float64Array.from(units, (unit) => step[unit]!));
  const greatest = Math.max(1, scaleOf({ ...strip, values: shown }));
  const valueAt = (unit: number, [, last]: readonly [number, number]): number =>
    values[last]![unit]! / greatest;
  const named = (...shownUnits: number[]) =>
    label(` ${unitNames(strip, shownUnits, columns.labels)}`, columns.labels);
  if (hasSigns(colours)) {
    return units.map((unit) => [
      named(unit),
      ...columns.columns.map((column) => {
        const value = valueAt(unit, column);
        return span(inColumn(signOf(value), columns.wide), { text: heat(value) });
      }),
    ]);
  }
  return Array.from({ length: Math.ceil(units.length / 2) }, (_, row) => {
    const upper = units[2 * row]!;
    const lower = units[2 * row + 1];
    const spans = columns.columns.map((column) => {
      const text = heat(valueAt(upper, column));
      const style: Style = lower === undefined ? { text } : { text, ground: heat(valueAt(lower, column)) };
      return span('▀'.repeat(columns.wide), style);
    });
    return [lower === undefined ? named(upper) : named(upper, lower), ...spans];
  });
}

/** Names of units: `forget gate 3,7` where the labels are wide enough, else `f3,7`; of a graph's `y1,h3`. */
function unitNames(strip: FilledStrip, units: readonly number[], labels: number): string {
  const { name, label, outputs } = strip;
  if (outputs !== undefined) return units.map((unit) => unitName(strip, label, unit)).join(',');
  const before = labels > LABELS && name !== label ? `${name} ` : label;
  return `${before}${units.map((unit) => unit + 1).join(',')}`;
}
