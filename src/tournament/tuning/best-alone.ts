/** Tuning without the candidates that did not come first: what a summary of its contestants is made of. */
import type { TournamentSpec } from '../spec/tournament.ts';
import type { SummarisedResult } from '../summarise.ts';
import { bestCandidate } from './best-candidate.ts';
import { candidateTrials } from './next-round.ts';

/** Spec with the best candidate of each search so far as its only contestants; a tournament as it is. */
export function bestAlone(
  spec: TournamentSpec,
  results: ReadonlyMap<string, SummarisedResult>,
): TournamentSpec {
  const { tuning, contestants } = spec;
  if (tuning === undefined) return spec;
  const trials = candidateTrials(spec, results);
  const shares = new Map(contestants.map(({ name, budgetShare = 1 }) => [name, budgetShare]));
  const best = new Set(tuning.searches.map((search) => bestCandidate(search, trials, shares).name));
  return { ...spec, contestants: contestants.filter(({ name }) => best.has(name)) };
}
