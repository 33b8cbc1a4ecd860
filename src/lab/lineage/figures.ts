/** Figures of a champion's lineage. */

import { counted } from '../../words/text.ts';
import type { LabDrawing, LabFigure, LabInterval, LabLine } from '../figure.ts';
import { rounded } from '../parts/rounded.ts';
import type { Analysis, WeightChange } from './analysis.ts';
import { SHOWN } from './analysis.ts';
import { type Effect, ranked } from './effects.ts';

/** Texts of a figure, and its drawing for each champion. */
interface Panel extends Pick<LabFigure, 'id' | 'title' | 'shows' | 'reading'> {
  readonly draw: (analysis: Analysis) => LabDrawing;
}

const EXACT = 'Exact for the line alone: the births that were selected stay the same.';

const panels: readonly Panel[] = [
  {
    id: 'tree',
    title: 'Ancestors of the champion',
    shows:
      'From the founders that gave the champion most of its genes, down at each birth to the child that took over most of them. The champion is at the bottom. Loss is that on the same fresh sequences for all. Drawn are founders, births at which such ways meet or part, and the mutations that mattered most; "12 more" on an arrow are births between.',
    reading: 'The share is that of the genes of the champion whose path leads through this birth.',
    draw: ({ tree }) => tree.graph,
  },
  {
    id: 'descent',
    title: 'Loss along the main line',
    shows:
      'Ancestors one after the other, from a founder to the champion, at each birth by way of the parent that gave more of the genes. The line is the loss on the same fresh sequences; points are births that had a lower loss than both parents on the batch of their time.',
    reading:
      'A fall is a step that mattered; a level stretch is neutral change. A rise was a good loss on its own batch alone.',
    draw: drawDescent,
  },
  {
    id: 'births',
    title: 'Best training loss over births',
    shows:
      'Best loss in the population at the end of each generation, on the training batch of that time, and the ancestors of the main line with their losses at birth.',
    reading: 'Where the batch is renewed, the best loss jumps: the old one was in part luck.',
    draw: drawBirths,
  },
  {
    id: 'mutations',
    title: 'Mutations that mattered',
    shows: `Change of the champion's loss where the mutation of one birth is left out and the line made again with all else the same, with 95 % intervals that hold for all mutations together. The ${SHOWN} with the greatest rise. ${EXACT}`,
    reading:
      'Right of 0: the champion needs the mutation. Left of it: it would be better without. Effects do not add up, since mutations build on each other.',
    draw: ({ kinds, line }) => intervals(ranked(kinds.mutation.effects).slice(0, SHOWN), line.ancestors),
  },
  {
    id: 'weights',
    title: 'What these mutations changed',
    shows:
      'The same mutations: losses at birth on the batch of that time, the weights that they changed then, and the same weights of the champion without the mutation and with it.',
    reading:
      'A small change at birth may decide a large one: in Gray code the bit that sets the sign of a weight changes it little near 0, and later flips build on it.',
    draw: drawWeights,
  },
  {
    id: 'blocks',
    title: 'The same mutations by block of the net',
    shows: `Change of the champion's loss where only the part of a mutation in one block of weights is left out. Empty: the mutation changed nothing in this block.`,
    draw: drawParts,
  },
  {
    id: 'all-of-a-block',
    title: 'All mutations of one block left out',
    shows: `Change of the champion's loss where no birth of the line mutates that block: its weights then come from the founders as crossover dealt them. ${EXACT}`,
    draw: ({ blocks }) => ({
      kind: 'intervals',
      x: { name: CHANGE, scale: 'linear' },
      rows: blocks.map((one) => rowOf(`${one.block}: ${counted(one.genes, 'mutated gene')}`, one)),
      levels: [NONE],
    }),
  },
  {
    id: 'crossings',
    title: 'Crossings that mattered',
    shows: `Change of the champion's loss where the second parent of one crossing is replaced by a clone of the first. The 10 with the greatest rise; intervals hold for all crossings together. ${EXACT}`,
    draw: ({ kinds, line }) => intervals(ranked(kinds.crossing.effects).slice(0, 10), line.ancestors),
  },
  {
    id: 'parents',
    title: 'Parents that mattered',
    shows: `Change of the champion's loss where the two parents of one birth are swapped: the head comes from the second, and a child that was no crossing copies the second. The 10 with the greatest rise. ${EXACT}`,
    draw: ({ kinds, line }) => intervals(ranked(kinds.parents.effects).slice(0, 10), line.ancestors),
  },
];

const replays: Panel = {
  id: 'replays',
  title: 'The whole search without one mutation',
  shows:
    'The search replayed to the same cost without the mutation of one birth. Later selections differ, so every change soon changes everything: controls are births of the same time that are no ancestors of the champion. The row is the loss of the best member at the end, less that of the champion.',
  reading: 'A mutation mattered to the search itself where its replay ends worse than the controls do.',
  draw: ({ whole }) => ({
    kind: 'intervals',
    x: { name: 'loss at the end, less that of the champion', scale: 'linear' },
    rows: whole.map((one) => ({
      ...rowOf(`${one.isControl ? 'control' : 'without'} birth ${one.number}`, one),
      note: one.parted === null ? 'same births to the end' : `other births from ${one.parted} on`,
      colour: one.isControl ? 1 : 0,
    })),
    levels: [NONE],
  }),
};

const CHANGE = 'change of the loss';
const NONE = { name: 'no change', at: 0, axis: 'x' } as const;

/** Figures, with the champion as the reader's choice where there are several. */
export function figuresOf(analyses: readonly Analysis[]): LabFigure[] {
  const shown = analyses.some(({ whole }) => whole.length > 0) ? [...panels, replays] : panels;
  const names = analyses.map(({ trial }) => trial.stored.spec.contestant.name);
  return shown.map(({ draw, ...texts }) => ({
    ...texts,
    ...(names.length > 1 ? { choices: [{ name: 'contestant', values: names }] } : {}),
    drawings: analyses.map(draw),
  }));
}

