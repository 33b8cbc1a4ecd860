/**
 * Raster: a picture in pixels, made of a map of tiles and of sprites over it, of which a window is seen. Small enough to be
 * given at every step, for a terminal or a page to draw at any size.
 */

/** Letters of pixels by their number: nothing, then each role in its first and its second tone. */
export const INKS = '.gGaAoOtTdD';

/** Picture in pixels. All lengths are whole numbers of pixels; y grows downwards. */
export interface Raster {
  /** Edge of a tile, 1 to 32. At 1 the map is the pixels themselves. */
  readonly tile: number;
  /**
   * Patterns, each a string of `tile` × `tile` letters, row after row from the top: `.` nothing, `g` ground, `a` what the
   * net moves, `o` an object, `t` what is to be held or reached, `d` a danger; capitals for a second tone of each.
   */
  readonly art: readonly string[];
  /** Numbers of patterns `[rows][columns]`, row after row from the top; -1: nothing. */
  readonly map: ArrayLike<number>;
  /** Number of columns of the map. */
  readonly columns: number;
  /** Window that is seen: its size, and its upper left corner on the map. Beyond the map there is nothing. */
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
  /** Patterns that stand anywhere, later ones over earlier ones. */
  readonly sprites?: readonly Sprite[];
}

export interface Sprite {
  /** Number of its pattern. */
  readonly art: number;
  /** Its upper left corner on the map. */
  readonly x: number;
  readonly y: number;
  /** True to exchange its left and right. */
  readonly isMirrored?: boolean;
}

/** Pixels as numbers into `INKS`, `[height][width]`. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly inks: Uint8Array;
}

/** Part of a box of pixels that must be drawn on for the box to be. */
const LEAST_SHARE = 0.2;

/** Patterns by their texts, as numbers: a task gives the same texts at every step. */
const known = new Map<string, Uint8Array>();
const MOST_KNOWN = 1000;

function patternOf(text: string): Uint8Array {
  let pattern = known.get(text);
  if (pattern !== undefined) return pattern;
  pattern = Uint8Array.from(text, (letter) => Math.max(0, INKS.indexOf(letter)));
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, pattern);
  return pattern;
}

/** Pixels of the part of a raster from `left` and `top`. */
function pixelsFrom(raster: Raster, left: number, top: number, width: number, height: number): Uint8Array {
  const { tile, map, columns, sprites = [] } = raster;
  const art = raster.art.map(patternOf);
  const inks = new Uint8Array(width * height);
  const pixels = { width, height, inks };
  const rows = Math.floor(map.length / columns);
  const [lastColumn, lastRow] = [
    Math.floor((left + width - 1) / tile),
    Math.floor((top + height - 1) / tile),
  ];
  for (let row = Math.max(0, Math.floor(top / tile)); row <= Math.min(rows - 1, lastRow); row++) {
    const first = Math.max(0, Math.floor(left / tile));
    for (let column = first; column <= Math.min(columns - 1, lastColumn); column++) {
      const pattern = art[map[row * columns + column]!];
      if (pattern === undefined) continue;
      stamp(pixels, pattern, tile, { left: column * tile - left, top: row * tile - top, isMirrored: false });
    }
  }
  for (const { art: number, x, y, isMirrored = false } of sprites)
    if (art[number] !== undefined)
      stamp(pixels, art[number], tile, { left: x - left, top: y - top, isMirrored });
  return inks;
}

/** Pixels of the raster's window in its own size. */
export const pixelsOf = (raster: Raster): Pixels => {
  const { left, top, width, height } = raster;
  return { width, height, inks: pixelsFrom(raster, left, top, width, height) };
};

/**
 * Pixels of the raster's window as large as they fit into so many columns and rows. Tiles keep their form wherever the
 * window stands: they are enlarged by a whole number, or shrunk to a whole number of pixels as long as there is one.
 */
