/** Heat map in half blocks of colour, or in signs of growing weight on terminals without colours. */
import { valueNumber } from '../../lab/axis.ts';
import type { LabHeat, LabLine } from '../../lab/figure.ts';
import { cellEdges, type HeatScale, heatScale } from '../../lab/grid.ts';
import { shortenedNames } from '../../words/shortened-names.ts';
import { framedLines } from '../charts/chart.ts';
import { log10, place, type Scale, tenTo } from '../charts/scale.ts';
import { type Colour, faint, hasSigns, heat, rising, type Style } from '../terminal/styles.ts';
import { fit, type Line, line, lineWidth, type Span, span, widthOf } from '../terminal/text.ts';
import { wrapped } from '../terminal/wrapped.ts';
import { chartRows, legendLines, nameAbove, nameBelow, type Space, signOf, terminalAxis } from './space.ts';

export function heatLines(drawing: LabHeat, space: Space): Line[] {
  const isNamed = drawing.rowNames !== undefined || drawing.columnNames !== undefined;
  const matrix = isNamed ? matrixLines(drawing, space) : null;
  return [
    ...(matrix ?? gridLines(drawing, space)),
    ...scaleLines(drawing, space),
    ...legendLines(
      (drawing.over ?? []).map(({ name }, index) => ({ mark: signOf(index), text: name })),
      space,
    ),
  ];
}

const colourAt = (share: number, { value: { scale } }: LabHeat): Colour =>
  scale === 'diverging' ? heat(2 * share - 1) : rising(share);

const SIGNS = ' .:-=+*#%@';
/** Signs below zero and above it, zero in the middle. */
const SIGNED = '█▓▒░-.:o@';

function signAt(share: number, { value: { scale } }: LabHeat): string {
  const signs = scale === 'diverging' ? SIGNED : SIGNS;
  return signs[Math.round(share * (signs.length - 1))]!;
}

function gridLines(drawing: LabHeat, space: Space): Line[] {
  const { columns, rows } = drawing;
  const [across, up] = [cellEdges(columns, drawing.x.scale), cellEdges(rows, drawing.y.scale)];
  const x = terminalAxis(drawing.x, [across[0]!, across.at(-1)!]);
  const y = terminalAxis(drawing.y, [up[0]!, up.at(-1)!]);
  const shades = heatScale(drawing);
  const inSigns = hasSigns(space.colours);
  const plot = (width: number, height: number): Line[] => {
    const perRow = inSigns ? 1 : 2;
    const [xs, ys] = [picks(x.scale, across, columns, width), picks(y.scale, up, rows, perRow * height)];
    // Rows of dots from the top.
    const shares = ys.toReversed().map((some) => xs.map((ones) => meanShare(drawing, shades, some, ones)));
    const letters = overlay(drawing.over ?? [], x.scale, y.scale, width, height);
    return Array.from({ length: height }, (_, row) =>
      xs.map((_one, column): Span => {
        const letter = letters.get(row * width + column);
        const [top = null, low = null] = Array.from(
          { length: perRow },
          (_two, half) => shares[perRow * row + half]![column]!,
        );
        if (inSigns) return span(letter ?? (top === null ? ' ' : signAt(top, drawing)));
        return blockOf(top, low, letter, drawing);
      }),
    );
  };
  return [
    ...nameAbove(drawing.y, space),
    ...framedLines({ width: space.width, height: chartRows(space) + 2, x, y }, plot),
    ...nameBelow(drawing.x, space),
  ];
}

function blockOf(top: number | null, low: number | null, letter: string | undefined, drawing: LabHeat): Span {
  const [upper, lower] = [top, low].map((share) => (share === null ? undefined : colourAt(share, drawing)));
  if (letter !== undefined) {
    // Black and white letters are read on any ground.
    const isLight = (top ?? low ?? 0) > 0.6 && drawing.value.scale !== 'diverging';
    const text: Colour = isLight ? [16, 0] : [231, 15];
    return span(letter, { weight: 'strong', text, ...grounded(upper ?? lower) });
  }
  if (upper !== undefined) return span('▀', { text: upper, ...grounded(lower) });
  return lower === undefined ? span(' ') : span('▄', { text: lower });
}

const grounded = (ground: Colour | undefined): Pick<Style, 'ground'> =>
  ground === undefined ? {} : { ground };

/** Indices of the cells in each of `count` equal parts of the axis: those with their centre in it, or the one around it. */
function picks(
  scale: Scale,
  edges: readonly number[],
  centres: readonly number[],
  count: number,
): (readonly number[])[] {
  const places = centres.map((one) => Math.min(count - 1, Math.floor(place(scale, one) * count)));
  return Array.from({ length: count }, (_, part) => {
    const inside = places.flatMap((at, index) => (at === part ? [index] : []));
    if (inside.length > 0) return inside;
    const middle = valueAt(scale, (part + 0.5) / count);
    const found = edges.findIndex((edge) => edge > middle);
    return [Math.max(0, (found < 0 ? edges.length - 1 : found) - 1)];
  });
}

const valueAt = ({ from, to, log }: Scale, share: number): number =>
  log ? tenTo(log10(from) + share * (log10(to) - log10(from))) : from + share * (to - from);

