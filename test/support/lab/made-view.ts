/** Views with figures of all kinds, made of formulas, for tests of their drawing. */
import { z } from 'zod';
import { type LabDrawing, type LabFigure, oneDrawing } from '../../../src/lab/figure.ts';
import { defineView, type LabView } from '../../../src/lab/view.ts';

const lengths = [10, 20, 50];
const units = ['tanh', 'logistic'];

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

const decay = (rate: number, length: number): LabDrawing => ({
  kind: 'lines',
  x: { name: 'lag: steps before the end of the sequence', scale: 'linear', whole: true },
  y: { name: '‖∂E/∂h‖ of the mean over minibatches', scale: 'log' },
  lines: [
    {
      name: 'at initialisation',
      points: range(length).map((lag) => [lag, rate ** lag]),
      band: range(length).map((lag) => [rate ** lag / 2, rate ** lag * 2]),
    },
    {
      name: 'after training, <b>one</b> of five seeds, measured once more',
      points: range(length).map((lag) => [lag, lag % 7 === 5 ? null : 0.95 ** lag]),
    },
    {
      name: 'bound σ_max(W)·max|f′|',
      points: range(length).map((lag) => [lag, 1.05 ** lag]),
      mark: 'dashed',
    },
    { name: 'accepted steps', points: range(length).map((lag) => [lag, 0.5 * 0.97 ** lag]), mark: 'points' },
  ],
  levels: [
    { name: 'noise', at: 1e-4, axis: 'y' },
    { name: 'half', at: length / 2, axis: 'x' },
  ],
});

const decays: LabFigure = {
  id: 'decay',
  title: 'Decay of the error signal over the lag',
  shows:
    'The norm of the error signal at each lag, with an interval over seeds. Below the level it is noise.',
  reading: 'A line that falls is a gradient that vanishes.',
  choices: [
    { name: 'T', values: lengths.map(String), isOrdered: true },
    { name: 'unit', values: units },
  ],
  drawings: lengths.flatMap((length) => [decay(0.8, length), decay(0.6, length)]),
  first: 2,
};

const surface = (scale: 'linear' | 'log' | 'diverging'): LabDrawing => {
  const places = range(33).map((index) => -1 + index / 16);
  return {
    kind: 'heat',
    x: { name: 'along SGD’s end', scale: 'linear' },
    y: { name: 'along GENITOR’s best', scale: 'linear' },
    columns: places,
    rows: places,
    values: places.flatMap((y) =>
      places.map((x) => {
        const value = x * x - (y * y) / 2 + 0.3 * Math.round(2 * x * y);
        return x * x + y * y > 1.8 ? null : scale === 'log' ? 10 ** (3 * value) : value;
      }),
    ),
    value: { name: 'loss above that of the start', scale },
    over: [
      { name: 'steps of SGD', points: range(12).map((step) => [-0.8 + step / 8, 0.5 - step / 14]) },
      {
        name: 'the population',
        points: range(9).map((one) => [0.1 * one - 0.2, -0.6 + 0.05 * one * (one % 3)]),
        mark: 'points',
      },
    ],
  };
};

const matrix = (count: number): LabDrawing => ({
  kind: 'heat',
  x: { name: 'told', scale: 'linear' },
  y: { name: 'right', scale: 'linear' },
  columns: range(count),
  rows: range(4),
  columnNames: range(count).map((one) => `symbol ${one}`),
  rowNames: ['first', 'second', 'the third of four', 'fourth'],
  values: range(4).flatMap((row) =>
    range(count).map((column) => Math.round(100 / (1 + (row - column) ** 2)) / 100),
  ),
  value: { name: 'share', scale: 'linear' },
});

const automaton: LabDrawing = {
  kind: 'graph',
  flow: 'right',
  nodes: [
    { id: 's', text: 'q0', mark: 'start' },
    { id: 'a', text: 'q1\nseen A' },
    { id: 'b', text: 'q2', mark: 'accepting', colour: 1 },
    { id: 'c', text: 'q3', mark: 'faint' },
  ],
  edges: [
    { from: 's', to: 'a', text: 'A', mark: 'strong' },
    { from: 's', to: 's', text: 'x, y' },
    { from: 'a', to: 'b', text: 'B' },
    { from: 'b', to: 's', text: 'x' },
    { from: 'a', to: 'c', mark: 'dashed' },
  ],
};

