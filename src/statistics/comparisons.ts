/**
 * Comparisons of a leader with each of the others, on one task and over several: the trials that enter where some are
 * missing, Holm's correction, and the contestants that all tied leaders beat.
 */
import { holmAdjust } from './holm.ts';
import { bestCase, isFinished, placesOf, type VerdictTrial, worstCase } from './trial-order.ts';

/** Significance level of adjusted p values. */
export const significance = 0.05;

/** Fewest trials on either side for a p value. */
export const fewestSeeds = 5;

/** Comparison before any correction. */
export interface RawComparison {
  readonly better: string;
  readonly worse: string;
  /** P value; null with too few trials. */
  readonly p: number | null;
  /** True for a difference in favour of `better`. */
  readonly ahead: boolean;
}

export interface Judged {
  readonly significant: boolean;
}

/** Ranks of two contestants' trials among each other: lower is better. */
export interface PlacedPair {
  readonly better: readonly number[];
  readonly worse: readonly number[];
}

/** Ranks of the trials that finished. */
export function placesSeen(better: readonly VerdictTrial[], worse: readonly VerdictTrial[]): PlacedPair {
  const [x, y] = placesOf([better.filter(isFinished), worse.filter(isFinished)]);
  return { better: x!, worse: y! };
}

/**
 * Ranks of every planned trial: a missing one counts as the worst outcome for `better`. Trials are stopped early more
 * often where they are slow, and a task's code may fail for good nets alone, so leaving them out would favour one side.
 */
export function placesAtWorst(
  better: readonly VerdictTrial[],
  worse: readonly VerdictTrial[],
  seeds: number,
): PlacedPair {
  const filledUp = (trials: readonly VerdictTrial[], missing: () => VerdictTrial): VerdictTrial[] => {
    const finished = trials.filter(isFinished);
    const planned = Math.max(seeds, trials.length);
    return [...finished, ...Array.from({ length: planned - finished.length }, missing)];
  };
  const [x, y] = placesOf([filledUp(better, worstCase), filledUp(worse, bestCase)]);
  return { better: x!, worse: y! };
}

/** True where both have finished as many trials as a p value takes. */
export function areEnough(better: readonly VerdictTrial[], worse: readonly VerdictTrial[]): boolean {
  return [better, worse].every((trials) => trials.filter(isFinished).length >= fewestSeeds);
}

/** Adjusts the p values of one contestant's comparisons; null for all where one is, or where they are not `enough`. */
export function judgeAll<Raw extends RawComparison>(
  pairs: readonly Raw[],
  enough = true,
): (Omit<Raw, 'ahead'> & Judged)[] {
  const given = pairs.flatMap(({ p }) => p ?? []);
  const adjusted = enough && given.length === pairs.length ? holmAdjust(given) : null;
  return pairs.map(({ ahead, ...pair }, index) => {
    const p = adjusted?.[index] ?? null;
    return { ...pair, p, significant: p !== null && p <= significance && ahead };
  });
}

/** Contestants that each of several tied ones beats, Holm-adjusted over all those comparisons at once. */
export function beatenByAll<Contestant extends { readonly name: string }>(
  tied: readonly Contestant[],
  others: readonly Contestant[],
  compare: (better: Contestant, worse: Contestant) => RawComparison,
): string[] {
  const pairs = tied.flatMap((one) => others.map((other) => compare(one, other)));
  const adjusted = holmAdjust(pairs.map((pair) => pair.p ?? 1));
  const beats = pairs.map((pair, index) => pair.ahead && adjusted[index]! <= significance);
  return others
    .map(({ name }) => name)
    .filter((name) => pairs.every((pair, index) => pair.worse !== name || beats[index]));
}
