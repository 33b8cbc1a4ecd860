/**
 * Text of the verdict over several tasks: winner, effect, certainty, and contradictions by single tasks, in a few
 * sentences of plain text.
 */

import { significantPercent } from '../words/numbers.ts';
import { counted } from '../words/text.ts';
import { seedsNeeded, wouldDo } from './seeds-needed.ts';
import type { OverallComparison, OverallRanks, OverallRow } from './summary.ts';
import { beatenWords, everyTrialFailed, incompleteRemark, meansRemark } from './verdict-text.ts';
import type { Verdict } from './verdict-types.ts';
import { firstFew, listed, listedFew, pValue, range, seenOf, wholeRange } from './words.ts';

/** Findings that the text is made of. `rows` and `comparisons` as in an OverallVerdict, best first. */
export interface OverallFindings {
  readonly winner: string | null;
  readonly tasks: readonly { readonly task: string; readonly verdict: Verdict }[];
  readonly rows: readonly OverallRow[];
  readonly comparisons: readonly OverallComparison[];
  readonly ranks: OverallRanks | null;
  /** Leader, and contestants that it is not significantly better than. */
  readonly tied: readonly string[];
  /** Contestants that every one of the tied is significantly better than. */
  readonly beatenByAllTied: readonly string[];
  /** True where nobody beats chance on any of the tasks. */
  readonly nobodyBeatsChance: boolean;
  readonly seeds: number;
}

export function wordOverall(findings: OverallFindings): string {
  const main = mainSentences(findings);
  return [main, meansRemark(main), floorRemark(findings), incompleteRemark(findings)]
    .filter(Boolean)
    .join(' ');
}

function mainSentences(findings: OverallFindings): string {
  const { rows, comparisons, winner } = findings;
  if (everyTrialFailed(rows)) return 'No verdict: every trial failed.';
  if (rows.every((row) => row.finished === 0)) return 'No verdict: no trial finished.';
  if (rows.length === 1) return alone(findings);
  if (findings.nobodyBeatsChance) return nobodyBeatsChance(findings);
  if (comparisons.some((comparison) => comparison.p === null)) return notEnough(findings);
  if (winner === null && comparisons.every((one) => one.significant)) return openToChance(findings);
  const main = winner === null ? tie(findings) : win(findings);
  return [main, certainty(findings), taskByTask(findings), rankSentence(findings)].filter(Boolean).join(' ');
}

function win({ rows: [leader, ...others], tasks }: OverallFindings): string {
  const over = `${leader!.name} wins over ${counted(tasks.length, 'task')}`;
  if (leader!.solved > 0) {
    const against = others.map((row) => `${row.solved} of ${row.finished} for ${row.name}`);
    return `${over}: ${described(leader!, true)}, against ${listedFew(against, 1)}.`;
  }
  const against = others.map((row) => `${nearness(row) ?? 'no test result'} for ${row.name}`);
  const near = nearness(leader!, true) ?? 'no test result';
  return `${over}, although nobody solved any: ${near}, against ${listedFew(against, 1)}.`;
}

function tie({ rows, comparisons, tied, beatenByAllTied, seeds, tasks }: OverallFindings): string {
  const equals = rows
    .filter((row) => tied.includes(row.name))
    .map((row) => `${row.name} (${described(row)})`);
  const least = Math.min(...comparisons.filter((one) => !one.significant).map((one) => one.p!));
  const beaten = beatenWords({ comparisons, tied, beatenByAllTied });
  const nobody = rows.every((row) => row.solved === 0) ? ' Nobody solved any of them.' : '';
  return (
    `No winner over ${counted(tasks.length, 'task')}: ${listedFew(equals)} cannot be told apart with ` +
    `${counted(seeds, 'seed')} (${pValue(least, tied.length > 2 ? 'at least' : '=')})${beaten}.${nobody}`
  );
}

/** Effect and certainty of the closest comparison: where nobody won, of those that tied. */
function certainty({ comparisons, winner }: OverallFindings): string {
  const open = comparisons.filter((one) => (winner === null ? !one.significant : true));
  const closest = open.reduce((a, b) => (b.improvement!.value < a.improvement!.value ? b : a));
  const { value, low, high } = closest.improvement!;
  const effect =
    `A trial of ${closest.better} beats one of ${closest.worse} on the same task with probability ` +
    `${value.toFixed(2)} on average (95 % interval ${low.toFixed(2)} to ${high.toFixed(2)})`;
  if (winner === null) return `${effect}.`;
  const largest = pValue(
    Math.max(...comparisons.map((one) => one.p!)),
    comparisons.length > 1 ? 'at most' : '=',
  );
  const tests = comparisons.length > 1 ? 'van Elteren tests with Holm correction' : 'van Elteren test';
  return `${effect}; ${largest}, ${tests}.`;
}

