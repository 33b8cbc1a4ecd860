/** Figures of the one-unit net: its error surface, the wall in it, paths of descent, and its fixed points. */
import {
  type LabDrawing,
  type LabFigure,
  type LabHeat,
  type LabLevel,
  type LabLine,
  oneDrawing,
} from '../figure.ts';
import { rounded } from '../parts/rounded.ts';
import { fixedPoints, saddleNodes, turningPoints, wallAt } from './fixed-points.ts';
import { spaced } from './grid.ts';
import { FIRST_STATE, PAPER_STEPS, unitError, type Weights } from './one-unit.ts';
import { descendUnit, type PathPoint } from './unit-descent.ts';

/** Numbers of steps T that the reader chooses among. */
export const LENGTHS = [5, 10, 20, PAPER_STEPS, 100] as const;
const FIRST_LENGTH = LENGTHS.indexOf(PAPER_STEPS);

/** Part of the surface that is drawn. */
export const RANGE = { w: [4, 7], b: [-3.2, -1.8] } as const;

/** Points of the sheet: weights whose E, gradient and last state are listed. */
export const LISTED: readonly Weights[] = [
  { w: 5, b: -2 },
  { w: 5, b: -2.5 },
  { w: 5, b: -3 },
  { w: 6, b: -3 },
  { w: 4.6, b: -2.3 },
  { w: 5.5, b: -2.6 },
  { w: 3, b: -1 },
  { w: 5, b: -2.62 },
  { w: 5, b: -2.6123 },
  { w: 5, b: -2.612 },
  { w: 5, b: -2.6 },
];

/** Values of w whose fixed points are drawn: those of the listed points, one without a fold, and the ends of the range. */
const FOLDS = [3, 4, 4.6, 5, 5.5, 6, 7] as const;

/** w along which the wall is drawn. */
export const CUT = 5;

const wAxis = { name: 'recurrent weight w', scale: 'linear', low: RANGE.w[0], high: RANGE.w[1] } as const;
const bAxis = { name: 'bias b', scale: 'linear', low: RANGE.b[0], high: RANGE.b[1] } as const;

/** Values on the grid, of one number of steps. */
export interface Surface {
  readonly columns: readonly number[];
  readonly rows: readonly number[];
  /** E and ‖g‖, `[row × column]`. */
  readonly errors: readonly number[];
  readonly norms: readonly number[];
}

/** Surface over the drawn range, w along the columns and b along the rows. */
export function surfaceOf(steps: number, size: number): Surface {
  const columns = spaced(RANGE.w[0], RANGE.w[1], size);
  const rows = spaced(RANGE.b[0], RANGE.b[1], size);
  const points = rows.flatMap((b) => columns.map((w) => unitError({ w, b }, steps)));
  return { columns, rows, errors: points.map(({ error }) => error), norms: points.map(({ norm }) => norm) };
}

const heat = (
  { columns, rows }: Surface,
  values: readonly number[],
  rest: Pick<LabHeat, 'value' | 'over'>,
): LabHeat => ({
  kind: 'heat',
  x: wAxis,
  y: bAxis,
  columns: columns.map((value) => rounded(value, 6)!),
  rows: rows.map((value) => rounded(value, 6)!),
  values: values.map((value) => rounded(value, 4)),
  ...rest,
});

const error = { name: 'error E', scale: 'linear' } as const;
const slope = { name: 'norm of the gradient ‖g‖', scale: 'log' } as const;

/** Wall as a line over (w, b): x_0 is an unstable fixed point there. */
function wallLine(): LabLine {
  const points = spaced(RANGE.w[0], RANGE.w[1], 61)
    .map((w) => ({ w, b: wallAt(w) }))
    .filter(({ b }) => b !== null && b >= RANGE.b[0] && b <= RANGE.b[1])
    .map(({ w, b }) => [rounded(w, 5)!, rounded(b!, 5)!] as const);
  return { name: 'the wall for T → ∞', points, mark: 'dashed', colour: 2 };
}

/** Error surfaces by T, each as E and as ‖g‖. @param surfaces in the order of LENGTHS */
export function surfaceFigure(surfaces: readonly Surface[]): LabFigure {
  const over = [wallLine()];
  return {
    id: 'one-unit-surface',
    title: 'Error surface of the one-unit net',
    shows:
      'E = (σ(x_T) - .7)² of the net x_t = w σ(x_{t-1}) + b from x_0 = .5, over its two weights, and the norm of its gradient. Dashed: the line on which x_0 is an unstable fixed point.',
    reading:
      'Above the line the net ends at its high fixed point, below at its low one. The longer the sequence, the steeper the step between them: move T.',
    choices: [
      { name: 'T', values: LENGTHS.map(String), isOrdered: true },
      { name: 'value', values: ['error E', 'gradient ‖g‖'] },
    ],
    drawings: surfaces.flatMap((surface) => [
      heat(surface, surface.errors, { value: error, over }),
      heat(surface, surface.norms, { value: slope, over }),
    ]),
    first: 2 * FIRST_LENGTH,
  };
}

