/** Picture in pixels on a terminal: two pixels a cell in half blocks, and signs where there are no colours. */
import type { PictureRole, RasterPicture } from '../../tasks/episode.ts';
import { fittedPixels, INKS, type Pixels, type Raster } from '../../tasks/raster.ts';
import { type Colours, faint, type Style } from '../terminal/styles.ts';
import { beside, type Line, lineWidth, type Span, span } from '../terminal/text.ts';

/** Role of each letter of a pixel, in lower case. */
const ROLES: Readonly<Record<string, PictureRole>> = {
  ...{ g: 'ground', a: 'actor', o: 'object', t: 'goal', d: 'danger' },
};

type Tone = NonNullable<Style['text']>;

/** First and second tone of each role but the actor's, whose first is the contestant's. */
const TONES: Readonly<Record<PictureRole, readonly [Tone, Tone]>> = {
  ground: [
    [245, 8],
    [239, 8],
  ],
  actor: [
    [252, 15],
    [231, 15],
  ],
  object: [
    [252, 15],
    [246, 7],
  ],
  goal: [
    [75, 12],
    [31, 4],
  ],
  danger: [
    [208, 3],
    [130, 3],
  ],
};

/** Signs of roles where there are no colours; of two pixels in a cell the first here is shown. */
const SIGNS: readonly (readonly [letter: string, sign: string])[] = [
  ['a', '@'],
  ['d', 'x'],
  ['t', '!'],
  ['o', 'o'],
  ['g', '#'],
];

/** Fewest columns of what stands beside a raster. */
const LEAST_COLUMNS = 8;
const GAP = 2;
/** Most pixels of a tile of what the net sees. */
const SEEN_PIXELS = 2;

/**
 * Draws the raster, and beside it what the net sees and its lamps where there is room.
 * @param actor style of what the net moves
 */
export function rasterPictureLines(
  picture: RasterPicture,
  columns: number,
  rows: number,
  actor: Style,
  colours: Colours,
): Line[] {
  const side = sideLines(picture, columns, rows, actor, colours);
  const main = (width: number): Line[] => rasterLines(picture.raster, width, rows, actor, colours);
  if (side.length === 0) return main(columns);
  const wide = Math.max(...side.map(lineWidth));
  const drawn = main(columns - wide - GAP);
  return [...beside(drawn, Math.max(...drawn.map(lineWidth)), side, GAP)];
}

/** View of the net over its lamps, as large as it takes at most half of the columns. */
function sideLines(
  { seen, lamps = [] }: RasterPicture,
  columns: number,
  rows: number,
  actor: Style,
  colours: Colours,
): Line[] {
  const most = Math.floor((columns - GAP) / 2);
  if (most < LEAST_COLUMNS) return [];
  const lit = lamps.map(({ name, isLit }) =>
    span(isLit ? `●${name}` : `·${name}`, isLit ? { ...actor, weight: 'strong' } : faint),
  );
  for (let pixels = SEEN_PIXELS; seen !== undefined && pixels > 0; pixels--) {
    const [width, height] = [pixels * pixelWidth(seen), Math.ceil((pixels * pixelHeight(seen)) / 2)];
    const drawn = (): Line[] => rasterLines(seen, width, height, actor, colours);
    const below = lampLines(lit, width);
    const rest = rows - height - below.length;
    if (width <= most && rest >= 0)
      return [...(rest > 0 ? [[span('sees', faint)]] : []), ...drawn(), ...below];
    const column = lit.map((lamp) => [lamp]);
    const both = width + GAP + Math.max(0, ...column.map(lineWidth));
    if (both <= most && height <= rows && column.length <= rows)
      return [...beside(drawn(), width, column, GAP)];
  }
  const alone = lampLines(lit, most);
  return alone.length <= rows ? alone : [];
}

const pixelWidth = ({ width, tile }: Raster): number => Math.ceil(width / tile);
const pixelHeight = ({ height, tile }: Raster): number => Math.ceil(height / tile);

/** Lamps in as few lines as they fit. */
function lampLines(lamps: readonly Span[], width: number): Line[] {
  const lines: Span[][] = [];
  for (const lamp of lamps) {
    const last = lines.at(-1);
    if (last !== undefined && lineWidth([...last, span(' '), lamp]) <= width) last.push(span(' '), lamp);
    else lines.push([lamp]);
  }
  return lines;
}

/** Raster as large as it fits, in half blocks or in signs. */
export function rasterLines(
  raster: Raster,
  columns: number,
  rows: number,
  actor: Style,
  colours: Colours,
): Line[] {
  const pixels = fittedPixels(raster, Math.max(1, columns), Math.max(1, 2 * rows));
  return colours === 0 ? signLines(pixels) : blockLines(pixels, actor);
}

const inkAt = ({ width, height, inks }: Pixels, x: number, y: number): number =>
  y < height ? inks[y * width + x]! : 0;

function signLines(pixels: Pixels): Line[] {
  return Array.from({ length: Math.ceil(pixels.height / 2) }, (_, row) => [
    span(
      Array.from({ length: pixels.width }, (_column, x) => {
        const both = [inkAt(pixels, x, 2 * row), inkAt(pixels, x, 2 * row + 1)].map((ink) =>
          INKS[ink]!.toLowerCase(),
        );
        return SIGNS.find(([letter]) => both.includes(letter))?.[1] ?? ' ';
      }).join(''),
    ),
  ]);
}

/** Tones by the numbers of the letters, with the contestant's own for what the net moves. */
const tonesOf = (actor: Style): readonly (Tone | null)[] =>
  Array.from(INKS, (letter) => {
    const role = ROLES[letter.toLowerCase()];
    if (role === undefined) return null;
    const isFirst = letter === letter.toLowerCase();
    return role === 'actor' && isFirst ? (actor.text ?? TONES.actor[0]) : TONES[role][isFirst ? 0 : 1];
  });

/** Half blocks; neighbours of the same two inks share a span. */
function blockLines(pixels: Pixels, actor: Style): Line[] {
  const tones = tonesOf(actor);
  const kinds = tones.flatMap((upper) => tones.map((lower) => cellOf(upper, lower)));
  return Array.from({ length: Math.ceil(pixels.height / 2) }, (_, row) => {
    const spans: Span[] = [];
    for (let x = 0; x < pixels.width; ) {
      const kindAt = (column: number): number =>
        inkAt(pixels, column, 2 * row) * tones.length + inkAt(pixels, column, 2 * row + 1);
      const kind = kindAt(x);
      let end = x + 1;
      while (end < pixels.width && kindAt(end) === kind) end++;
      const { sign, style } = kinds[kind]!;
      spans.push(span(sign.repeat(end - x), style));
      x = end;
    }
    return spans;
  });
}

function cellOf(upper: Tone | null, lower: Tone | null): { sign: string; style?: Style } {
  if (upper === null) return lower === null ? { sign: ' ' } : { sign: '▄', style: { text: lower } };
  if (lower === null) return { sign: '▀', style: { text: upper } };
  return { sign: '▀', style: { text: upper, ground: lower } };
}
