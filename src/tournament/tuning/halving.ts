/**
 * Rounds of tuning: successive halving with η = 3. All candidates play for a small share of the budget, the best third
 * of them goes on to three times that share, and so on up to the whole budget. K. Jamieson & A. Talwalkar (2016),
 * "Non-stochastic best arm identification and hyperparameter optimization", AISTATS; η as in L. Li et al. (2018),
 * "Hyperband", JMLR 18.
 */
import type { SamplerName, TuningRound } from '../spec/tuning.ts';
import { type CandidateTrials, orderOfCandidates } from './candidate-order.ts';

/** One in so many candidates goes on, to a budget so many times as large. */
const ETA = 3;
/** Rounds, at most: the first has 1/27 of the budget. */
const MOST_ROUNDS = 4;

/**
 * Rounds of that sampler. `halving` with 27 candidates: 27 with 1/9 of the budget, 9 with 1/3, 3 with all of it; others:
 * one round with all of it.
 */
export function roundsOf(sampler: SamplerName, count: number): TuningRound[] {
  const candidates = [count];
  while (sampler === 'halving' && candidates.at(-1)! > ETA && candidates.length < MOST_ROUNDS) {
    candidates.push(Math.ceil(candidates.at(-1)! / ETA));
  }
  return candidates.map((some, round) => ({
    candidates: some,
    share: 1 / ETA ** (candidates.length - 1 - round),
  }));
}

/**
 * Cost of the rounds at most, in whole budgets: a candidate that goes on only spends what its share grows by.
 * 27 candidates that are halved cost as much as 7 with the whole budget.
 */
export const totalShare = (rounds: readonly TuningRound[]): number =>
  rounds.reduce(
    (sum, { candidates, share }, round) => sum + candidates * (share - (rounds[round - 1]?.share ?? 0)),
    0,
  );

/** Names of the `count` best candidates, best first; equal ones in the order given, that of sampling. */
export const survivors = (candidates: readonly CandidateTrials[], count: number): string[] =>
  orderOfCandidates(candidates)
    .order.slice(0, count)
    .map((index) => candidates[index]!.name);
