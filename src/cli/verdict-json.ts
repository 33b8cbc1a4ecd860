/** What `--json` writes: `genoprop.verdict/1`. */
import type { Verdict } from '../statistics/verdict.ts';
import type { TournamentSpec, TrialResult } from '../tournament/tournament.ts';

/**
 * The verdict as data. Numbers that are not finite are null.
 * @param results of the duel's trials as far as they ended, by contestant
 */
export function verdictJson(
  spec: TournamentSpec,
  results: ReadonlyMap<string, readonly TrialResult[]>,
  verdict: Pick<Verdict, 'winner' | 'text'>,
): object {
  const task = spec.tasks[0]!;
  return {
    format: 'genoprop.verdict/1',
    task: task.name,
    options: task.options,
    seed: spec.seed,
    contestants: spec.contestants.map((contestant) => {
      const trials = results.get(contestant.name) ?? [];
      return {
        name: contestant.name,
        learner: contestant.learner,
        net: contestant.architecture,
        parameters: trials[0]?.parameters ?? null,
        trials: trials.map(trialJson),
      };
    }),
    verdict: { winner: verdict.winner, text: verdict.text },
  };
}

function trialJson(result: TrialResult): object {
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