/** Levels of the folds and of the wall over b. */
const foldLevels = (w: number, axis: 'x' | 'y'): LabLevel[] => {
  const wall = wallAt(w);
  return [
    ...saddleNodes(w).map((at) => ({ name: 'saddle-node', at: rounded(at, 7)!, axis })),
    ...(wall === null ? [] : [{ name: 'wall', at: rounded(wall, 7)!, axis }]),
  ];
};

/** Values of b at which the cut is drawn: even ones, and ever closer ones on both sides of the wall. */
export function cutPlaces(): number[] {
  const wall = wallAt(CUT)!;
  const near = Array.from({ length: 33 }, (_, index) => 0.1 * 0.7 ** index);
  const all = [
    ...spaced(RANGE.b[0], RANGE.b[1], 141),
    wall,
    ...near.flatMap((gap) => [wall - gap, wall + gap]),
  ];
  return all.sort((one, other) => one - other);
}

/** E and ‖g‖ over b at w = 5, a line for each T. */
export function cutFigures(): LabFigure[] {
  const places = cutPlaces();
  const lines = LENGTHS.map((steps) => ({
    name: `T = ${steps}`,
    points: places.map((b) => ({ b, ...unitError({ w: CUT, b }, steps) })),
  }));
  const levels = foldLevels(CUT, 'x');
  const reading =
    'The wall stands where x_0 = .5 is the border between the basins of two fixed points, and not at a saddle-node: there the net is far from the point that vanishes.';
  const figure = (id: string, title: string, shows: string, drawing: LabDrawing) =>
    oneDrawing({ id, title, shows, reading, half: true }, drawing);
  const drawn = (value: 'error' | 'norm'): LabLine[] =>
    lines.map(({ name, points }) => ({
      name,
      points: points.map((point) => [rounded(point.b, 9)!, rounded(point[value], 5)] as const),
    }));
  return [
    figure(
      'one-unit-wall',
      `A cut through the wall at w = ${CUT}`,
      `E over the bias b, a line for each number of steps T.`,
      { kind: 'lines', x: bAxis, y: { name: 'error E', scale: 'linear' }, lines: drawn('error'), levels },
    ),
    figure(
      'one-unit-gradient',
      `Gradient along the cut at w = ${CUT}`,
      `‖g‖ over the bias b, a line for each number of steps T.`,
      {
        kind: 'lines',
        x: bAxis,
        y: { name: 'norm of the gradient ‖g‖', scale: 'log' },
        lines: drawn('norm'),
        levels,
      },
    ),
  ];
}

/** Fixed points over b, for each w. */
export function bifurcationFigure(): LabFigure {
  return {
    id: 'one-unit-fixed-points',
    title: 'Fixed points of the one-unit net',
    shows: `Fixed points x = w σ(x) + b over the bias b, stable and unstable, and the state x_${PAPER_STEPS} that the net reaches from x_0 = .5.`,
    reading:
      'Between the two saddle-nodes there are three fixed points, outside one. The net jumps from one branch to the other where the unstable branch passes through x_0, between the saddle-nodes. Up to w = 4 there is one fixed point for every b, and no wall.',
    choices: [{ name: 'w', values: FOLDS.map(String), isOrdered: true }],
    drawings: FOLDS.map(bifurcation),
    first: FOLDS.indexOf(CUT),
  };
}

function bifurcation(w: number): LabDrawing {
  // The diagram is symmetric about b = -w/2.
  const folds = saddleNodes(w);
  const half = 1 + (folds.length === 2 ? (folds[1]! - folds[0]!) / 2 : 0);
  const places = spaced(-w / 2 - half, -w / 2 + half, 161);
  const reached: LabLine = {
    name: `x_${PAPER_STEPS} from x_0 = .5`,
    points: places.map((b) => point(b, unitError({ w, b }, PAPER_STEPS).last)),
    mark: 'points',
    colour: 3,
  };
  return {
    kind: 'lines',
    x: { name: 'bias b', scale: 'linear' },
    y: { name: 'state x', scale: 'linear' },
    lines: [...branches(w, places), reached],
    levels: [...foldLevels(w, 'x'), { name: 'x_0', at: FIRST_STATE, axis: 'y' }],
  };
}

/** Branches of fixed points, which meet at the saddle-nodes. */
function branches(w: number, places: readonly number[]): LabLine[] {
  const found = places.flatMap((b) => fixedPoints({ w, b }).map(({ x }) => ({ b, x })));
  const [low, high] = turningPoints(w);
  if (low === undefined || high === undefined) return [lineOf('stable', found, 'solid')];
  const [upper, lower] = saddleNodes(w).toReversed();
  const [foldOfLow, foldOfHigh] = [
    { b: upper!, x: low },
    { b: lower!, x: high },
  ];
  const between = found.filter(({ x }) => x > low && x < high);
  return [
    lineOf('stable, low', [...found.filter(({ x }) => x < low), foldOfLow], 'solid', 0),
    lineOf('unstable', [foldOfHigh, ...between, foldOfLow], 'dashed', 1),
    lineOf('stable, high', [foldOfHigh, ...found.filter(({ x }) => x > high)], 'solid', 2),
  ];
}

