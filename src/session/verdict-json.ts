/**
 * JSON of a verdict, which `--json` writes: `genoprop.verdict/1` of a tournament on one task, `genoprop.verdict/2` of
 * one on several.
 */
import type { TaskSummary, TournamentSummary } from '../statistics/summary.ts';
import type { TrialOutcome } from '../tournament/earlier-session.ts';
import { formatBudget } from '../tournament/spec/budget.ts';
import type { TournamentSpec } from '../tournament/spec/tournament.ts';
import { trainedInTrial } from '../tournament/spec/trained.ts';
import { resultsByTask } from './closing-lines.ts';

type MachineOf = (trialId: string) => string | null;

/**
 * The verdict as data. Numbers that are not finite are null.
 * @param results of the trials that have ended, by trial id
 * @param machineOf gives the machine in words of a trial, by its id; null where it is this one
 */
export function verdictJson(
  spec: TournamentSpec,
  results: ReadonlyMap<string, TrialOutcome>,
  summary: TournamentSummary,
  machineOf: MachineOf = () => null,
): object {
  const byTask = resultsByTask(spec, results);
  const contestants = (task: string): object[] =>
    contestantsJson(spec, byTask.get(task)!, summary.tasks.find((one) => one.task === task)!, machineOf);
  const verdict = { winner: summary.winner, text: summary.text };
  if (summary.overall === null) {
    const task = spec.tasks[0]!;
    return {
      format: 'genoprop.verdict/1',
      task: task.name,
      options: task.options,
      seed: spec.seed,
      contestants: contestants(task.label),
      verdict,
    };
  }
  return {
    format: 'genoprop.verdict/2',
    seed: spec.seed,
    seeds: spec.seeds,
    tasks: spec.tasks.map((task, index) => ({
      task: task.name,
      label: task.label,
      options: task.options,
      budget: formatBudget(task.budget ?? spec.budget),
      guessing: summary.tasks[index]!.guessing,
      contestants: contestants(task.label),
      verdict: shortVerdict(summary.tasks[index]!),
    })),
    overall: summary.overall.rows,
    verdict,
  };
}

const shortVerdict = ({ verdict: { winner, text } }: TaskSummary) => ({ winner, text });

/** Contestants with their trials on one task. */
function contestantsJson(
  spec: TournamentSpec,
  results: ReadonlyMap<string, readonly TrialOutcome[]>,
  { task, verdict: { rows } }: TaskSummary,
  machineOf: MachineOf,
): object[] {
  return spec.contestants.map(({ name, learner, architecture, tuned }) => {
    const trials = results.get(name)!;
    // Nets that grow have their own numbers; the largest stands for them, as in all tables.
    const parameters = Math.max(0, ...trials.map((trial) => trial.parameters)) || null;
    return {
      name,
      learner,
      net: architecture,
      ...(tuned === undefined ? {} : { tuned }),
      parameters,
      trainedParameters: trainedInTrial(spec, { task, contestant: name }) ?? parameters,
      missing: rows.find((row) => row.name === name)!.missing,
      trials: trials.map((trial) => ({ ...trialJson(trial), machine: machineOf(trial.id) })),
    };
  });
}

/** Result of a trial. Numbers that are not finite are null. */
export function trialJson(result: TrialOutcome): object {
  const { cost } = result;
  return {
    seed: result.repetition,
    solved: result.solved,
    stop: result.stop.reason,
    detail: result.stop.detail,
    testError: finite(result.testError),
    testLoss: finite(result.testLoss),
    macs: cost.macs,
    macsToSolve: result.costToSolve?.macs ?? null,
    updates: cost.updates,
    evaluations: cost.evaluations,
    sequences: cost.sequences,
    seconds: finite(cost.seconds),
  };
}

const finite = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value : null;
