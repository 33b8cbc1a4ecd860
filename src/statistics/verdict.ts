/**
 * From the results of a tournament on one task to a verdict. A winner is named where the leader's trials are
 * better than every other contestant's by exact Mann-Whitney tests at 5 % with Holm's correction; with too
 * few seeds for such a test to say anything there is no p value and no winner, only what was seen.
 */
import { randomStream } from '../random/random.ts';
import { bootstrapInterquartileMean, type Estimate } from './bootstrap.ts';
import { holmAdjust } from './holm.ts';
import { mannWhitney, probabilityOfSuperiority, type Superiority, smallestP } from './mann-whitney.ts';
import { type CostObservation, expectedRunningTime, medianCostToSolve } from './survival.ts';
import { bestCase, isFinished, placesOf, solvingCost, type VerdictTrial, worstCase } from './trial-order.ts';
import { wordVerdict } from './verdict-text.ts';
import { type Interval, wilsonInterval } from './wilson.ts';

/** Adjusted p values up to this are significant. */
export const significance = 0.05;

/** With fewer trials on either side no p value is given. */
export const fewestSeeds = 5;

export interface VerdictContestant {
  readonly name: string;
  /** It only guesses (random search): where it solves a task, the task needs no learning. */
  readonly floor?: boolean;
  /** At most one for each of the planned seeds; those that never started are absent. */
  readonly trials: readonly VerdictTrial[];
}

export interface VerdictInput {
  readonly contestants: readonly VerdictContestant[];
  /** Trials planned for each contestant. */
  readonly seeds: number;
  /** The tournament's seed, for the bootstrap's random stream. */
  readonly seed: number;
  /** What ignoring the input reaches at best, where the task knows. */
  readonly chance?: { readonly loss?: number; readonly error?: number };
  /** Size of the test set. Default: 10,000. */
  readonly testSequences?: number;
}

/** One contestant's results. Costs are multiply-accumulates. */
export interface VerdictRow {
  readonly name: string;
  readonly floor: boolean;
  readonly planned: number;
  readonly finished: number;
  readonly solved: number;
  /** Wilson, 95 %, of the share solved. */
  readonly solvedInterval: Interval;
  /** Kaplan-Meier; null where fewer than half solved it. */
  readonly medianMacsToSolve: number | null;
  /** All that was spent, per success; null where none solved it. */
  readonly expectedMacsToSolve: number | null;
  /** Interquartile mean over the trials that were tested, with a 95 % bootstrap interval. */
  readonly testError: Estimate | null;
  readonly testLoss: Estimate | null;
  /** More than half of its finished trials are; null where chance is not known or nothing finished. */
  readonly betterThanChance: boolean | null;
  /** Trials that ended by an exploded loss, and by a failure of task, learner or thread. */
  readonly exploded: number;
  readonly failed: number;
}

/** A contestant compared with another. */
export interface Comparison {
  readonly better: string;
  readonly worse: string;
  /** Probability that a finished trial of `better` goes better than one of `worse`, with a 95 % interval. */
  readonly superiority: Superiority | null;
  /**
   * Two-sided, exact up to 50 trials, Holm-adjusted over the leader's comparisons; null with too few seeds.
   * Where trials are missing it is that of the case least favourable to `better`.
   */
  readonly p: number | null;
  readonly significant: boolean;
}

export interface Verdict {
  readonly winner: string | null;
  /** One or two sentences, and a remark where one is due. */
  readonly text: string;
  /** Best first. */
  readonly rows: readonly VerdictRow[];
  /** The leader against each of the others, in the order of `rows`. */
  readonly comparisons: readonly Comparison[];
}

/** The verdict on one task. Pure: the same results give the same verdict. */
export function reachVerdict(input: VerdictInput): Verdict {
  const standing = inOrderOfStanding(input.contestants);
  const rows = standing.map((contestant) => rowOf(contestant, input));
  const [leader, ...rest] = standing;
  const comparisons = leader ? compareWithAll(leader, rest, input.seeds) : [];
  const won = comparisons.length > 0 && comparisons.every((comparison) => comparison.significant);
  const judged = rows.filter((row) => row.finished > 0);
  const pointless =
    judged.length > 0 && judged.every((row) => row.solved === 0 && row.betterThanChance === false);
  const winner = won && !pointless ? leader!.name : null;
  const tied = standing.filter((_, index) => index === 0 || !comparisons[index - 1]!.significant);
  const text = wordVerdict({
    winner,
    rows,
    comparisons,
    tied: tied.map((contestant) => contestant.name),
    beatenByAllTied: beatenByAll(tied, standing, input.seeds),
    nobodyBeatsChance: pointless,
    chance: input.chance ?? {},
    seeds: input.seeds,
    seedsNeeded: seedsNeeded(comparisons.length),
  });
  return { winner, text, rows, comparisons };
}

/** The fewest seeds at which completely separated contestants are told apart in that many comparisons. */
export function seedsNeeded(comparisons: number): number {
  let seeds = fewestSeeds;
  while (comparisons * smallestP(seeds) > significance) seeds++;
  return seeds;
}

/**
 * By the number of others that a contestant's trials beat more often than not, then by how often they do:
 * whoever beats each of the others comes first, even where another beats the weakest by more.
 */
function inOrderOfStanding(contestants: readonly VerdictContestant[]): VerdictContestant[] {
  const finished = contestants.map((contestant) => contestant.trials.filter(isFinished));
  const places = placesOf(finished);
  const standings = contestants.map((contestant, index) => {
    let beaten = 0;
    let shares = 0;
    for (const [other, theirs] of places.entries()) {
      const mine = places[index]!;
      if (other === index) continue;
      const share =
        mine.length > 0 && theirs.length > 0
          ? probabilityOfSuperiority(mine, theirs).value
          : Number(mine.length > 0) / 2 + Number(theirs.length === 0) / 2;
      beaten += share > 0.5 ? 1 : share === 0.5 ? 0.5 : 0;
      shares += share;
    }
    return { contestant, beaten, shares };
  });
  standings.sort((a, b) => b.beaten - a.beaten || b.shares - a.shares);
  return standings.map((standing) => standing.contestant);
}