const point = (b: number, x: number): readonly [number, number | null] => [rounded(b, 7)!, rounded(x, 5)];

const lineOf = (
  name: string,
  found: readonly { readonly b: number; readonly x: number }[],
  mark: 'solid' | 'dashed',
  colour = 0,
): LabLine => ({ name, points: found.map(({ b, x }) => point(b, x)), mark, colour });

/** Descents from one start, without clipping and with it. */
export interface DescentPair {
  readonly start: Weights;
  readonly name: string;
  readonly plain: readonly PathPoint[];
  readonly clipped: readonly PathPoint[];
}

/** Starts of the paths: on both sides of the wall, and far up its slope. */
export const STARTS = [
  { name: 'behind the wall (5, -3)', start: { w: 5, b: -3 } },
  { name: 'before it (5, -2.4)', start: { w: 5, b: -2.4 } },
  { name: 'along it (5.5, -2.5)', start: { w: 5.5, b: -2.5 } },
] as const;

export interface PathSettings {
  readonly learningRate: number;
  readonly threshold: number;
  readonly updates: number;
}

export const descentPairs = (steps: number, settings: PathSettings): DescentPair[] =>
  STARTS.map(({ name, start }) => ({
    ...{ name, start },
    plain: descendUnit({ steps, start, ...settings, threshold: 0 }),
    clipped: descendUnit({ steps, start, ...settings }),
  }));

/**
 * Paths over the surface, and E along them.
 * @param surfaces in the order of LENGTHS, as `pairs`
 */
export function pathFigures(
  surfaces: readonly Surface[],
  pairs: readonly (readonly DescentPair[])[],
  { learningRate, threshold }: PathSettings,
): LabFigure[] {
  const clipped = `clipped to ${threshold}`;
  const choices = [
    { name: 'start', values: STARTS.map(({ name }) => name) },
    { name: 'T', values: LENGTHS.map(String), isOrdered: true },
  ] as const;
  const each = (draw: (pair: DescentPair, length: number) => LabDrawing): LabDrawing[] =>
    STARTS.flatMap((_, start) => LENGTHS.map((_, length) => draw(pairs[length]![start]!, length)));
  const named = ({ plain, clipped: other }: DescentPair) =>
    [
      { name: 'without clipping', path: plain, colour: 1 },
      { name: clipped, path: other, colour: 0 },
    ] as const;
  const settings = { choices, first: LENGTHS.length + FIRST_LENGTH } as const;
  return [
    {
      id: 'one-unit-paths',
      title: 'Gradient descent down the surface',
      shows: `Points of gradient descent with learning rate ${learningRate}, update by update, without clipping and with the norm of the gradient ${clipped}, on the surface of E.`,
      reading:
        'A step across the wall meets its slope, and without clipping it throws the weights far off, often beyond the picture: a path then ends at its border. Clipped, a step has at most the length of learning rate times threshold: the path crosses the wall to and fro and comes down along it.',
      ...settings,
      drawings: each((pair, length) =>
        heat(surfaces[length]!, surfaces[length]!.errors, {
          value: error,
          over: named(pair).map(({ name, path, colour }) => ({
            name,
            points: insideOf(path),
            mark: 'points',
            colour,
          })),
        }),
      ),
    },
    {
      id: 'one-unit-descent',
      title: 'Error along the paths',
      shows: 'E at each update of the same descents.',
      ...settings,
      drawings: each((pair) => ({
        kind: 'lines',
        x: { name: 'update', scale: 'linear', whole: true },
        y: { name: 'error E', scale: 'log' },
        lines: named(pair).map(({ name, path, colour }) => ({
          ...{ name, colour },
          points: path.map(({ error: value }, update) => [update, rounded(value, 5)] as const),
        })),
      })),
    },
  ];
}

/** Points within the drawn range; a gap stands for those outside. */
const insideOf = (path: readonly PathPoint[]): (readonly [number, number | null])[] =>
  path.map(({ w, b }) => {
    const isInside = w >= RANGE.w[0] && w <= RANGE.w[1] && b >= RANGE.b[0] && b <= RANGE.b[1];
    return [rounded(Math.min(Math.max(w, RANGE.w[0]), RANGE.w[1]), 6)!, isInside ? rounded(b, 6) : null];
  });

/** Table of the listed points at T = 50. */
export const tableFigure = (): LabFigure =>
  oneDrawing(
    {
      id: 'one-unit-table',
      title: 'Values of the one-unit net',
      shows: `E, its gradient and the last state x_${PAPER_STEPS} at some weights, to check another implementation by.`,
    },
    {
      kind: 'table',
      head: ['w', 'b', 'E', '∂E/∂w', '∂E/∂b', `x_${PAPER_STEPS}`],
      rows: LISTED.map((weights) => {
        const { error: value, gradient, last } = unitError(weights, PAPER_STEPS);
        const numbers = [value, gradient.w, gradient.b, last].map((number) => rounded(number, 10));
        return [weights.w, weights.b, ...numbers];
      }),
    },
  );
