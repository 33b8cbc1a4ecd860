/**
 * Verdict on one task, from the results of a tournament. A winner is named where the leader's trials are better than
 * every other contestant's by exact Mann-Whitney tests at 5 % with Holm's correction; with too few seeds for such a
 * test there is no p value and no winner, only a description.
 */
import { areEnough, beatenByAll, judgeAll, placesAtWorst, placesSeen, significance } from './comparisons.ts';
import { mannWhitney, smallestP } from './mann-whitney.ts';
import { seedsNeeded } from './seeds-needed.ts';
import { beatingShares, orderOfStanding } from './standing-order.ts';
import { probabilityOfSuperiority } from './superiority.ts';
import { verdictRow } from './verdict-row.ts';
import { wordVerdict } from './verdict-text.ts';
import type { Verdict, VerdictContestant, VerdictInput, VerdictRow } from './verdict-types.ts';

/** Verdict on one task. Pure: the same results give the same verdict. */
export function reachVerdict(input: VerdictInput): Verdict {
  const { contestants, seeds } = input;
  const shares = beatingShares(contestants.map(({ trials }) => trials));
  const standing = orderOfStanding(shares).map((index) => contestants[index]!);
  const rows = standing.map((contestant) => verdictRow(contestant, input));
  const [leader, ...rest] = standing;
  const comparisons = judgeAll(
    rest.map((other) => compareTwo(leader!, other, seeds)),
    rest.length * smallestP(seeds) <= significance,
  );
  const won = comparisons.length > 0 && comparisons.every((comparison) => comparison.significant);
  const winner = won && somebodyBeatsChanceAnyhow(rows) ? leader!.name : null;
  const tied = standing.filter((_, index) => index === 0 || !comparisons[index - 1]!.significant);
  const text = wordVerdict({
    winner,
    rows,
    comparisons,
    tied: tied.map((contestant) => contestant.name),
    beatenByAllTied: beatenByAll(
      tied,
      standing.filter((contestant) => !tied.includes(contestant)),
      (better, worse) => compareTwo(better, worse, seeds),
    ),
    nobodyBeatsChance: nobodyBeatsChance(rows),
    chance: input.chance ?? {},
    seeds,
    seedsNeeded: seedsNeeded({ contestants: rows.length, tasks: 1 }),
  });
  return { winner, text, rows, comparisons };
}

/** True where trials were judged, and none of them solved the task or is better than chance. */
export function nobodyBeatsChance(rows: readonly VerdictRow[]): boolean {
  const judged = rows.filter((row) => row.finished > 0);
  return judged.length > 0 && judged.every((row) => row.solved === 0 && row.betterThanChance === false);
}

/** True where somebody would beat chance whatever the results of the missing trials. */
export function somebodyBeatsChanceAnyhow(rows: readonly VerdictRow[]): boolean {
  return rows.some(
    ({ solved, planned, trialsBetterThanChance: better }) =>
      solved > 0 || better === null || 2 * better > planned,
  );
}

function compareTwo(better: VerdictContestant, worse: VerdictContestant, seeds: number) {
  const names = { better: better.name, worse: worse.name };
  const seen = placesSeen(better.trials, worse.trials);
  if (seen.better.length === 0 || seen.worse.length === 0) {
    return { ...names, superiority: null, p: null, ahead: false };
  }
  const superiority = probabilityOfSuperiority(seen.better, seen.worse);
  if (!areEnough(better.trials, worse.trials)) return { ...names, superiority, p: null, ahead: false };
  const all = placesAtWorst(better.trials, worse.trials, seeds);
  const { u, p } = mannWhitney(all.better, all.worse);
  const ahead = 2 * u > all.better.length * all.worse.length;
  // Behind only because of missing trials: that shows nothing in either direction.
  return { ...names, superiority, p: ahead || superiority.value < 0.5 ? p : 1, ahead };
}
