/** Text of a verdict: winner, effect and certainty, in one or two sentences of plain text. */

import { significantDigits, significantPercent } from '../words/numbers.ts';
import { counted } from '../words/text.ts';
import type { MeanEstimate } from './bootstrap.ts';
import { faultTexts, type MissingRow } from './missing.ts';
import { type SeedsNeeded, wouldDo } from './seeds-needed.ts';
import type { Comparison, JudgedMeasure, VerdictRow } from './verdict-types.ts';
import { firstFew, listed, listedFew, pValue, range, scientific, seenOf, wholeRange } from './words.ts';

/** Findings that the text is made of. `rows` and `comparisons` as in a Verdict, best first. */
export interface Findings {
  readonly winner: string | null;
  readonly rows: readonly VerdictRow[];
  readonly comparisons: readonly Comparison[];
  /** Leader, and contestants that it is not significantly better than. */
  readonly tied: readonly string[];
  /** Contestants that every one of the tied is significantly better than. */
  readonly beatenByAllTied: readonly string[];
  readonly nobodyBeatsChance: boolean;
  readonly chance: { readonly loss?: number; readonly error?: number };
  readonly seeds: number;
  readonly seedsNeeded: SeedsNeeded;
}

interface Incomplete {
  readonly winner: string | null;
  readonly rows: readonly (MissingRow & { readonly finished: number; readonly failed: number })[];
  readonly comparisons: readonly { readonly p: number | null }[];
}

export function wordVerdict(findings: Findings): string {
  const main = mainSentences(findings);
  return [main, meansRemark(main), floorRemark(findings), incompleteRemark(findings)]
    .filter(Boolean)
    .join(' ');
}

function mainSentences(findings: Findings): string {
  const { rows, comparisons, winner } = findings;
  const [leader] = rows;
  if (everyTrialFailed(rows)) return 'No verdict: every trial failed.';
  if (!leader || rows.every((row) => row.finished === 0)) return 'No verdict: no trial finished.';
  if (rows.length === 1)
    return `${leader.name} ran alone, so there is no winner: it ${described(leader, true)}.`;
  if (findings.nobodyBeatsChance) return nobodyBeatsChance(findings);
  if (comparisons.some((comparison) => comparison.p === null)) return notEnough(findings);
  if (winner === null && comparisons.every((one) => one.significant)) return openToChance(findings);
  if (winner === null) return tie(findings);
  return `${leader.solved > 0 ? solvedWin(rows) : unsolvedWin(rows)} ${certainty(comparisons)}`;
}

function solvedWin([leader, ...others]: readonly VerdictRow[]): string {
  const { first: named, more } = firstFew(others, 1);
  const cheaper: string[] = [];
  const rest: string[] = [];
  for (const row of named.filter((other) => other.solved > 0)) {
    const ratio = (row.medianMacsToSolve ?? Number.NaN) / (leader!.medianMacsToSolve ?? Number.NaN);
    if (ratio >= 1.05) {
      const cost = `${row.solved} of ${row.finished}, ${scientific(row.medianMacsToSolve!)} MACs`;
      cheaper.push(`${significantDigits(ratio)} times cheaper than ${row.name} (${cost})`);
    } else rest.push(`${row.name} ${described(row)}`);
  }
  const none = named.filter((row) => row.solved === 0).map((row) => row.name);
  if (none.length > 0) rest.push(`${listed(none)} solved none`);
  const first = [
    `${leader!.name} wins: ${described(leader!, true)}`,
    ...(cheaper.length ? [listed(cheaper)] : []),
  ];
  return `${[first.join(', '), ...rest, ...more].join('; ')}.`;
}

function unsolvedWin([leader, ...others]: readonly VerdictRow[]): string {
  const against = others.map((row) => `${nearness(row) ?? 'no test result'} for ${row.name}`);
  return `${leader!.name} wins, although nobody solved the task: ${nearness(leader!, true)}, against ${listedFew(against, 1)}.`;
}

