/** Text of one trial of a run for people: its state, and its validations. */
import { optionText } from '../../options/written.ts';
import { type Column, fittedTables } from '../../session/fitted-table.ts';
import { budgetText, type Fact } from '../../session/header-lines.ts';
import { factLines } from '../../session/listing.ts';
import { outcome } from '../../session/log-view.ts';
import { paint, type Surface } from '../../session/terminal.ts';
import type { RunFile } from '../../store/run-file.ts';
import type { StoredTrial } from '../../store/stored-trial.ts';
import { trialMachines } from '../../store/trial-machines.ts';
import type { Measured } from '../../tournament/earlier-session.ts';
import {
  besideLoss,
  type Criterion,
  lossHead,
  lossName,
  measureHead,
  showsError,
  showsLoss,
} from '../../tournament/spec/criterion.ts';
import type { TaskFacts } from '../../tournament/spec/tournament.ts';
import { sizeOfTrial } from '../../tournament/spec/trained.ts';
import { trialsOf } from '../../tournament/spec/trials-of.ts';
import { percent, quantity } from '../../words/numbers.ts';
import { counted } from '../../words/text.ts';
import { duration } from '../../words/time.ts';

const columnsOf = (success: Criterion): readonly Column<Measured>[] => [
  { head: 'MACs', align: 'right', cell: ({ cost }) => quantity(cost.macs) },
  { head: 'updates', align: 'right', droppedAs: 2, cell: ({ cost }) => String(cost.updates) },
  { head: 'evaluations', align: 'right', droppedAs: 1, cell: ({ cost }) => String(cost.evaluations) },
  { head: 'time', align: 'right', droppedAs: 3, cell: ({ cost }) => duration(cost.seconds) },
  { head: 'budget', align: 'right', cell: ({ spent }) => `${Math.floor(100 * spent)} %` },
  {
    head: `training ${lossName(success).name}`,
    align: 'right',
    cell: ({ trainingLoss }) => lossText(trainingLoss),
  },
  {
    head: lossHead('validation', success),
    align: 'right',
    cell: ({ validationLoss }) => lossText(validationLoss),
  },
];

const ERROR: Column<Measured> = {
  head: 'wrong',
  align: 'right',
  cell: ({ validationError }) => percent(validationError),
};

export function trialLines(
  run: RunFile,
  trial: StoredTrial,
  surface: Pick<Surface, 'columns' | 'colours'>,
): string[] {
  const { faint } = paint(surface.colours);
  const { budget, contestant, task } = trialsOf(run.spec()).find(({ id }) => id === trial.id)!;
  const { units = {} } = task.facts;
  const { learner, architecture, settings, netOptions } = contestant;
  const facts: Fact[] = [
    ['trial', trial.id],
    ['state', stateOf(trial, task.facts.success)],
    ...machineFacts(run, trial),
    ...resultFacts(trial, sizeOfTrial(run.spec(), trial), task.facts),
    ['budget', budgetText(budget)],
    ['learner', assignments(learner, settings)],
    ['net', assignments(architecture, netOptions)],
    ...(trial.retries === 0
      ? []
      : [['redone', `${trial.retries} times, last because ${trial.retriedBecause}`] as const]),
  ];
  const metrics = run.metrics(trial.id);
  const { success } = task.facts;
  const columns = [
    ...columnsOf(success),
    ...(showsError(success) ? [ERROR] : []),
    ...measureColumns(metrics, { success, units }),
  ];
  const tables = metrics.length === 0 ? [] : fittedTables(columns, metrics, surface.columns);
  return [
    ...factLines(facts, surface.columns),
    ...tables.flatMap(([head, ...rows]) => ['', faint(head!), ...rows]),
  ];
}

/** Machine, where the trials of the run are of several or another than its sessions. */
function machineFacts(run: RunFile, { id, machine }: StoredTrial): Fact[] {
  const machines = trialMachines(run.trials(), run.sessions());
  const own = new Set(machines.values()).size < 2 ? machine : machines.get(id);
  return own ? [['machine', own]] : [];
}

function stateOf({ state, result }: StoredTrial, criterion: Criterion): string {
  if (result !== null) return outcome(result, criterion);
  return state === 'running' ? 'under way' : 'to come';
}

function resultFacts(
  { result }: StoredTrial,
  size: number | null,
  { success, units = {} }: Pick<TaskFacts, 'success' | 'units'>,
): Fact[] {
  const solvedAt = result?.costToSolve;
  const measures = Object.entries(result?.testMeasures ?? {});
  const loss = lossText(result?.testLoss ?? Number.NaN);
  return [
    ...(size === null ? [] : [['size', counted(size, 'parameter')] as const]),
    ...(solvedAt ? [['solved', `at ${quantity(solvedAt.macs, 'MAC')}`] as const] : []),
    ...(result === null || result.testError === null
      ? []
      : [
          [
            'test',
            [
              ...(showsError(success) ? [`${percent(result.testError)} wrong`] : []),
              ...(showsLoss(success) ? [`loss ${loss}`] : []),
              ...measures.map(([name, value]) => `${name} ${withUnit(value, units[name])}`),
            ].join(', '),
          ] as const,
        ]),
  ];
}

/** Columns of the measures beside the loss, means over the validation. */
function measureColumns(
  metrics: readonly Measured[],
  { success, units = {} }: Pick<TaskFacts, 'success' | 'units'>,
): Column<Measured>[] {
  const names = new Set(metrics.flatMap(({ validationMeasures = {} }) => Object.keys(validationMeasures)));
  return besideLoss([...names], success).map((name) => ({
    head: measureHead(name, units[name]),
    align: 'right',
    droppedAs: 4,
    beneath: true,
    cell: ({ validationMeasures }) => lossText(validationMeasures?.[name] ?? Number.NaN),
  }));
}

const withUnit = (value: number, unit: string | undefined): string =>
  unit === undefined ? lossText(value) : `${lossText(value)} ${unit}`;

const assignments = (name: string, values: Readonly<Record<string, unknown>>): string =>
  [name, ...Object.entries(values).map(([key, value]) => `${key}=${optionText(value)}`)].join(' ');

const lossText = (loss: number): string => (Number.isNaN(loss) ? '-' : String(Number(loss.toPrecision(4))));