export function fittedPixels(raster: Raster, columns: number, rows: number): Pixels {
  const least = Math.max(raster.width / columns, raster.height / rows);
  const perTile = Math.floor(raster.tile / least);
  const box = perTile >= 1 ? raster.tile / perTile : least;
  const [fromX, fromY] = [Math.floor(raster.left / box), Math.floor(raster.top / box)];
  const width = Math.max(1, Math.min(columns, Math.round(raster.width / box)));
  const height = Math.max(1, Math.min(rows, Math.round(raster.height / box)));
  const [left, top] = [Math.floor(fromX * box), Math.floor(fromY * box)];
  const [wide, high] = [Math.ceil((fromX + width) * box) - left, Math.ceil((fromY + height) * box) - top];
  const source = pixelsFrom({ ...raster, sprites: [] }, left, top, wide, high);
  const place = { box, x: fromX * box - left, y: fromY * box - top };
  const inks = shrunk({ width: wide, height: high, inks: source }, place, width, height);
  const pixels = { width, height, inks };
  // Sprites are shrunk by themselves: between boxes, none of which they fill, they would be lost.
  const size = Math.max(1, Math.round(raster.tile / box));
  for (const { art, x, y, isMirrored = false } of raster.sprites ?? []) {
    const text = raster.art[art];
    if (text === undefined) continue;
    const own = { width: raster.tile, height: raster.tile, inks: patternOf(text) };
    const small = shrunk(own, { box: raster.tile / size, x: 0, y: 0 }, size, size);
    const [left, top] = [Math.round(x / box) - fromX, Math.round(y / box) - fromY];
    stamp(pixels, small, size, { left, top, isMirrored });
  }
  return pixels;
}

/** Place of the first box: its size, and its corner among the pixels. */
interface Boxes {
  readonly box: number;
  readonly x: number;
  readonly y: number;
}

/** Inks of `width` × `height` boxes of pixels. */
function shrunk(
  source: Pixels,
  { box, x: fromX, y: fromY }: Boxes,
  width: number,
  height: number,
): Uint8Array {
  const inks = new Uint8Array(width * height);
  const counts = new Uint32Array(INKS.length);
  for (let y = 0; y < height; y++) {
    const [y0, y1] = boxFrom(fromY + y * box, box);
    for (let x = 0; x < width; x++) {
      const [x0, x1] = boxFrom(fromX + x * box, box);
      counts.fill(0);
      for (let row = y0; row < y1; row++)
        for (let column = x0; column < x1; column++) counts[source.inks[row * source.width + column]!]!++;
      inks[y * width + x] = commonest(counts, (y1 - y0) * (x1 - x0));
    }
  }
  return inks;
}

interface StampPlace {
  readonly left: number;
  readonly top: number;
  readonly isMirrored: boolean;
}

/** Puts a square pattern over pixels, where it is drawn on. */
function stamp(on: Pixels, pattern: Uint8Array, size: number, { left, top, isMirrored }: StampPlace): void {
  for (let row = Math.max(0, -top); row < size && top + row < on.height; row++) {
    for (let column = Math.max(0, -left); column < size && left + column < on.width; column++) {
      const ink = pattern[row * size + (isMirrored ? size - 1 - column : column)]!;
      if (ink !== 0) on.inks[(top + row) * on.width + left + column] = ink;
    }
  }
}

/** Pixels of a box, at least one: its first, and the one after its last. */
function boxFrom(begin: number, size: number): readonly [number, number] {
  const first = Math.floor(begin + 1e-9);
  return [first, Math.max(first + 1, Math.floor(begin + size + 1e-9))];
}

/** Ink that is most frequent in a box, apart from nothing, where it is drawn on at all. */
function commonest(counts: Uint32Array, pixels: number): number {
  if (pixels - counts[0]! < LEAST_SHARE * pixels) return 0;
  let best = 0;
  for (let ink = 1; ink < counts.length; ink++)
    if (counts[ink]! > 0 && (best === 0 || counts[ink]! > counts[best]!)) best = ink;
  return best;
}