function certainty(comparisons: readonly Comparison[]): string {
  const closest = comparisons.reduce((a, b) => (b.superiority!.value < a.superiority!.value ? b : a));
  const { value, low, high } = closest.superiority!;
  const largest = Math.max(...comparisons.map((comparison) => comparison.p!));
  const tests = comparisons.length === 1 ? 'Mann-Whitney test' : 'Mann-Whitney tests with Holm correction';
  return (
    `A trial of ${closest.better} beats one of ${closest.worse} with probability ${value.toFixed(2)} ` +
    `(95 % interval ${low.toFixed(2)} to ${high.toFixed(2)}); ` +
    `${pValue(largest, comparisons.length > 1 ? 'at most' : '=')}, ${tests}.`
  );
}

function tie({ rows, comparisons, tied, beatenByAllTied, seeds }: Findings): string {
  const equals = rows
    .filter((row) => tied.includes(row.name))
    .map((row) => `${row.name} (${described(row)})`);
  const least = Math.min(...comparisons.filter((one) => !one.significant).map((one) => one.p!));
  const p = pValue(least, tied.length > 2 ? 'at least' : '=');
  const nobody = rows.every((row) => row.solved === 0) ? ' Nobody solved the task.' : '';
  return (
    `No winner: ${listedFew(equals)} cannot be told apart with ${counted(seeds, 'seed')} (${p})` +
    `${beatenWords({ comparisons, tied, beatenByAllTied })}.${nobody}`
  );
}

/**
 * Sentence of a verdict without a winner: the contestants that all tied ones beat, and those that the leader alone
 * beats.
 */
export function beatenWords({
  comparisons,
  tied,
  beatenByAllTied,
}: {
  readonly comparisons: readonly Pick<Comparison, 'better' | 'worse' | 'significant'>[];
  readonly tied: readonly string[];
  readonly beatenByAllTied: readonly string[];
}): string {
  const byLeader = comparisons.filter(
    ({ worse, significant }) => significant && !beatenByAllTied.includes(worse),
  );
  const all =
    beatenByAllTied.length > 0
      ? `; ${tied.length > 2 ? 'all' : 'both'} beat ${listedFew(beatenByAllTied)}`
      : '';
  const leader =
    byLeader.length > 0
      ? `; ${byLeader[0]!.better} beats ${listedFew(byLeader.map(({ worse }) => worse))}`
      : '';
  return all + leader;
}

/** Remark on a verdict with test errors or losses: the kind of mean, since tables show medians. */
export function meansRemark(text: string): string {
  const kinds = ['error', 'loss'].filter((kind) => new RegExp(`\\btest ${kind} \\d`).test(text));
  if (kinds.length === 0) return '';
  const words = kinds.map((kind) => (kind === 'loss' ? 'losses' : 'errors'));
  return `Test ${listed(words)} are interquartile means.`;
}

function notEnough({ rows, seeds, seedsNeeded }: Findings): string {
  const seen = seenOf(rows, described);
  if (seeds >= seedsNeeded.task) return `Not enough evidence: too few trials finished. ${seen}`;
  const least = wouldDo(seedsNeeded);
  if (seeds === 1)
    return `Not enough evidence: a single seed shows what can happen, not what does; ${least}. ${seen}`;
  return `Not enough evidence: ${seeds} seeds are too few for ${counted(rows.length, 'contestant')}; ${least}. ${seen}`;
}

function nobodyBeatsChance({ rows, chance }: Findings): string {
  const level =
    chance.error !== undefined
      ? `a test error of ${significantPercent(chance.error)}`
      : `a test ${lossText(rows, chance.loss!)}`;
  return `No winner: nobody solved the task and nobody is better than chance (${level}). ${seenOf(rows, (row) => nearness(row) ?? 'was not tested')}`;
}

/** Text of a loss, by its own name and unit where the task is judged by it. */
function lossText(rows: readonly VerdictRow[], loss: number): string {
  const own = rows.find(({ measure }) => measure?.of === 'loss')?.measure;
  return own === undefined
    ? `loss of ${significantDigits(loss)}`
    : `${own.name} of ${digitsOf(own)(loss)} ${own.unit ?? ''}`.trimEnd();
}

/** Remark on chance; only where trials are missing. */
function openToChance({ rows }: Findings): string {
  return (
    'No winner: nobody solved the task, and with the missing trials at their worst nobody is better than chance. ' +
    seenOf(rows, (row) => nearness(row) ?? 'was not tested')
  );
}

