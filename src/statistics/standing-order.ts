/**
 * Order of contestants from best to worst, by the shares of pairs in which the trials of each beat those of each other:
 * first the number of others that a contestant beats more often than not, then the sum of its shares. So a contestant
 * that beats each of the others comes first, even where another beats the weakest by more.
 */
import { shareOfPairs } from './superiority.ts';
import { isFinished, placesOf, type VerdictTrial } from './trial-order.ts';

/**
 * Description of the order, for every list that is in it.
 * @param withError false where no task is judged by the share answered wrong
 */
export const orderText = (withError: boolean): string =>
  'by others beaten in more than half of the pairs of trials, then by the mean share of pairs: ' +
  `solved first, then cheaper, then ${withError ? 'fewer wrong or ' : ''}better by the task's measure, then lower loss`;

/** Shares of pairs in which the trial of `one` goes better, `[one][other]`; one half with itself. */
export type BeatingShares = readonly (readonly number[])[];

/** Shares from the trials of each contestant. A contestant with a finished trial beats one without. */
export function beatingShares(contestants: readonly (readonly VerdictTrial[])[]): BeatingShares {
  const places = placesOf(contestants.map((trials) => trials.filter(isFinished)));
  return places.map((mine, one) =>
    places.map((theirs, other) => {
      if (one === other) return 0.5;
      if (mine.length > 0 && theirs.length > 0) return shareOfPairs(mine, theirs);
      return (Number(mine.length > 0) + Number(theirs.length === 0)) / 2;
    }),
  );
}

/** Mean of the shares over several tasks. */
export function meanShares(tasks: readonly BeatingShares[]): BeatingShares {
  const [first = []] = tasks;
  return first.map((row, one) =>
    row.map((_, other) => tasks.reduce((sum, shares) => sum + shares[one]![other]!, 0) / tasks.length),
  );
}

/** Indices of the contestants, best first; equal ones in the order given. */
export function orderOfStanding(shares: BeatingShares): number[] {
  const standings = shares.map(standingOf);
  return standings.map((_, index) => index).sort((a, b) => compare(standings[a]!, standings[b]!));
}

/** Ranks of the contestants, 1 the best; equal ones share the mean of theirs. */
export function ranksOfStanding(shares: BeatingShares): number[] {
  const standings = shares.map(standingOf);
  return standings.map((mine) => {
    const better = standings.filter((theirs) => compare(theirs, mine) < 0).length;
    const equal = standings.filter((theirs) => compare(theirs, mine) === 0).length;
    return better + (equal + 1) / 2;
  });
}

interface ContestantStanding {
  /** Number of others beaten more often than not, even ones counting half. */
  readonly beaten: number;
  readonly shares: number;
}

function standingOf(row: readonly number[], index: number): ContestantStanding {
  const others = row.filter((_, other) => other !== index).map(rounded);
  return {
    beaten: others.reduce((sum, share) => sum + (share > 0.5 ? 1 : share === 0.5 ? 0.5 : 0), 0),
    shares: rounded(others.reduce((sum, share) => sum + share, 0)),
  };
}

function compare(a: ContestantStanding, b: ContestantStanding): number {
  return b.beaten - a.beaten || b.shares - a.shares;
}

/** Rounded share, since sums of the same shares in another order differ in their last bits. */
function rounded(share: number): number {
  return Math.round(share * 1e9) / 1e9;
}