function intervals(effects: readonly Effect[], ancestors: Analysis['line']['ancestors']): LabDrawing {
  const rows = effects.map((one) => rowOf(`birth ${ancestors[one.row]!.number}`, one));
  return { kind: 'intervals', x: { name: CHANGE, scale: 'linear' }, rows, levels: [NONE] };
}

function rowOf(
  name: string,
  { value, interval, ...rest }: Pick<Effect, 'value' | 'interval'> & Partial<Effect>,
): LabInterval {
  if (rest.isNeutral === true) return { name, value: 0, interval: null, note: 'the same net', colour: 0 };
  if (value === null || interval === null)
    return { name, value: null, interval: null, note: 'the loss is not finite' };
  return { name, value: rounded(value), interval: [rounded(interval[0])!, rounded(interval[1])!], colour: 0 };
}

function drawDescent({ main, losses, champion }: Analysis): LabDrawing {
  const points = main.map(({ row }, depth) => [depth, rounded(losses.get(row)!)] as const);
  const better = main.flatMap(({ born, row }, depth) =>
    born !== null && isImprovement(born) ? [[depth, rounded(losses.get(row)!)] as const] : [],
  );
  const lines: LabLine[] = [
    { name: 'loss on fresh sequences', points },
    { name: 'better than both parents', points: better, mark: 'points' },
  ];
  return {
    kind: 'lines',
    x: { name: 'generation of the main line', scale: 'linear', whole: true },
    y: { name: 'loss', scale: scaleOf(points) },
    lines,
    levels: [{ name: 'champion', at: rounded(losses.get(champion)!) ?? 0, axis: 'y' }],
  };
}

/** True for a birth with a lower loss than both its parents had. */
export const isImprovement = ({
  loss,
  firstLoss,
  secondLoss,
}: Pick<NonNullable<Analysis['main'][number]['born']>, 'loss' | 'firstLoss' | 'secondLoss'>): boolean =>
  loss < Math.min(firstLoss ?? Number.POSITIVE_INFINITY, secondLoss ?? Number.POSITIVE_INFINITY);

/** Logarithmic where losses are above 0 and span more than a decade. */
function scaleOf(points: readonly (readonly [number, number | null])[]): 'linear' | 'log' {
  const values = points.flatMap(([, value]) => (value === null ? [] : [value]));
  return Math.min(...values) > 0 && Math.max(...values) > 10 * Math.min(...values) ? 'log' : 'linear';
}

function drawBirths({ main, replayed: { course } }: Analysis): LabDrawing {
  const best = course.map(([landed, loss]) => [landed, loss === null ? null : rounded(loss)] as const);
  const line = main.flatMap(({ born }) =>
    born === null ? [] : [[born.number, rounded(born.loss)] as const],
  );
  return {
    kind: 'lines',
    x: { name: 'births', scale: 'linear', whole: true },
    y: { name: 'training loss', scale: scaleOf([...best, ...line]) },
    lines: [
      { name: 'best of the population', points: best },
      { name: 'main line, at birth', points: line, mark: 'points' },
    ],
  };
}

function drawWeights({ kinds, line, weights }: Analysis): LabDrawing {
  const rows = ranked(kinds.mutation.effects)
    .slice(0, SHOWN)
    .map(({ row }) => {
      const born = line.ancestors[row]!.born!;
      const better = Math.min(born.firstLoss ?? Number.NaN, born.secondLoss ?? Number.NaN);
      return [
        ...[born.number, rounded(better, 3), rounded(born.loss, 3)],
        isImprovement(born) ? (born.best ? 'best of all' : 'better than both') : 'not better',
        weightsText(weights.get(row)!, 'before', 'after'),
        isSameChange(weights.get(row)!) ? 'the same' : weightsText(weights.get(row)!, 'without', 'with'),
      ];
    });
  return {
    kind: 'table',
    head: [
      'birth',
      'better parent',
      'its loss',
      'it was',
      'weights at birth',
      'in the champion, without it to with it',
    ],
    rows,
  };
}

/** Weights that are named one by one. */
const NAMED = 2;

/** True where the champion's weights differ by what the mutation changed at its birth. */
const isSameChange = (changes: readonly WeightChange[]): boolean =>
  changes.every((one) => one.before === one.without && one.after === one.with);

/** Weights as `W_rec[8,3] .02 to -.02`, by two of their values. */
const weightsText = (
  changes: readonly WeightChange[],
  from: 'before' | 'without',
  to: 'after' | 'with',
): string => {
  const named = changes
    .slice(0, NAMED)
    .map((one) => `${one.name} ${rounded(one[from], 3)} to ${rounded(one[to], 3)}`);
  return [...named, ...(changes.length > NAMED ? [`${changes.length - NAMED} more`] : [])].join(', ');
};

function drawParts({ parts, kinds, line, blockNames }: Analysis): LabDrawing {
  const top = ranked(kinds.mutation.effects).slice(0, SHOWN);
  return {
    kind: 'heat',
    x: { name: 'block', scale: 'linear' },
    y: { name: 'birth', scale: 'linear' },
    columns: blockNames.map((_, index) => index),
    rows: top.map((_, index) => index),
    columnNames: blockNames,
    rowNames: top.map(({ row }) => String(line.ancestors[row]!.number)),
    values: parts.flatMap((row) =>
      row.map((effect) => (effect?.value == null ? null : rounded(effect.value))),
    ),
    value: { name: CHANGE, scale: 'diverging' },
  };
}
