/**
 * Overall verdict over several tasks. A winner is named where the leader's trials are better than every other
 * contestant's by van Elteren's test, task by task together, at 5 % with Holm's correction. The verdict holds for these
 * tasks, each counting alike, and not for others that might have been chosen.
 */
import { randomStream } from '../random/random.ts';
import { areEnough, beatenByAll, fewestSeeds, judgeAll, placesAtWorst, placesSeen } from './comparisons.ts';
import { friedmanTest } from './friedman.ts';
import { criticalDifference, fewestRanked } from './nemenyi.ts';
import { overallRow } from './overall-row.ts';
import { wordOverall } from './overall-text.ts';
import { performanceProfiles, type RepeatedTrial } from './performance-profile.ts';
import { beatingShares, meanShares, orderOfStanding, ranksOfStanding } from './standing-order.ts';
import type { OverallRanks, OverallRow, OverallTask, OverallVerdict } from './summary.ts';
import { meanSuperiority, probabilityOfSuperiority } from './superiority.ts';
import { vanElteren } from './van-elteren.ts';
import { nobodyBeatsChance, somebodyBeatsChanceAnyhow } from './verdict.ts';

export interface OverallInput {
  readonly tasks: readonly OverallTask[];
  /** Number of trials planned for each contestant on each task. */
  readonly seeds: number;
  /** Seed of the tournament, from which random streams are named. */
  readonly seed: number;
}

/** Verdict over all tasks. Pure: the same results give the same verdict. */
export function overallVerdict({ tasks, seeds, seed }: OverallInput): OverallVerdict {
  const shares = tasks.map(({ contestants }) => beatingShares(contestants.map(({ trials }) => trials)));
  const ranks = shares.map(ranksOfStanding);
  const contestants = acrossTasks(tasks);
  const order = orderOfStanding(meanShares(shares));
  const standing = order.map((index) => contestants[index]!);
  const rows = order.map((index) =>
    overallRow(
      contestants[index]!.name,
      tasks,
      ranks.map((row) => row[index]!),
      seed,
    ),
  );
  const [leader, ...rest] = standing;
  const comparisons = judgeAll(rest.map((other) => compareTwo(leader!, other, seeds)));
  const pointless = tasks.length > 0 && tasks.every(({ verdict }) => nobodyBeatsChance(verdict.rows));
  const won = comparisons.length > 0 && comparisons.every((comparison) => comparison.significant);
  const certain = tasks.some(({ verdict }) => somebodyBeatsChanceAnyhow(verdict.rows));
  const winner = won && certain ? leader!.name : null;
  const tied = standing.filter((_, index) => index === 0 || !comparisons[index - 1]!.significant);
  const beatenByAllTied = beatenByAll(
    tied,
    standing.filter((contestant) => !tied.includes(contestant)),
    (better, worse) => compareTwo(better, worse, seeds),
  );
  const rankTest = compareRanks(ranks, rows, seeds, seed);
  const text = wordOverall({
    winner,
    tasks,
    rows,
    comparisons,
    ranks: rankTest,
    tied: tied.map(({ name }) => name),
    beatenByAllTied,
    nobodyBeatsChance: pointless,
    seeds,
  });
  const profiles = performanceProfiles(tasks.map((task) => task.contestants));
  return { winner, text, rows, comparisons, ranks: rankTest, profiles };
}

/** Contestant on every task. */
interface Across {
  readonly name: string;
  /** Trials, `[task][trial]`. */
  readonly trials: readonly (readonly RepeatedTrial[])[];
}

function acrossTasks(tasks: readonly OverallTask[]): Across[] {
  const [first] = tasks;
  return (first?.contestants ?? []).map(({ name }, index) => ({
    name,
    trials: tasks.map(({ contestants }) => contestants[index]!.trials),
  }));
}

/** Unadjusted comparison; `ahead` says that the difference is in favour of `better`. */
function compareTwo(better: Across, worse: Across, seeds: number) {
  const names = { better: better.name, worse: worse.name };
  const pairs = better.trials.map((mine, task) => ({ mine, theirs: worse.trials[task]! }));
  const each = pairs
    .map(({ mine, theirs }) => placesSeen(mine, theirs))
    .filter((seen) => seen.better.length > 0 && seen.worse.length > 0)
    .map((seen) => probabilityOfSuperiority(seen.better, seen.worse));
  const improvement = each.length === 0 ? null : meanSuperiority(each);
  if (improvement === null || !pairs.every(({ mine, theirs }) => areEnough(mine, theirs))) {
    return { ...names, improvement, tasks: each.length, p: null, ahead: false };
  }
  const all = pairs.map(({ mine, theirs }) => placesAtWorst(mine, theirs, seeds));
  const { share, p } = vanElteren(all.map((places) => ({ x: places.better, y: places.worse })));
  const ahead = share > 0.5;
  // Behind only because of missing trials: that shows nothing in either direction.
  return { ...names, improvement, tasks: each.length, p: ahead || improvement.value < 0.5 ? p : 1, ahead };
}

/**
 * Friedman's test and critical difference.
 * @param ranks `[task][contestant]`
 */
function compareRanks(
  ranks: readonly (readonly number[])[],
  rows: readonly OverallRow[],
  seeds: number,
  seed: number,
): OverallRanks | null {
  const tasks = ranks.length;
  if (rows.length < fewestRanked.contestants || tasks < fewestRanked.tasks || seeds < fewestSeeds)
    return null;
  if (rows.some((row) => row.averageRank === null || row.finished < row.planned)) return null;
  const { p } = friedmanTest(ranks, randomStream(seed, 'overall', 'friedman'));
  return { tasks, p, criticalDifference: criticalDifference(rows.length, tasks) };
}
