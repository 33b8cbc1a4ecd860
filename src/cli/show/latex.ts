/** A run's verdicts as LaTeX: a table a task and, of several tasks, one over all, in the style of booktabs. */

import { limitWords } from '../../report/methods-text.ts';
import type { ConcludedRun } from '../../session/concluded-run.ts';
import type { MeanEstimate } from '../../statistics/bootstrap.ts';
import { fewestSeeds } from '../../statistics/comparisons.ts';
import { INCOMPLETE_MARK, incompleteTrials, lacksTests, lacksTrials } from '../../statistics/missing.ts';
import type { OverallVerdict } from '../../statistics/summary.ts';
import type { Verdict, VerdictRow } from '../../statistics/verdict-types.ts';
import { measureHead, measureText } from '../../tournament/spec/criterion.ts';
import type { TaskChoice, TournamentSpec } from '../../tournament/spec/tournament.ts';
import { latexAmount, latexP, latexText } from '../../words/latex.ts';
import { percent, percentRange } from '../../words/numbers.ts';
import { counted } from '../../words/text.ts';

export function showLatex({ run, spec, summary }: ConcludedRun): string {
  const versions = [...new Set(run.sessions().map(({ genoprop }) => genoprop))].join(', ');
  const { overall } = summary;
  const tables = [
    ...summary.tasks.map(({ verdict }, index) => taskTable(spec, spec.tasks[index]!, index, verdict)),
    ...(overall === null ? [] : [overallTable(spec, overall)]),
  ];
  return [
    `% genoprop ${comment(versions)}, run ${comment(run.path)}. The preamble needs \\usepackage{booktabs}.`,
    ...tables,
    '',
  ].join('\n');
}

/** Row of a table: the cells of one contestant, and whether it won. */
interface LatexRow {
  readonly cells: readonly string[];
  readonly strong: boolean;
}

function taskTable(spec: TournamentSpec, task: TaskChoice, index: number, verdict: Verdict): string {
  const { rows, comparisons, winner } = verdict;
  const compared = rows.length > 1;
  // Measure that the task is judged by, where it is not the error.
  const measured = rows[0]?.measure === undefined ? [] : [rows[0].measure];
  const withError = rows[0]?.measure?.alone !== true;
  const isTuned = spec.contestants.some(({ tuned }) => tuned !== undefined);
  return tableText({
    caption: [
      `Task ${task.label}: ${counted(spec.seeds, 'seed')}, budget ${limitWords(task.budget ?? spec.budget)} a trial.`,
      `Trials solved with 95 % Wilson confidence intervals (CI), interquartile mean of the ${withError ? 'test error with 95 % bootstrap intervals' : measured[0]!.name}, ` +
        'median cost to solve (Kaplan-Meier) in multiply-accumulates.',
      ...(compared ? [testSentence('Mann-Whitney tests', comparisons)] : []),
      ...missingSentences(rows, comparisons),
    ],
    label: spec.tasks.length === 1 ? slug(task.label) : `${slug(task.label)}-${index + 1}`,
    heads: [
      'contestant',
      'solved',
      '95\\,\\% CI',
      ...(withError ? ['wrong', '95\\,\\% CI'] : []),
      ...measured.map(({ name, unit }) => latexText(measureHead(name, unit))),
      'MACs to solve',
      ...(isTuned ? ['MACs to tune'] : []),
      ...(compared ? ['$p$'] : []),
    ],
    rows: rows.map((row, place) => ({
      strong: row.name === winner,
      cells: [
        ...shareCells(row, withError),
        ...measured.map(() => measureCell(row)),
        marked(row.medianMacsToSolve === null ? NONE : latexAmount(row.medianMacsToSolve), lacksTrials(row)),
        ...(isTuned ? [tuningCell(spec, row.name)] : []),
        ...(compared ? [pCell(comparisons, place)] : []),
      ],
    })),
  });
}

function overallTable(spec: TournamentSpec, { rows, comparisons, winner }: OverallVerdict): string {
  const compared = rows.length > 1;
  const partial = rows.some(lacksTrials);
  return tableText({
    caption: [
      `All ${spec.tasks.length} tasks: ${counted(spec.seeds, 'seed')} on each.`,
      'Trials solved with 95 % Wilson confidence intervals (CI), interquartile mean of the test error with 95 % bootstrap intervals ' +
        'stratified by task, rank averaged over tasks (1 is best).',
      ...(compared ? [testSentence("van Elteren's tests with the tasks as strata", comparisons)] : []),
      ...missingSentences(rows, comparisons),
    ],
    label: 'overall',
    heads: [
      'contestant',
      'solved',
      '95\\,\\% CI',
      'wrong',
      '95\\,\\% CI',
      'average rank',
      ...(compared ? ['$p$'] : []),
    ],
    rows: rows.map((row, place) => ({
      strong: row.name === winner,
      cells: [
        ...shareCells(row),
        marked(row.averageRank === null ? NONE : row.averageRank.toFixed(2), partial),
        ...(compared ? [pCell(comparisons, place)] : []),
      ],
    })),
  });
}

