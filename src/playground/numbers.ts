/** Numbers of the page's figures as rows to read: the same that a chart draws, for whoever cannot see it. */
import { statesOf } from '../report/charts/strips/hidden.ts';
import { inputName } from '../report/charts/strips/strip.ts';
import type { ReportData, ReportTask, ReportTrial, Specimen } from '../report/data.ts';
import type { Figure, FigureTable } from '../report/figures/figure.ts';
import { insideMeasures } from '../report/figures/inside-measures.ts';
import { contestantKey } from '../report/keys.ts';
import type { TaskShape } from '../tasks/define-task.ts';

type Rows = Pick<FigureTable, 'head' | 'rows'>;

const COST = ['contestant', 'seed', 'MACs', 'seconds'];

/** Rows of a figure; null of one that has none of its own. */
export function numbersOf(data: ReportData, { id, section, of, table }: Figure): Rows | null {
  if (table !== undefined) return table;
  const task = data.tasks[0]!;
  const name = id.replace('task-1-', '');
  const contestant = data.contestants.find((_, place) => contestantKey(place) === of)?.name ?? '';
  if (name === 'success')
    return {
      head: ['contestant', 'trials', 'solved'],
      rows: task.verdict.rows.map((row) => [row.name, String(row.finished), String(row.solved)]),
    };
  if (name === 'error') return errors(task);
  if (name === 'solved') return solved(task);
  if (name.startsWith('lag-')) return lags(task, contestant);
  if (name.startsWith('population-')) return population(task, contestant);
  if (name.startsWith('species-')) return species(task, contestant);
  if (name.startsWith('inside-')) {
    const measure = insideMeasures(data, 0).find(
      ({ key }) => name === `inside-${key.replace(/[^A-Za-z0-9]+/g, '-')}`,
    );
    if (measure === undefined) return null;
    const { key, second } = measure;
    return columns(task, [
      { head: measure.name, read: ({ curve }) => curve.inside[key] },
      ...(second === undefined
        ? []
        : [{ head: second.name, read: ({ curve }: ReportTrial) => curve.inside[second.key] }]),
    ]);
  }
  if (name.startsWith('measure-')) {
    const names = [...new Set(task.trials.flatMap(({ curve }) => Object.keys(curve.measures ?? {})))];
    return columns(
      task,
      names.map((head) => ({ head, read: ({ curve }) => curve.measures?.[head] })),
    );
  }
  if (section === 'champions' && name.startsWith('champion-'))
    return champion(task, contestant, data.spec.tasks[0]!.facts.shape);
  return null;
}

const text = (value: number | null | undefined): string =>
  value === null || value === undefined || !Number.isFinite(value)
    ? '–'
    : String(Number(value.toPrecision(6))).replace('-', '−');

interface Column {
  readonly head: string;
  read(trial: ReportTrial): readonly (number | null)[] | undefined;
}

/** Rows of what trials tell at their validations. */
function columns(task: ReportTask, wanted: readonly Column[]): Rows {
  return {
    head: [...COST, ...wanted.map(({ head }) => head)],
    rows: task.trials.flatMap((trial) => {
      const read = wanted.map((column) => column.read(trial));
      if (read.every((values) => values === undefined)) return [];
      const { macs, seconds } = trial.curve;
      return macs.map((cost, index) => [
        ...[trial.contestant, String(trial.repetition), text(cost), text(seconds[index])],
        ...read.map((values) => text(values?.[index])),
      ]);
    }),
  };
}

const errors = (task: ReportTask): Rows =>
  columns(task, [
    { head: 'validation error', read: ({ curve }) => curve.validationError },
    { head: 'validation loss', read: ({ curve }) => curve.validationLoss },
    { head: 'training loss', read: ({ curve }) => curve.trainingLoss },
  ]);

const solved = (task: ReportTask): Rows => ({
  head: ['contestant', 'seed', 'solved', 'MACs to solve', 'MACs in all'],
  rows: task.trials
    .filter(({ stop }) => stop !== null)
    .map(({ contestant, repetition, solved: isSolved, costToSolve, cost }) => [
      ...[contestant, String(repetition), isSolved ? 'yes' : 'no'],
      ...[text(costToSolve?.macs), text(cost.macs)],
    ]),
});

const lags = (task: ReportTask, contestant: string): Rows => ({
  head: ['seed', 'updates', 'lag T − t', 'norm ‖∂E/∂h‖'],
  rows: of(task, contestant).flatMap(({ repetition, stages = [] }) =>
    stages.flatMap((stage) =>
      stage.lags.map((lag, index) => [
        ...[String(repetition), text(stage.updates), String(lag), text(stage.norms[index])],
      ]),
    ),
  ),
});

const population = (task: ReportTask, contestant: string): Rows => ({
  head: ['seed', 'evaluations', 'MACs', 'least loss', 'median', 'greatest'],
  rows: of(task, contestant).flatMap(({ repetition, population: told }) =>
    (told?.macs ?? []).map((macs, index) => [
      ...[String(repetition), text(told!.evaluations[index]), text(macs)],
      ...[text(told!.least[index]), text(told!.median[index]), text(told!.greatest[index])],
    ]),
  ),
});

const species = (task: ReportTask, contestant: string): Rows => ({
  head: ['seed', 'generation', 'MACs', 'species', 'members'],
  rows: of(task, contestant).flatMap(({ repetition, species: told }) =>
    (told?.sizes ?? []).flatMap((sizes, index) =>
      told!.ids.flatMap((id, place) =>
        sizes[place] === 0
          ? []
          : [
              [
                ...[String(repetition), text(told!.generation[index]), text(told!.macs[index])],
                ...[String(id), String(sizes[place])],
              ],
            ],
      ),
    ),
  ),
});

const of = (task: ReportTask, contestant: string): readonly ReportTrial[] =>
  task.trials.filter((trial) => trial.contestant === contestant);

function champion({ specimens }: ReportTask, contestant: string, shape: TaskShape): Rows | null {
  const trace = specimens?.champions.find((one) => one.contestant === contestant);
  const sequence = specimens?.sequences[0];
  if (trace === undefined || sequence === undefined) return null;
  const states = statesOf(trace, 0);
  return {
    head: [
      ...['step', 'input'],
      ...Array.from({ length: shape.outputs }, (_, output) => outputName(shape, output)),
      ...Array.from({ length: trace.shown }, (_, unit) => `unit ${unit + 1}`),
    ],
    rows: Array.from({ length: sequence.shown }, (_, step) => [
      ...[String(step + 1), inputText(sequence, shape, step)],
      ...Array.from({ length: shape.outputs }, (_output, output) => text(trace.outputs[0]?.[step]?.[output])),
      ...Array.from({ length: trace.shown }, (_unit, unit) => text(roundedState(states[step]?.[unit]))),
    ]),
  };
}

// States travel as bytes, so that more digits would say nothing.
const roundedState = (state: number | undefined): number | undefined =>
  state === undefined ? undefined : Number(state.toPrecision(2));

/** Name of an output: `answer XX`. */
const outputName = ({ outputNames }: TaskShape, output: number): string =>
  `answer ${outputNames?.[output] ?? output + 1}`;

/** Input of a step in words. */
export function inputText({ symbols, dense }: Specimen, shape: TaskShape, step: number): string {
  const symbol = symbols?.[step];
  return symbol === undefined ? (dense?.[step] ?? []).map(text).join(', ') : inputName(shape, symbol);
}
