/** Figures of the plane of a run, and its finding in words. */
import { median, percent, quantity, significantDigits } from '../../words/numbers.ts';
import { counted } from '../../words/text.ts';
import { type LabDrawing, type LabFigure, type LabLine, oneDrawing } from '../figure.ts';
import { rounded } from '../parts/rounded.ts';
import type { LabFindings } from '../view.ts';
import { hiddenOf } from './embed.ts';
import { lostShare, type Projection } from './plane.ts';
import { EDGE_POINTS, type PlanePath, type PlaneSeen } from './plane-seen.ts';
import type { KeptValues } from './plane-values.ts';

const names = ({ anchors: { descent, other } }: PlaneSeen): readonly [descent: string, other: string] => [
  descent.spec.contestant.name,
  other.spec.contestant.name,
];

const pathName = ({ threshold, isOwn }: PlanePath): string =>
  `${threshold === 0 ? 'without clipping' : `clipped to ${threshold}`}${isOwn ? ', as played' : ''}`;

export function planeFigures(seen: PlaneSeen): LabFigure[] {
  return [
    surfaceFigure(seen),
    ...(seen.paths.length === 0 ? [] : [pathFigure(seen)]),
    edgeFigure(seen),
    cornerFigure(seen),
    lossFigure(seen),
  ];
}

const lengthChoice = ({ lengths }: PlaneSeen) =>
  ({ name: 'T', values: lengths.map(({ name }) => name), isOrdered: true }) as const;

const ownLength = ({ lengths }: PlaneSeen): number => lengths.findIndex(({ isOwn }) => isOwn);

/** Names of the values that are drawn: E, and ‖g‖ where it was measured. */
const valueNames = ({ surfaces }: PlaneSeen): string[] =>
  surfaces[0]!.norms.length === 0 ? ['error E'] : ['error E', 'gradient ‖g‖'];

/** A drawing of E and, where it was measured, one of ‖g‖, for each length. */
const drawingsOf = (
  seen: PlaneSeen,
  draw: (length: number, value: keyof KeptValues, name: string) => LabDrawing,
): LabDrawing[] =>
  seen.lengths.flatMap((_, length) =>
    valueNames(seen).map((name, index) => draw(length, index === 0 ? 'errors' : 'norms', name)),
  );

function surfaceFigure(seen: PlaneSeen): LabFigure {
  const [descent, other] = names(seen);
  const { grid, surfaces } = seen;
  const over = linesOver(seen);
  return {
    id: 'plane-surface',
    title: `Error surface in the plane of ${descent} and ${other}`,
    shows: `E and ‖g‖ on the plane through the start of ${descent}, its end, and the best net of ${other} of the same repetition. Coordinates are distances of parameters. The steps of the descent and the population are projected onto the plane.`,
    reading:
      'A wall is a line across which E rises by a step and ‖g‖ is many times its usual size. T looks at the same weights on other lengths of the task. What is projected lies beside the plane, most of it far away: the colour under it is not its own error.',
    choices: [lengthChoice(seen), { name: 'value', values: valueNames(seen) }],
    drawings: drawingsOf(seen, (length, value, name) => ({
      kind: 'heat',
      x: { name: `from start to end of ${descent}`, scale: 'linear' },
      y: { name: `across, to the best of ${other}`, scale: 'linear' },
      columns: grid.columns.map((x) => rounded(x, 6)!),
      rows: grid.rows.map((y) => rounded(y, 6)!),
      values: surfaces[length]![value].map((number) => (number === null ? null : rounded(number))),
      value: { name, scale: 'log' },
      over,
    })),
    first: ownLength(seen) * valueNames(seen).length,
  };
}

/** Populations, steps and corners, the last ones on top. */
function linesOver(seen: PlaneSeen): LabLine[] {
  const inside = insideOf(seen);
  const populations = seen.populations.map(
    ({ name, points }, index): LabLine => ({
      name,
      points: inside(points),
      mark: 'points',
      colour: 3 + index,
    }),
  );
  const paths = seen.paths.map(
    (path): LabLine => ({
      name: pathName(path),
      points: inside(path.points.map((point) => point.seen)),
      mark: 'solid',
      colour: path.threshold === 0 ? 1 : 0,
    }),
  );
  const corners = seen.corners.map(
    ({ name, place }, index): LabLine => ({
      name,
      points: [[rounded(place.x, 6)!, rounded(place.y, 6)!]],
      mark: 'points',
      colour: 5 + index,
    }),
  );
  return [...populations, ...paths, ...corners];
}