const NONE = '--';

/** Cell with the multiply-accumulates of a contestant's tuning. */
function tuningCell({ contestants }: TournamentSpec, name: string): string {
  const tuned = contestants.find((one) => one.name === name)?.tuned;
  return tuned === undefined ? NONE : latexAmount(tuned.macs);
}

type ShareRow = Pick<
  VerdictRow,
  'name' | 'solved' | 'finished' | 'planned' | 'tested' | 'solvedInterval' | 'testError'
>;

/** Cells of a contestant: name, solved, its interval, test error, its interval. */
function shareCells(row: ShareRow, withError = true): string[] {
  const { name, solved, finished, solvedInterval, testError } = row;
  return [
    latexText(name),
    `${solved} of ${finished}`,
    finished === 0 ? NONE : range(percentRange(solvedInterval.low, solvedInterval.high, 0)),
    ...(withError
      ? [
          marked(
            testError === null ? NONE : latexText(percent(testError.value)).replace(' ', '\\,'),
            lacksTests(row),
          ),
          intervalOf(testError),
        ]
      : []),
  ];
}

/** Cell with the mean of the task's own measure; scores of a measure that should be high are stored negated. */
function measureCell(row: VerdictRow): string {
  const { measure } = row;
  if (!measure?.mean) return NONE;
  const value = measure.higherIsBetter ? -measure.mean.value : measure.mean.value;
  return marked(`$${measureText(value)}$`, lacksTests(row));
}

const intervalOf = (estimate: MeanEstimate | null): string =>
  estimate === null || estimate.low === null || estimate.high === null
    ? NONE
    : range(percentRange(estimate.low, estimate.high));

/** Range of percentages in LaTeX: `10 to 15 %` with a dash. */
const range = (text: string): string => latexText(text).replace(' to ', '--').replace(' ', '\\,');

const marked = (cell: string, incomplete: boolean): string =>
  incomplete && cell !== NONE ? `${cell}${INCOMPLETE_MARK}` : cell;

/** Cell with the p value against the leader, who is in the first row and has none. */
function pCell(comparisons: readonly { readonly p: number | null }[], place: number): string {
  const p = place === 0 ? null : comparisons[place - 1]!.p;
  return p === null ? NONE : latexP(p);
}

function testSentence(tests: string, comparisons: readonly { readonly p: number | null }[]): string {
  if (comparisons.some(({ p }) => p === null)) {
    return `No p values: fewer than ${fewestSeeds} trials of a contestant have a result, or too few for so many contestants.`;
  }
  const corrected = comparisons.length === 1 ? '' : `, Holm-corrected for ${comparisons.length} comparisons`;
  return `p: two-sided ${tests} against the first row${corrected}.`;
}

function missingSentences(
  rows: Parameters<typeof incompleteTrials>[0],
  comparisons: readonly { readonly p: number | null }[],
): string[] {
  const text = incompleteTrials(rows);
  if (text === null) return [];
  const tested = comparisons.some(({ p }) => p !== null);
  const worst = tested ? '; p takes these at their worst for the first row' : '';
  return [`${INCOMPLETE_MARK} of fewer trials than planned: ${text}${worst}.`];
}

function tableText({
  caption,
  label,
  heads,
  rows,
}: {
  readonly caption: readonly string[];
  readonly label: string;
  readonly heads: readonly string[];
  readonly rows: readonly LatexRow[];
}): string {
  const line = (cells: readonly string[]): string => `    ${cells.join(' & ')} \\\\`;
  return [
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${latexText(caption.join(' '))}}`,
    `  \\label{tab:${label}}`,
    `  \\begin{tabular}{l${'r'.repeat(heads.length - 1)}}`,
    '    \\toprule',
    line(heads),
    '    \\midrule',
    ...rows.map(({ cells, strong }) =>
      line(cells.map((cell, column) => (strong && column === 0 ? `\\textbf{${cell}}` : cell))),
    ),
    '    \\bottomrule',
    '  \\end{tabular}',
    '\\end{table}',
  ].join('\n');
}

/** Text as the name of a LaTeX label: letters, digits and hyphens. */
const slug = (label: string): string =>
  label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'task';

const comment = (text: string): string => text.replace(/[\r\n]+/g, ' ');
