/**
 * Friedman's test of whether contestants' ranks over several tasks differ by more than chance: M. Friedman, The use of
 * ranks to avoid the assumption of normality implicit in the analysis of variance, JASA 32 (1937) 675-701, with the
 * correction for ties. J. Demšar, Statistical comparisons of classifiers over multiple data sets, JMLR 7 (2006) 1-30,
 * takes its χ² approximation to hold from about 10 tasks and 5 contestants on. So p is that of the null distribution
 * itself, all orders within each task being equally likely, estimated by drawing from it.
 */
import type { Random } from '../random/random.ts';

export interface Friedman {
  /** Statistic: χ² with (contestants - 1) degrees of freedom in the limit of many tasks. */
  readonly statistic: number;
  readonly p: number;
}

/** Number of draws from the null distribution. With the observed ranks they make 10,000. */
const DRAWS = 9_999;

/** Friedman's test of ranks `[task][contestant]` from 1, ties sharing the mean of theirs. */
export function friedmanTest(ranks: readonly (readonly number[])[], random: Random): Friedman {
  const tasks = ranks.length;
  const contestants = ranks[0]?.length ?? 0;
  // Doubled, so that ranks are whole and equal sums of squares are equal.
  const drawn = ranks.map((row) => Float64Array.from(row, (rank) => 2 * rank));
  const sums = new Float64Array(contestants);
  const observed = sumOfSquares(drawn, sums);
  const mean = tasks * (contestants + 1);
  const between = observed - contestants * mean * mean;
  // Four times the variance of a row's ranks, over rows; all of a row alike leaves none.
  const within = drawn.reduce((total, row) => {
    const squares = row.reduce((sum, rank) => sum + (rank - contestants - 1) * (rank - contestants - 1), 0);
    return total + squares;
  }, 0);
  if (within === 0 || contestants < 2) return { statistic: 0, p: 1 };
  let extreme = 1;
  for (let draw = 0; draw < DRAWS; draw++) {
    for (const row of drawn) shuffle(row, random);
    if (sumOfSquares(drawn, sums) >= observed) extreme++;
  }
  return { statistic: ((contestants - 1) * between) / within, p: extreme / (DRAWS + 1) };
}

function sumOfSquares(rows: readonly Float64Array[], sums: Float64Array): number {
  sums.fill(0);
  for (const row of rows) for (let i = 0; i < row.length; i++) sums[i]! += row[i]!;
  let squares = 0;
  for (const sum of sums) squares += sum * sum;
  return squares;
}

function shuffle(row: Float64Array, random: Random): void {
  for (let left = row.length; left > 1; left--) {
    const chosen = random.integer(left);
    const last = row[left - 1]!;
    row[left - 1] = row[chosen]!;
    row[chosen] = last;
  }
}