/** Mean over several cells, on the scale of colours; null where none has a value. */
function meanShare(
  { values, columns }: LabHeat,
  { share }: HeatScale,
  rows: readonly number[],
  across: readonly number[],
): number | null {
  let [sum, count] = [0, 0];
  for (const row of rows) {
    for (const column of across) {
      const one = share(values[row * columns.length + column] ?? null);
      if (one === null) continue;
      sum += one;
      count++;
    }
  }
  return count === 0 ? null : sum / count;
}

/** Characters over the grid, by their place: paths as dots, a letter at both ends of each. */
function overlay(
  over: readonly LabLine[],
  x: Scale,
  y: Scale,
  width: number,
  height: number,
): ReadonlyMap<number, string> {
  const letters = new Map<number, string>();
  for (const [index, { points, mark }] of over.entries()) {
    const cells = points.flatMap(([across, up]) => {
      if (up === null || isBeyond(x, across) || isBeyond(y, up)) return [];
      const column = Math.min(width - 1, Math.floor(place(x, across) * width));
      const row = Math.min(height - 1, Math.floor((1 - place(y, up)) * height));
      return [row * width + column];
    });
    for (const cell of cells)
      if (!letters.has(cell)) letters.set(cell, mark === 'points' ? signOf(index) : '·');
    for (const cell of [cells[0], cells.at(-1)]) if (cell !== undefined) letters.set(cell, signOf(index));
  }
  return letters;
}

const isBeyond = ({ from, to }: Scale, value: number): boolean => !(value >= from && value <= to);

/** Scale of colours with its ends: `loss 0.01 ████ 10`. */
function scaleLines(drawing: LabHeat, space: Space): Line[] {
  const { low, high } = heatScale(drawing);
  const { name, scale } = drawing.value;
  const inSigns = hasSigns(space.colours);
  const steps = inSigns ? (scale === 'diverging' ? SIGNED : SIGNS).length : 12;
  const ramp = Array.from({ length: steps }, (_, step): Span => {
    const share = step / (steps - 1);
    return inSigns ? span(signAt(share, drawing)) : span('█', { text: colourAt(share, drawing) });
  });
  const shown: Line = [span(`${valueNumber({}, low)} `), ...ramp, span(` ${valueNumber({}, high)}`)];
  const named = wrapped(`${name}:`, space.width);
  const last = named.at(-1) ?? '';
  return widthOf(last) + 1 + lineWidth(shown) <= space.width
    ? [...named.slice(0, -1).map((one) => line(one)), [span(`${last} `), ...shown]]
    : [...named.map((one) => line(one)), shown];
}

const MOST_CELL = 10;

/** Matrix of named rows, the first on top, with its numbers where there is room; null where it is too wide. */
function matrixLines(drawing: LabHeat, space: Space): Line[] | null {
  const { columns, rows, values } = drawing;
  const across = drawing.columnNames ?? columns.map((one) => valueNumber(drawing.x, one));
  const down = drawing.rowNames ?? rows.map((one) => valueNumber(drawing.y, one));
  const most = Math.max(4, Math.floor(0.3 * space.width));
  const heads = shortenedNames(down, most, widthOf);
  const left = Math.max(...heads.map(widthOf), 0) + 1;
  const cell = Math.min(MOST_CELL, Math.floor((space.width - left) / Math.max(1, across.length)));
  if (cell < 1) return null;
  const shades = heatScale(drawing);
  const texts = values.map((value) => (value === null ? '' : valueNumber({}, value)));
  const isWritten = cell > Math.max(...texts.map(widthOf), 0);
  const isHeaded = cell > Math.min(3, Math.max(...across.map(widthOf)));
  const cellSpan = (row: number, column: number): Span => {
    const index = row * across.length + column;
    const share = shades.share(values[index] ?? null);
    if (share === null) return span(fit('', cell));
    const text = isWritten ? fit(texts[index]!, cell, 'right') : '';
    if (hasSigns(space.colours)) return span(isWritten ? text : signAt(share, drawing).repeat(cell));
    const isLight = drawing.value.scale === 'diverging' ? Math.abs(share - 0.5) > 0.35 : share > 0.55;
    const ground = colourAt(share, drawing);
    return span(isWritten ? text : ' '.repeat(cell), { ground, text: isLight ? [16, 0] : [231, 15] });
  };
  const short = shortenedNames(across, Math.max(1, cell - 1), widthOf);
  const isShort = short.some((name, index) => name !== across[index]);
  return [
    ...nameAbove(drawing.y, space),
    ...(isHeaded
      ? [
          [
            span(
              `${' '.repeat(left)}${short.map((name) => fit(name, cell, 'right')).join('')}`.trimEnd(),
              faint,
            ),
          ],
        ]
      : []),
    ...heads.map((name, row) => [
      span(fit(name, left), faint),
      ...across.map((_, column) => cellSpan(row, column)),
    ]),
    ...nameBelow(drawing.x, space),
    ...(isHeaded && !isShort
      ? []
      : wrapped(`columns from the left: ${columnsText(drawing, across)}`, space.width).map((one) =>
          line(one, faint),
        )),
  ];
}

/** Most columns of numbers that are named one by one. */
const MOST_COLUMNS = 12;

const columnsText = ({ columnNames }: LabHeat, across: readonly string[]): string =>
  columnNames === undefined && across.length > MOST_COLUMNS
    ? `${across[0]} to ${across.at(-1)}, ${across.length} values`
    : across.join(', ');