function floorRemark({ rows }: Findings): string {
  const [floor] = rows.filter((row) => row.floor && row.solved > 0);
  if (!floor) return '';
  const solved = `${floor.name} only guesses and solved ${floor.solved} of ${floor.finished}`;
  return 2 * floor.solved >= floor.finished
    ? `${solved}: the task needs no learning.`
    : `${solved}: the task needs little learning.`;
}

/** True where no trial is left to play, and none has a result. */
export function everyTrialFailed(rows: Incomplete['rows']): boolean {
  return rows.length > 0 && rows.every(({ failed, planned }) => failed === planned);
}

/**
 * Remark on the missing trials of a verdict on one task or over several: their number, its meaning, and their faults.
 */
export function incompleteRemark({ rows, winner, comparisons }: Incomplete): string {
  const planned = rows.reduce((sum, row) => sum + row.planned, 0);
  const missing = planned - rows.reduce((sum, row) => sum + row.finished, 0);
  if (missing === 0) return '';
  const faults = faultTexts(rows);
  const why = faults.length === 0 ? '' : ` Failed: ${faults.join('; ')}.`;
  if (everyTrialFailed(rows))
    return rows.some((row) => row.missing.some(({ fault }) => fault)) ? why.trim() : '';
  const did = `Incomplete: ${missing} of ${planned} trials did not finish`;
  if (winner !== null) return `${did}, but however they ended, the winner would be the same.${why}`;
  return comparisons.some((comparison) => comparison.p !== null)
    ? `${did}; p is for the worst case of those.${why}`
    : `${did}.${why}`;
}

/** Description of a row: "solved 4 of 5 at a median of 1.2e10 MACs", or how near it came. */
function described(row: VerdictRow, withInterval = false): string {
  if (row.finished === 0) return 'finished no trial';
  const interval = withInterval ? ` (95 % interval ${wholeRange(row.solvedInterval)})` : '';
  if (row.solved === 0) {
    const near = nearness(row);
    const chance = row.betterThanChance === false ? ', no better than chance' : '';
    const exploded = row.exploded > 0 ? `, exploded in ${row.exploded}` : '';
    return `solved 0 of ${row.finished}${interval}${near ? `, ${near}` : ''}${chance}${exploded}`;
  }
  const cost =
    row.medianMacsToSolve === null ? '' : `at a median of ${scientific(row.medianMacsToSolve)} MACs`;
  return `solved ${row.solved} of ${row.finished}${interval}${cost && `${withInterval ? ',' : ''} ${cost}`}`;
}

/** Measure that the task is judged by, else the test error, or the loss where the error tells nothing (all wrong). */
function nearness(row: VerdictRow, withInterval = false): string | null {
  const { testError, testLoss, measure } = row;
  if (measure?.mean) return `${measure.name} ${measureMean(measure, measure.mean, withInterval)}`;
  if (testError && (testError.value < 1 || !testLoss)) {
    return `test error ${significantPercent(testError.value)}${range(testError, significantPercent, withInterval)}`;
  }
  return (
    testLoss &&
    `test loss ${significantDigits(testLoss.value)}${range(testLoss, significantDigits, withInterval)}`
  );
}

/**
 * Mean of a measure: `7.2 steps (95 % interval 6.1 to 8.0)`: scores, of which lower is better, as the measure that they
 * are.
 */
function measureMean(
  measure: JudgedMeasure,
  { value, low, high }: MeanEstimate,
  withInterval: boolean,
): string {
  const { unit, higherIsBetter } = measure;
  const write = digitsOf(measure);
  const sign = higherIsBetter ? -1 : 1;
  const limits =
    low === null || high === null ? [null, null] : [sign * low, sign * high].sort((a, b) => a - b);
  const mean = { value: sign * value, low: limits[0]!, high: limits[1]! };
  const words = write(mean.value) + (unit === undefined ? '' : ` ${unit}`);
  return `${words}${range(mean, write, withInterval)}`;
}

/** Writer of a measure: in three digits where it is the loss, as papers give it, else in two. */
const digitsOf =
  ({ of }: JudgedMeasure) =>
  (value: number): string =>
    significantDigits(value, of === 'loss' ? 3 : 2);