/** Winners of single tasks; the tasks themselves where they contradict the verdict over all. */
function taskByTask({ tasks, rows, winner }: OverallFindings): string {
  const won = rows.flatMap(({ name }) => {
    const labels = tasks.filter(({ verdict }) => verdict.winner === name).map(({ task }) => task);
    return labels.length === 0 ? [] : [{ name, labels }];
  });
  if (won.length === 0) return `On no single task is there a winner.`;
  const each = won.map(({ name, labels }, index) => {
    const verb = index === 0 ? 'wins ' : '';
    const count = `${labels.length} of ${tasks.length}`;
    return `${name} ${verb}${count}${name === winner ? '' : ` (${named(labels)})`}`;
  });
  return `Taken alone, ${listedFew(each)}.`;
}

/** First few of many labels. */
function named(labels: readonly string[]): string {
  return labels.length <= 3
    ? listed(labels)
    : `${labels.slice(0, 2).join(', ')} and ${labels.length - 2} more`;
}

function rankSentence({ rows, ranks }: OverallFindings): string {
  if (ranks === null) return '';
  const { first, more } = firstFew(rows);
  const each = [...first.map((row) => `${row.name} ${row.averageRank!.toFixed(2)}`), ...more];
  return (
    `Average ranks over ${ranks.tasks} tasks: ${each.join(', ')}; the critical difference is ` +
    `${ranks.criticalDifference.toFixed(2)} (Nemenyi, 5 %), Friedman's test ${pValue(ranks.p, '=')}.`
  );
}

function notEnough({ rows, seeds, tasks }: OverallFindings): string {
  const over = `Not enough evidence over ${counted(tasks.length, 'task')}`;
  const seen = seenOf(rows, described);
  const needed = seedsNeeded({ contestants: rows.length, tasks: tasks.length });
  if (seeds >= needed.overall) return `${over}: too few trials finished. ${seen}`;
  const least = wouldDo(needed);
  return seeds === 1
    ? `${over}: a single seed shows what can happen, not what does; ${least}. ${seen}`
    : `${over}: ${seeds} seeds are too few for ${counted(rows.length, 'contestant')}; ${least}. ${seen}`;
}

function nobodyBeatsChance({ rows, tasks }: OverallFindings): string {
  return (
    `No winner over ${counted(tasks.length, 'task')}: nobody solved any and nobody is better than chance on any. ` +
    seenOf(rows, (row) => nearness(row) ?? 'was not tested')
  );
}

/** Remark on chance; only where trials are missing. */
function openToChance({ rows, tasks }: OverallFindings): string {
  return (
    `No winner over ${counted(tasks.length, 'task')}: nobody solved any, and with the missing trials at their worst ` +
    `nobody is better than chance on any. ${seenOf(rows, (row) => nearness(row) ?? 'was not tested')}`
  );
}

function alone({ rows: [only], tasks }: OverallFindings): string {
  const each = tasks.map(
    ({ task, verdict: { rows } }) => `${rows[0]!.solved} of ${rows[0]!.finished} on ${task}`,
  );
  const shown = each.length <= 6 ? `: ${listed(each)}` : ` over ${each.length} tasks`;
  return `${only!.name} ran alone, so there is no winner: it ${described(only!, true)}${shown}.`;
}

/** Remark on guessing, which shows the tasks that prove nothing. */
function floorRemark({ tasks }: OverallFindings): string {
  const guessed = tasks.flatMap(({ task, verdict }) => {
    const [floor] = verdict.rows.filter((row) => row.floor && row.solved > 0);
    return floor ? [{ task, name: floor.name, most: 2 * floor.solved >= floor.finished }] : [];
  });
  if (guessed.length === 0) return '';
  const names = listed([...new Set(guessed.map(({ name }) => name))]);
  const needing = (most: boolean, amount: string): string[] => {
    const labels = guessed.filter((one) => one.most === most).map(({ task }) => task);
    const verb = labels.length === 1 ? 'needs' : 'need';
    return labels.length === 0 ? [] : [`${named(labels)} ${verb} ${amount} learning`];
  };
  return `By guessing alone ${names} solved some: ${[...needing(true, 'no'), ...needing(false, 'little')].join('; ')}.`;
}

/** Description of a row: "solved 12 of 20 (95 % interval 39 to 78 %)", or how near it came. */
function described(row: OverallRow, withInterval = false): string {
  if (row.finished === 0) return 'finished no trial';
  const interval = withInterval ? ` (95 % interval ${wholeRange(row.solvedInterval)})` : '';
  const near = row.solved === 0 ? nearness(row) : null;
  return `solved ${row.solved} of ${row.finished}${interval}${near ? `, ${near}` : ''}`;
}

function nearness({ testError }: OverallRow, withInterval = false): string | null {
  return (
    testError &&
    `test error ${significantPercent(testError.value)}${range(testError, significantPercent, withInterval)}`
  );
}
