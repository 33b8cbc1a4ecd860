/**
 * Synthetic digits: pictures of 28 × 28 pixels, drawn as strokes of a pen that is placed, turned, sheared, stretched and
 * made thick by chance, with jittered corners and noise on every pixel. Deterministic by the name of the random stream.
 */
import { cos, sin } from '../../../numeric/elementary.ts';
import type { Random } from '../../../random/random.ts';

/** Width and height of a picture, and the number of its pixels: those of MNIST. */
export const SIDE = 28;
export const PIXELS = SIDE * SIDE;

/** Number of digits. */
export const CLASSES = 10;

type Point = readonly [x: number, y: number];
type Stroke = readonly Point[];

/** Points on an arc of an ellipse; angles in turns, 0 to the right, ¼ downwards. */
function arc(x: number, y: number, wide: number, high: number, from: number, to: number): Stroke {
  const pieces = Math.max(4, Math.round(16 * Math.abs(to - from)));
  return Array.from({ length: pieces + 1 }, (_, piece): Point => {
    const angle = 2 * Math.PI * (from + ((to - from) * piece) / pieces);
    return [x + wide * cos(angle), y + high * sin(angle)];
  });
}

/** Strokes of each digit in the unit square, x to the right and y downwards. */
const STROKES: readonly (readonly Stroke[])[] = [
  [arc(0.5, 0.5, 0.27, 0.4, 0, 1)],
  [
    [
      [0.34, 0.26],
      [0.54, 0.1],
      [0.54, 0.9],
    ],
  ],
  [[...arc(0.5, 0.32, 0.25, 0.22, -0.5, 0.08), [0.24, 0.9], [0.78, 0.9]]],
  [arc(0.46, 0.3, 0.25, 0.2, -0.45, 0.25), arc(0.46, 0.7, 0.28, 0.2, -0.25, 0.45)],
  [
    [
      [0.62, 0.9],
      [0.62, 0.1],
      [0.2, 0.62],
      [0.82, 0.62],
    ],
  ],
  [[[0.76, 0.1], [0.32, 0.1], [0.28, 0.46], ...arc(0.48, 0.66, 0.27, 0.24, -0.3, 0.42)]],
  [
    [
      [0.68, 0.1],
      [0.38, 0.36],
      [0.26, 0.66],
    ],
    arc(0.5, 0.68, 0.24, 0.22, 0, 1),
  ],
  [
    [
      [0.22, 0.1],
      [0.78, 0.1],
      [0.44, 0.9],
    ],
  ],
  [arc(0.5, 0.3, 0.2, 0.2, 0, 1), arc(0.5, 0.7, 0.25, 0.2, 0, 1)],
  [
    arc(0.5, 0.33, 0.24, 0.23, 0, 1),
    [
      [0.74, 0.33],
      [0.7, 0.62],
      [0.54, 0.9],
    ],
  ],
];

/** Greatest value of the noise on a pixel, of 255. */
const NOISE = 60;
const WHITE = 255;

/** Draws a picture of that digit into `into[at…at + 783]`, 0 to 255, row by row. */
export function drawDigit(digit: number, random: Random, into: Uint8Array, at = 0): void {
  const between = (low: number, high: number): number => low + (high - low) * random.uniform();
  const turn = between(-0.25, 0.25);
  const shear = between(-0.25, 0.25);
  const [wide, high] = [between(14, 21), between(17, 22)];
  const [x0, y0] = [SIDE / 2 + between(-2.5, 2.5), SIDE / 2 + between(-2.5, 2.5)];
  const thickness = between(0.7, 1.7);
  const ink = between(0.7, 1);
  const [c, s] = [cos(turn), sin(turn)];
  const placed = STROKES[digit]!.map((stroke) =>
    stroke.map(([x, y]): Point => {
      const right = wide * (x - 0.5 + between(-0.03, 0.03));
      const down = high * (y - 0.5 + between(-0.03, 0.03));
      const sheared = right + shear * down;
      return [x0 + c * sheared - s * down, y0 + s * sheared + c * down];
    }),
  );
  const squares = squaredDistances(placed, thickness + 0.5);
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    const drawn = ink * Math.min(1, Math.max(0, thickness + 0.5 - Math.sqrt(squares[pixel]!)));
    into[at + pixel] = Math.min(WHITE, Math.round(WHITE * drawn + NOISE * random.uniform()));
  }
}

/** Squared distances of the pixels' centres from the nearest piece of the strokes, `[28][28]`; far ones are infinite. */
function squaredDistances(strokes: readonly Stroke[], reach: number): Float64Array {
  const squares = new Float64Array(PIXELS).fill(Number.POSITIVE_INFINITY);
  for (const stroke of strokes) {
    for (let piece = 1; piece < stroke.length; piece++) {
      takeNearer(squares, stroke[piece - 1]!, stroke[piece]!, reach);
    }
  }
  return squares;
}

/** Lowers the squared distances of the pixels that a straight piece reaches. */
function takeNearer(squares: Float64Array, from: Point, to: Point, reach: number): void {
  const [alongX, alongY] = [to[0] - from[0], to[1] - from[1]];
  const length = alongX * alongX + alongY * alongY;
  const first = (a: number, b: number): number => Math.max(0, Math.floor(Math.min(a, b) - reach - 0.5));
  const last = (a: number, b: number): number => Math.min(SIDE - 1, Math.ceil(Math.max(a, b) + reach - 0.5));
  for (let row = first(from[1], to[1]); row <= last(from[1], to[1]); row++) {
    for (let column = first(from[0], to[0]); column <= last(from[0], to[0]); column++) {
      const [x, y] = [column + 0.5 - from[0], row + 0.5 - from[1]];
      const share = length === 0 ? 0 : Math.min(1, Math.max(0, (x * alongX + y * alongY) / length));
      const [awayX, awayY] = [x - share * alongX, y - share * alongY];
      const at = row * SIDE + column;
      squares[at] = Math.min(squares[at]!, awayX * awayX + awayY * awayY);
    }
  }
}
