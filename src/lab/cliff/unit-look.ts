/** One-unit part of the view: the surfaces, kept in parts, their figures, and the finding in words. */
import { median, significantDigits } from '../../words/numbers.ts';
import type { LabFindings, LabWork } from '../view.ts';
import { saddleNodes, wallAt } from './fixed-points.ts';
import { PAPER_STEPS, unitError } from './one-unit.ts';
import {
  bifurcationFigure,
  CUT,
  cutFigures,
  cutPlaces,
  type DescentPair,
  descentPairs,
  LENGTHS,
  type PathSettings,
  pathFigures,
  RANGE,
  type Surface,
  surfaceFigure,
  surfaceOf,
  tableFigure,
} from './unit-figures.ts';

export interface UnitOptions extends PathSettings {
  /** Columns and rows of the surfaces. */
  readonly grid: number;
}

/** Columns and rows of the surfaces under the paths. */
const PATH_GRID = 65;

/** Distance from the wall at which the step is told. */
const NEAR = 0.01;

export async function lookAtOneUnit({ grid, ...settings }: UnitOptions, work: LabWork): Promise<LabFindings> {
  const surfaces: Surface[] = [];
  for (const [index, steps] of LENGTHS.entries()) {
    work.progress(index, LENGTHS.length, `one-unit net, T=${steps}`);
    surfaces.push(await work.kept(`one-unit/T=${steps}`, () => surfaceOf(steps, grid)));
    await work.breathe();
  }
  const small = grid <= PATH_GRID ? surfaces : LENGTHS.map((steps) => surfaceOf(steps, PATH_GRID));
  const pairs = LENGTHS.map((steps) => descentPairs(steps, settings));
  work.progress(LENGTHS.length, LENGTHS.length, 'one-unit net');
  const atPaper = LENGTHS.indexOf(PAPER_STEPS);
  return {
    says: words(surfaces[atPaper]!, pairs[atPaper]!, settings),
    facts: [
      ['one-unit net', 'x_t = w σ(x_{t-1}) + b, x_0 = .5, E = (σ(x_T) - .7)²; exact in 64 bits'],
      ['grid', `${grid} × ${grid}, w from ${RANGE.w.join(' to ')}, b from ${RANGE.b.join(' to ')}`],
      [
        'paths',
        `${settings.updates} updates, learning rate ${settings.learningRate}, clipped to ${settings.threshold}`,
      ],
    ],
    figures: [
      surfaceFigure(surfaces),
      ...cutFigures(),
      ...pathFigures(small, pairs, settings),
      bifurcationFigure(),
      tableFigure(),
    ],
    data: { wall: wallAt(CUT), saddleNodes: saddleNodes(CUT), paths: endsOf(pairs[atPaper]!) },
  };
}

const endsOf = (pairs: readonly DescentPair[]) =>
  pairs.map(({ start, plain, clipped }) => ({ start, end: plain.at(-1), clippedEnd: clipped.at(-1) }));

function words(
  surface: Surface,
  pairs: readonly DescentPair[],
  { learningRate, threshold, updates }: PathSettings,
): string {
  const wall = wallAt(CUT)!;
  const [low, high] = saddleNodes(CUT);
  const errorAt = (b: number): string => digits(unitError({ w: CUT, b }, PAPER_STEPS).error);
  const norms = surface.norms.filter(Number.isFinite);
  const steepest = cutPlaces().reduce(
    (most, b) => Math.max(most, unitError({ w: CUT, b }, PAPER_STEPS).norm),
    0,
  );
  const usual = median(norms)!;
  const ends = (side: 'plain' | 'clipped'): string =>
    pairs.map((pair) => digits(pair[side].at(-1)!.error)).join(', ');
  return [
    `At T = ${PAPER_STEPS} and w = ${CUT} the error of the one-unit net falls from ${errorAt(wall - NEAR)} to ${errorAt(wall + NEAR)} within ${2 * NEAR} of b = ${digits(wall, 7)}: a wall.`,
    `It stands where x_0 = .5 is the unstable fixed point between two basins, inside the stretch from ${digits(low!, 7)} to ${digits(high!, 7)} in which the net has three fixed points, and not at the ends of that stretch.`,
    `The norm of the gradient has the median ${digits(usual, 2)} on the grid and reaches ${digits(steepest, 2)} on that cut, ${digits(steepest / usual, 2)} times as much.`,
    `${updates} updates of descent with learning rate ${learningRate} from ${pairs.length} starts end at E = ${ends('plain')} without clipping, and at ${ends('clipped')} clipped to ${threshold}.`,
    'All of this is computed and not sampled, so it has no error but rounding; what the descents do holds for these starts and settings.',
  ].join(' ');
}

const digits = (value: number, count = 3): string =>
  significantDigits(Number(value.toPrecision(count)), count);
