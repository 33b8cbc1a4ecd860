/** A run as JSON: `genoprop.show/1`. Numbers that are not finite are null. */
import { tuningOf } from '../../report/collect.ts';
import { type MethodsGiven, methodsText } from '../../report/methods-text.ts';
import type { ConcludedRun } from '../../session/concluded-run.ts';
import { tuningJson } from '../../session/tuning-json.ts';
import { trialJson } from '../../session/verdict-json.ts';
import type { StoredTrial } from '../../store/stored-trial.ts';
import { computingMachines } from '../../store/trial-machines.ts';
import { formatBudget } from '../../tournament/spec/budget.ts';
import { sizeOfTrial, trainedInTrial } from '../../tournament/spec/trained.ts';

/** Facts for the paragraph on methods. */
export const methodsOf = ({ run, spec, trials, counts, summary }: ConcludedRun): MethodsGiven => ({
  ...{ spec, counts, summary },
  ...tuningOf(spec, trials),
  sessions: run.sessions(),
  machines: computingMachines(trials, run.sessions()),
});

/**
 * JSON of the run.
 * @param withMetrics true for each trial's validations as well
 */
export function showJson(shown: ConcludedRun, trials: readonly StoredTrial[], withMetrics: boolean): object {
  const { run, spec, counts, state, results, summary } = shown;
  return {
    format: 'genoprop.show/1',
    run: run.path,
    sessions: run.sessions().map(({ purpose, created, genoprop, node, machine, commandLine }) => ({
      purpose,
      began: created,
      genoprop,
      node,
      machine,
      commandLine,
    })),
    state,
    trialsPlanned: counts.planned,
    trialsFinished: counts.finished,
    trialsFailed: counts.failed,
    seed: spec.seed,
    seeds: spec.seeds,
    device: spec.device,
    tasks: spec.tasks.map(({ name, label, module, options, budget, facts }) => ({
      name,
      label,
      module: module ?? null,
      options,
      budget: formatBudget(budget ?? spec.budget),
      ...facts,
    })),
    contestants: spec.contestants.map(
      ({ name, learner, settings, architecture, netOptions, tuned, budgetShare }) => ({
        name,
        learner,
        settings,
        net: architecture,
        netOptions,
        ...(tuned === undefined ? {} : { tuned }),
        ...(budgetShare === undefined ? {} : { budgetShare }),
      }),
    ),
    trials: trials.map((trial) => ({
      id: trial.id,
      task: trial.task,
      contestant: trial.contestant,
      seed: trial.repetition,
      state: trial.state,
      parameters: sizeOfTrial(spec, trial),
      trainedParameters: sizeOfTrial(spec, trial) && (trainedInTrial(spec, trial) ?? trial.parameters),
      retries: trial.retries,
      machine: trial.machine,
      result:
        trial.result === null
          ? null
          : { ...trialJson(trial.result), testMeasures: trial.result.testMeasures },
      ...(withMetrics ? { metrics: run.metrics(trial.id) } : {}),
    })),
    ...(spec.tuning === undefined
      ? {
          summary: { tasks: summary.tasks, overall: summary.overall },
          verdict: { winner: summary.winner, text: summary.text },
        }
      : { tuning: tuningJson(spec, results) }),
    methods: methodsText(methodsOf(shown)),
  };
}
