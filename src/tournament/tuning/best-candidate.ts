/** Best candidate of a search, and the order of all. */
import type { VerdictTrial } from '../../statistics/trial-order.ts';
import type { TuningSearch } from '../spec/tuning.ts';
import { orderOfCandidates } from './candidate-order.ts';

export interface BestCandidate {
  readonly name: string;
  /** Names of all candidates, best first. */
  readonly order: readonly string[];
  /** Their ranks, 1 the best; equal ones share the mean of theirs. */
  readonly ranks: readonly number[];
}

/** Trials of the candidates by name, `[task][seed]`. */
export type TrialsByCandidate = ReadonlyMap<string, readonly (readonly VerdictTrial[])[]>;

/**
 * Best candidate over all tasks and seeds. Candidates that came to a later round stand before those that fell out
 * earlier, which had a smaller budget; equal ones are in the order of sampling.
 * @param shares share of the budget that a candidate came to; left out: all of it
 */
export function bestCandidate(
  { candidates }: Pick<TuningSearch, 'candidates'>,
  trials: TrialsByCandidate,
  shares: ReadonlyMap<string, number> = new Map(),
): BestCandidate {
  const shareOf = (name: string): number => shares.get(name) ?? 1;
  const rounds = [...new Set(candidates.map(shareOf))].sort((a, b) => b - a);
  const order: string[] = [];
  const ranks: number[] = [];
  for (const share of rounds) {
    const names = candidates.filter((name) => shareOf(name) === share);
    const played = names.map((name) => ({ name, tasks: trials.get(name) ?? [] }));
    const found = orderOfCandidates(played);
    const before = order.length;
    order.push(...found.order.map((index) => names[index]!));
    ranks.push(...found.order.map((index) => before + found.ranks[index]!));
  }
  return { name: order[0]!, order, ranks };
}
