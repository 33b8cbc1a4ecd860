/** The verdict on a duel as far as it went. */
import { findLearner } from '../learners/index.ts';
import { reachVerdict, type Verdict } from '../statistics/verdict.ts';
import { resultsByContestant, type Standing } from '../tournament/standing.ts';
import type { TrialResult } from '../tournament/tournament.ts';
import type { Plan } from './plan-duel.ts';

export function verdictOf({ spec }: Plan, standing: Standing): Verdict {
  const { chance, success } = spec.tasks[0]!.facts;
  const results = resultsByContestant(standing);
  return reachVerdict({
    contestants: spec.contestants.map(({ name, learner }) => ({
      name,
      floor: findLearner(learner).floor ?? false,
      trials: (results.get(name) ?? []).map(verdictTrial),
    })),
    seeds: spec.seeds,
    seed: spec.seed,
    chance,
    testSequences: success.sequences,
  });
}

const verdictTrial = ({ solved, testError, testLoss, costToSolve, cost, stop }: TrialResult) => ({
  solved,
  testError,
  testLoss,
  macsToSolve: costToSolve?.macs ?? null,
  macs: cost.macs,
  stop: stop.reason,
});