function compareWithAll(
  one: VerdictContestant,
  others: readonly VerdictContestant[],
  seeds: number,
): Comparison[] {
  const pairs = others.map((other) => compareTwo(one, other, seeds));
  const enough = pairs.every((pair) => pair.p !== null) && others.length * smallestP(seeds) <= significance;
  const adjusted = enough ? holmAdjust(pairs.map((pair) => pair.p!)) : null;
  return pairs.map(({ ahead, ...pair }, index) => {
    const p = adjusted?.[index] ?? null;
    return { ...pair, p, significant: p !== null && p <= significance && ahead };
  });
}

/** An unadjusted comparison; `ahead` says that the difference is in favour of `better`. */
function compareTwo(better: VerdictContestant, worse: VerdictContestant, seeds: number) {
  const names = { better: better.name, worse: worse.name };
  const mine = better.trials.filter(isFinished);
  const theirs = worse.trials.filter(isFinished);
  if (mine.length === 0 || theirs.length === 0) return { ...names, superiority: null, p: null, ahead: false };
  const [seenMine, seenTheirs] = placesOf([mine, theirs]);
  const superiority = probabilityOfSuperiority(seenMine!, seenTheirs!);
  if (Math.min(mine.length, theirs.length) < fewestSeeds)
    return { ...names, superiority, p: null, ahead: false };
  // Trials are stopped early more often where they are slow, so leaving them out would favour the slow.
  const missing = Math.max(0, seeds - mine.length);
  const stopped = worse.trials.filter((trial) => !isFinished(trial)).map((trial) => bestCase(trial.macs));
  const absent = Math.max(0, seeds - worse.trials.length);
  const [x, y] = placesOf([
    [...mine, ...Array.from({ length: missing }, worstCase)],
    [...theirs, ...stopped, ...Array.from({ length: absent }, () => bestCase(0))],
  ]);
  const { u, p } = mannWhitney(x!, y!);
  const ahead = 2 * u > x!.length * y!.length;
  // Behind only because of trials that are missing: that shows nothing in either direction.
  return { ...names, superiority, p: ahead || superiority.value < 0.5 ? p : 1, ahead };
}

/** Those that each of several tied contestants beats, Holm-adjusted over all those comparisons at once. */
function beatenByAll(
  tied: readonly VerdictContestant[],
  standing: readonly VerdictContestant[],
  seeds: number,
): string[] {
  const rest = standing.filter((contestant) => !tied.includes(contestant));
  const pairs = tied.flatMap((one) => rest.map((other) => compareTwo(one, other, seeds)));
  const adjusted = holmAdjust(pairs.map((pair) => pair.p ?? 1));
  const beats = pairs.map((pair, index) => pair.ahead && adjusted[index]! <= significance);
  return rest
    .map((contestant) => contestant.name)
    .filter((name) => pairs.every((pair, index) => pair.worse !== name || beats[index]));
}

function rowOf(contestant: VerdictContestant, input: VerdictInput): VerdictRow {
  const finished = contestant.trials.filter(isFinished);
  const solved = finished.filter((trial) => trial.solved).length;
  const costs = contestant.trials.map(costObservation);
  const estimate = (measure: 'testError' | 'testLoss'): Estimate | null => {
    const values = finished
      .map((trial) => trial[measure])
      .filter((value) => value !== null && Number.isFinite(value));
    const random = randomStream(input.seed, 'verdict', contestant.name, measure);
    return values.length === 0 ? null : bootstrapInterquartileMean([values as number[]], { random });
  };
  return {
    name: contestant.name,
    floor: contestant.floor ?? false,
    planned: Math.max(input.seeds, contestant.trials.length),
    finished: finished.length,
    solved,
    solvedInterval: wilsonInterval(solved, finished.length),
    medianMacsToSolve: medianCostToSolve(costs),
    expectedMacsToSolve: expectedRunningTime(costs),
    testError: estimate('testError'),
    testLoss: estimate('testLoss'),
    betterThanChance: betterThanChance(finished, input),
    exploded: finished.filter((trial) => trial.stop === 'exploded').length,
    failed: finished.filter((trial) => trial.stop === 'failed').length,
  };
}

function costObservation(trial: VerdictTrial): CostObservation {
  if (trial.solved) return { outcome: 'solved', cost: solvingCost(trial) };
  const ended = trial.stop === 'exploded' || trial.stop === 'failed';
  return { outcome: ended ? 'never' : 'censored', cost: trial.macs };
}

/**
 * A trial is better than chance where chance lies above the 99.9 % Wilson interval of its test error. Of a
 * task that knows only chance's loss, where its test loss is 5 % lower: the test set's own sampling error is
 * not known, but is about 1 % for 10,000 sequences.
 */
function betterThanChance(trials: readonly VerdictTrial[], input: VerdictInput): boolean | null {
  const { error, loss } = input.chance ?? {};
  if ((error === undefined && loss === undefined) || trials.length === 0) return null;
  const tests = input.testSequences ?? 10_000;
  const better = trials.filter((trial) => {
    if (trial.solved) return true;
    if (error === undefined) return trial.testLoss !== null && trial.testLoss < 0.95 * loss!;
    return trial.testError !== null && wilsonInterval(trial.testError * tests, tests, 0.999).high < error;
  });
  return 2 * better.length > trials.length;
}