/** Points within the drawn rectangle; a gap stands for one outside. */
function insideOf({ grid: { columns, rows } }: PlaneSeen) {
  const [left, right] = [columns[0]!, columns.at(-1)!];
  const [bottom, top] = [rows[0]!, rows.at(-1)!];
  return (points: readonly Projection[]): (readonly [number, number | null])[] =>
    points.map(({ x, y }) => {
      const isInside = x >= left && x <= right && y >= bottom && y <= top;
      return [rounded(Math.min(Math.max(x, left), right), 6)!, isInside ? rounded(y, 6) : null];
    });
}

function pathFigure(seen: PlaneSeen): LabFigure {
  const [descent] = names(seen);
  const last = seen.paths.map(({ points }) => points.at(-1)?.update ?? 0);
  return oneDrawing(
    {
      id: 'plane-descent',
      title: `Error along the steps of ${descent}`,
      shows: `E on the sequences of the plane along the first ${Math.max(...last)} updates of ${descent}, made again from its start on its own training batches, without clipping and clipped.`,
      reading: 'Both begin alike; they part at the first gradient that is longer than the threshold.',
    },
    {
      kind: 'lines',
      x: { name: 'update', scale: 'linear', whole: true },
      y: { name: 'error E', scale: 'log' },
      lines: seen.paths.map((path) => ({
        name: pathName(path),
        points: path.points.map(
          ({ update, seen: { error } }) => [update, error === null ? null : rounded(error)] as const,
        ),
        colour: path.threshold === 0 ? 1 : 0,
      })),
    },
  );
}

function edgeFigure(seen: PlaneSeen): LabFigure {
  const [descent, other] = names(seen);
  const edges = [
    `start to end of ${descent}`,
    `start to best of ${other}`,
    `end of ${descent} to best of ${other}`,
  ];
  return {
    id: 'plane-edges',
    title: 'Along the straight lines between the three nets',
    shows: `E and ‖g‖ at ${EDGE_POINTS} points of each straight line between two of the three nets.`,
    reading:
      'A hill between two good nets says that they lie in different valleys of this plane; it says nothing about ways around it in other dimensions. Units of both nets have no common order, which alone can make a hill.',
    choices: [lengthChoice(seen), { name: 'value', values: valueNames(seen) }],
    drawings: drawingsOf(seen, (length, value, name) => ({
      kind: 'lines',
      x: { name: 'share of the way', scale: 'linear', low: 0, high: 1, share: true },
      y: { name, scale: 'log' },
      lines: edges.map((edge, index) => ({
        name: edge,
        points: seen.edges[length]![index]![value].map(
          (number, point) =>
            [rounded(point / (EDGE_POINTS - 1))!, number === null ? null : rounded(number)] as const,
        ),
      })),
    })),
    first: ownLength(seen) * valueNames(seen).length,
  };
}

const cornerFigure = ({ corners, lengths }: PlaneSeen): LabFigure =>
  oneDrawing(
    {
      id: 'plane-corners',
      title: 'The three nets',
      shows: `E of the nets that span the plane on ${lengths.find(({ isOwn }) => isOwn)!.batch.sequences} sequences of the test, with its 95 % interval over sequences, ‖g‖ there, the error of the trial's own test, and the coordinates.`,
    },
    {
      kind: 'table',
      head: ['net', 'E', '95 % interval', '‖g‖', 'test error', 'x', 'y'],
      rows: corners.map(({ name, error, margin, norm, testError, place }) => [
        name,
        rounded(error),
        Number.isFinite(margin)
          ? `${digits(Math.max(0, error - margin))} to ${digits(error + margin)}`
          : null,
        norm === null ? null : rounded(norm),
        testError === null ? null : percent(testError),
        rounded(place.x),
        rounded(place.y),
      ]),
    },
  );

/** Projected nets, by kind. */
function projections(seen: PlaneSeen): { readonly name: string; readonly points: readonly Projection[] }[] {
  return [
    ...seen.paths.map((path) => ({
      name: `last step ${pathName(path)}`,
      points: path.points.slice(-1).map((point) => point.seen),
    })),
    ...seen.populations,
  ];
}

const middle = (values: readonly number[]): number | null => median(values);

function lossFigure(seen: PlaneSeen): LabFigure {
  return oneDrawing(
    {
      id: 'plane-lost',
      title: 'Distance lost by projecting',
      shows:
        'Distances from the start of what was projected onto the plane, of populations their medians: whole, within the plane, and the share that is lost.',
      reading: 'Where most of the distance is lost, the place in the picture says little about the net.',
    },
    {
      kind: 'table',
      head: ['what', 'nets', 'distance', 'in the plane', 'lost'],
      rows: projections(seen).map(({ name, points }) => [
        name,
        points.length,
        roundedMiddle(points.map(({ distance }) => distance)),
        roundedMiddle(points.map(({ x, y }) => Math.sqrt(x * x + y * y))),
        percent(middle(points.map(lostShare))),
      ]),
    },
  );
}

