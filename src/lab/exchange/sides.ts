/** Trials of a run on both sides of the exchange: contestants that descend by gradients, and contestants that breed. */
import { learners } from '../../learners/index.ts';
import { netOf } from '../../nets/net-of.ts';
import { trainedIn } from '../../nets/trained.ts';
import type { CostObservation } from '../../statistics/survival.ts';
import type { RunFile } from '../../store/run-file.ts';
import type { StoredTrial } from '../../store/stored-trial.ts';
import type { Contestant, TaskChoice } from '../../tournament/spec/tournament.ts';
import { type Unit, units } from './units.ts';

export type Kind = 'descent' | 'evolution';

/** Trials of one contestant on one task that have a result. */
export interface Side {
  readonly task: string;
  readonly contestant: string;
  /** Place of the contestant in the run. */
  readonly place: number;
  /** Null for one that neither descends nor breeds: a regression, or guessing. */
  readonly kind: Kind | null;
  readonly trials: readonly EndedTrial[];
  readonly solved: number;
  /** Number of trials that the run plans. */
  readonly planned: number;
}

/** Trial that was solved, or that had spent its cost when it ended unsolved. */
export interface EndedTrial {
  readonly outcome: CostObservation['outcome'];
  /** Costs by the names of the units. */
  readonly costs: Readonly<Record<string, number>>;
  /** True for one that was stopped from outside, and might have ended either way. */
  readonly isCutShort: boolean;
}

/** Kind of a contestant's learner; null where it is of neither, or of a version that knows more learners. */
export function kindOf({ learner: name }: Pick<Contestant, 'learner'>): Kind | null {
  const learner = learners.find((one) => one.name === name);
  if (learner === undefined || learner.floor === true) return null;
  return learner.kind === 'gradient' ? 'descent' : learner.kind === 'genetic' ? 'evolution' : null;
}

/** Sides of these contestants, task by task in the order of the run. Trials that failed are left out, as in verdicts. */
export function sidesOf(run: RunFile, contestants: readonly Contestant[]): Side[] {
  const { tasks, seeds, contestants: all } = run.spec();
  const stored = Map.groupBy(run.trials(), ({ task, contestant }) => JSON.stringify([task, contestant]));
  return tasks.flatMap((task) =>
    contestants.map((contestant) => {
      const trials = (stored.get(JSON.stringify([task.label, contestant.name])) ?? []).flatMap((trial) =>
        endedTrial(trial, task, contestant),
      );
      return {
        task: task.label,
        contestant: contestant.name,
        place: all.indexOf(contestant),
        kind: kindOf(contestant),
        trials,
        solved: trials.filter(({ outcome }) => outcome === 'solved').length,
        planned: seeds,
      };
    }),
  );
}

function endedTrial({ result }: StoredTrial, task: TaskChoice, contestant: Contestant): EndedTrial[] {
  if (result === null) return [];
  const { reason } = result.stop;
  if (!result.solved && reason === 'failed') return [];
  const trained = trainedBy(task, contestant) ?? result.parameters;
  const cost = result.solved ? (result.costToSolve ?? result.cost) : result.cost;
  return [
    {
      outcome: result.solved ? 'solved' : reason === 'exploded' ? 'never' : 'censored',
      costs: Object.fromEntries(units.map((unit) => [unit.name, unit.of(cost, trained)])),
      isCutShort: !result.solved && reason === 'stopped',
    },
  ];
}

/** Parameters of the contestant's net that are trained, where these are not all. */
function trainedBy({ facts }: TaskChoice, contestant: Contestant): number | null {
  const built = netOf(contestant, facts.shape);
  return built === null ? null : trainedIn(built.net, contestant.netOptions);
}

/** Observations of a side in that unit. */
export const observationsIn = ({ trials }: Pick<Side, 'trials'>, { name }: Unit): CostObservation[] =>
  trials.map(({ outcome, costs }) => ({ outcome, cost: costs[name]! }));

/**
 * Cost in that unit of an unsolved trial of a side that has none: the most MACs that any trial of the task spent, at this
 * side's own price of a MAC.
 */
export function costOfFailure(side: Side, task: readonly Side[], unit: Unit): number {
  const most = Math.max(...task.flatMap(({ trials }) => trials.map(({ costs }) => costs.macs!)));
  const sum = (name: string): number => side.trials.reduce((total, { costs }) => total + costs[name]!, 0);
  const macs = sum('macs');
  const own = Math.max(...side.trials.map(({ costs }) => costs[unit.name]!));
  return macs === 0 ? own : Math.max(own, (most * sum(unit.name)) / macs);
}