const ancestors: LabDrawing = {
  kind: 'graph',
  flow: 'down',
  nodes: range(12).map((one) => ({
    id: `n${one}`,
    text: `genome ${one}\nloss ${(1 / (one + 1)).toFixed(3)}`,
    ...(one === 11 ? { mark: 'strong' as const } : {}),
  })),
  edges: range(11).map((one) => ({ from: `n${Math.floor(one / 2)}`, to: `n${one + 1}`, text: 'mutation' })),
};

const rates: LabDrawing = {
  kind: 'intervals',
  x: { name: 'evaluations for one update', scale: 'log' },
  rows: [
    { name: 'T = 10', value: 12, interval: [8, 20] },
    { name: 'T = 20, with a name that goes on for long', value: 40, interval: [22, 95] },
    {
      name: 'T = 50',
      value: null,
      interval: null,
      note: 'no trial of genitor solved it, so that there is no ratio',
    },
  ],
  levels: [{ name: 'no difference', at: 1, axis: 'x' }],
};

const numbers: LabDrawing = {
  kind: 'table',
  head: ['mutation', 'effect', 'what it did, in a few words'],
  rows: [
    ['W_rec[3,4]', -0.25, 'made the loop that keeps the symbol over the distractors'],
    ['b_out[1]', 0.01, null],
    ['swap of a parent', null, 'none'],
  ],
};

export const madeFigures: readonly LabFigure[] = [
  decays,
  oneDrawing(
    { id: 'surface', title: 'The error surface', shows: 'The loss in a plane.', half: true },
    surface('log'),
  ),
  oneDrawing(
    { id: 'change', title: 'Change of the loss', shows: 'Above and below zero.', half: true },
    surface('diverging'),
  ),
  oneDrawing({ id: 'matrix', title: 'Confusion', shows: 'Rows are right, columns are told.' }, matrix(5)),
  oneDrawing(
    { id: 'wide', title: 'A wide matrix', shows: 'More columns than have room for numbers.' },
    matrix(40),
  ),
  oneDrawing(
    { id: 'automaton', title: 'The automaton', shows: 'States and what leads from one to the next.' },
    automaton,
  ),
  oneDrawing({ id: 'ancestors', title: 'Ancestors', shows: 'Parents above their children.' }, ancestors),
  oneDrawing({ id: 'rates', title: 'Exchange rates', shows: 'Ratios with 95 % intervals.' }, rates),
  {
    id: 'numbers',
    title: 'Mutations that mattered',
    shows: 'The largest effects first.',
    choices: [{ name: 'seed', values: ['1', '2'] }],
    drawings: [numbers, { ...numbers, rows: numbers.kind === 'table' ? numbers.rows.slice(1) : [] }],
  },
];

/** View that looks at no run, in parts. */
export const madeView = defineView({
  name: 'made',
  summary: 'how figures of all kinds are drawn',
  about: 'Formulas are computed part by part. Nothing is trained. A made-up source, equation (1).',
  options: z.object({
    parts: z.int().min(1).max(1000).default(5).describe('number of parts'),
    scale: z.number().min(0).max(10).default(1).describe('factor of all numbers'),
  }),
  run: 'none',
  inReport: 'never',
  async look({ options: { parts, scale } }, work) {
    let sum = 0;
    for (let part = 0; part < parts; part++) {
      work.progress(part, parts, `part ${part + 1}`);
      sum += await work.kept(`part-${part}`, () => (scale * part) / 3);
    }
    work.progress(parts, parts, 'all');
    return {
      says: `The ${parts} parts have the sum ${sum.toFixed(3)}, exactly, since they are computed and not measured.`,
      facts: [
        ['parts', String(parts)],
        ['scale', String(scale)],
      ],
      figures: madeFigures,
      data: { sum },
    };
  },
}) as unknown as LabView;

/** View of a run that tells its trials. */
export const madeRunView = defineView({
  name: 'trials',
  summary: 'which trials a run has',
  about: 'The trials are counted.',
  options: z.object({}),
  run: 'required',
  lacks: (run) =>
    run.trials().every(({ state }) => state === 'planned') ? 'no trial of it has begun' : null,
  inReport: 'quick',
  async look({ run, contestants }) {
    const trials = run!
      .trials()
      .filter(({ contestant }) => contestants.length === 0 || contestants.includes(contestant));
    return {
      says: `There are ${trials.length} trials.`,
      facts: [
        [
          'run',
          run!
            .spec()
            .tasks.map(({ label }) => label)
            .join(', '),
        ],
      ],
      figures: [
        oneDrawing(
          { id: 'trials', title: 'Trials', shows: 'One row a trial.' },
          { kind: 'table', head: ['trial', 'state'], rows: trials.map(({ id, state }) => [id, state]) },
        ),
      ],
    };
  },
}) as unknown as LabView;