const roundedMiddle = (values: readonly number[]): number | null => {
  const value = middle(values);
  return value === null ? null : rounded(value);
};

export function planeFacts(seen: PlaneSeen): LabFindings['facts'] {
  const { anchors, grid, lengths, plane, macs, notes } = seen;
  const { descent, other, net, task, repetition } = anchors;
  const [one, two] = [hiddenOf(descent.net)!, hiddenOf(other.net)!];
  const small = one < two ? names(seen)[0] : names(seen)[1];
  const end =
    anchors.endIs === 'checkpoint'
      ? `the state at its last checkpoint, after ${counted(descent.updates, 'update')}`
      : 'its best validated net, for the run keeps no checkpoint of it';
  return [
    ['plane', `${task.label}, repetition ${repetition}: ${names(seen).join(' and ')}`],
    [`end of ${names(seen)[0]}`, end],
    [
      'nets',
      one === two
        ? `${counted(net.parameters, 'parameter')} each`
        : `${one} and ${two} hidden units: that of ${small} is embedded in the larger one, its further units without connections, which gives the same outputs`,
    ],
    [
      'grid of the plane',
      `${grid.columns.length} × ${grid.rows.length} points, on ${lengths[0]!.batch.sequences} sequences of the test at T = ${lengths.map(({ name }) => name).join(', ')}`,
    ],
    ['sides', `start to end ${digits(plane.second.x)}, start to best ${digits(lengthOf(plane.third))}`],
    ['work', `${quantity(macs)}MACs`],
    ...notes.map((note) => ['note', note] as const),
  ];
}

const lengthOf = ({ x, y }: { readonly x: number; readonly y: number }): number => Math.sqrt(x * x + y * y);

export function planeWords(seen: PlaneSeen): string {
  const { corners, surfaces, edges, lengths } = seen;
  const own = ownLength(seen);
  const [descent, other] = names(seen);
  const [start, end, best] = corners.map(({ error, margin }) => `${digits(error)} ± ${digits(margin, 1)}`);
  const between = edges[own]![2]!.errors.filter((value) => value !== null);
  const hill = between.reduce((most, value) => Math.max(most, value), 0);
  const higher = Math.max(corners[1]!.error, corners[2]!.error);
  const norms = surfaces[own]!.norms.filter((value) => value !== null);
  return [
    `On the plane of ${seen.anchors.task.label}, repetition ${seen.anchors.repetition}, E is ${start} at the start, ${end} at the end of ${descent} and ${best} at the best net of ${other} (95 % intervals over ${lengths[own]!.batch.sequences} sequences).`,
    `Along the straight line between the last two E rises to ${digits(hill)}, ${hill > higher ? `${digits(hill - higher, 2)} above the higher end` : 'no higher than at its ends'}.`,
    ...(norms.length === 0 ? [] : [steepness(norms)]),
    ...seen.paths.map(pathWords),
    lostWords(seen),
    'The grid has no error but that of its sequences; one plane of one repetition is a picture and no proof: it says nothing about other dimensions and other seeds.',
  ].join(' ');
}

function steepness(norms: readonly number[]): string {
  const greatest = norms.reduce((most, norm) => Math.max(most, norm), 0);
  const usual = median(norms)!;
  const times = usual > 0 ? `, ${digits(greatest / usual, 2)} times as much` : '';
  return `‖g‖ has the median ${digits(usual, 2)} on the grid and reaches ${digits(greatest, 2)}${times}.`;
}

function pathWords(path: PlanePath): string {
  const [first, last] = [path.points[0], path.points.at(-1)];
  const from = first?.seen.error ?? null;
  const to = last?.seen.error ?? null;
  const lost = path.exploded === null ? '' : `; then it ends: ${path.exploded}`;
  return `${counted(last?.update ?? 0, 'update')} ${pathName(path)} lead from ${from === null ? '?' : digits(from)} to ${to === null ? '?' : digits(to)}${lost}.`;
}

function lostWords(seen: PlaneSeen): string {
  const told = projections(seen)
    .map(({ name, points }) => `${percent(middle(points.map(lostShare)))} (${name})`)
    .join(', ');
  return told === ''
    ? 'Nothing was projected onto the plane.'
    : `Projecting loses, of the distance from the start, ${told}.`;
}

const digits = (value: number, count = 3): string =>
  significantDigits(Number(value.toPrecision(count)), count);
