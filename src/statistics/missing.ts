/**
 * Trials without a result: their number and causes. A missing trial is neither won nor lost, so rates and means leave
 * it out and say so, and comparisons assume the worst outcome for the leader.
 */
import { printable } from '../words/printable.ts';
import { counted } from '../words/text.ts';
import { isFinished, type VerdictTrial } from './trial-order.ts';
import { listed } from './words.ts';

/** Missing trials of one contestant that have one cause. */
export interface MissingTrials {
  /** Cause. failed: by code of the task or learner, or by the thread. not ended: waiting, or still under way. */
  readonly why: 'failed' | 'stopped' | 'not ended';
  readonly trials: number;
  /** Fault of failed trials: the first line of the first one's, which names the function; else null. */
  readonly fault: string | null;
}

/** Missing trials among so many planned ones, the most frequent fault first. */
export function missingTrials(trials: readonly VerdictTrial[], planned: number): MissingTrials[] {
  const cutShort = trials.filter((trial) => !isFinished(trial));
  const failed = cutShort.filter(({ stop }) => stop === 'failed');
  const absent = planned - trials.length;
  return merged([
    ...failed.map(({ detail }) => ({ why: 'failed' as const, trials: 1, fault: firstLine(detail ?? '') })),
    { why: 'stopped', trials: cutShort.length - failed.length, fault: null },
    { why: 'not ended', trials: Math.max(0, absent), fault: null },
  ]);
}

/** Missing trials, merged by cause: faults that differ in numbers alone (of a sequence, a step) are the same. */
export function merged(parts: readonly MissingTrials[]): MissingTrials[] {
  const kinds = Map.groupBy(parts, ({ why, fault }) => `${why} ${(fault ?? '').replace(/\d+/g, '#')}`);
  const order = ['failed', 'stopped', 'not ended'];
  return [...kinds.values()]
    .map((alike) => ({ ...alike[0]!, trials: alike.reduce((sum, { trials }) => sum + trials, 0) }))
    .filter(({ trials }) => trials > 0)
    .sort((a, b) => order.indexOf(a.why) - order.indexOf(b.why) || b.trials - a.trials);
}

/** Text such as `4 failed, 1 stopped`; empty where none is missing. */
export function missingText(missing: readonly MissingTrials[]): string {
  return [...Map.groupBy(missing, ({ why }) => why)]
    .map(([why, parts]) => `${parts.reduce((sum, { trials }) => sum + trials, 0)} ${why}`)
    .join(', ');
}

/** Columns of a row that its missing trials need. */
export interface MissingRow {
  readonly name: string;
  readonly planned: number;
  readonly missing: readonly MissingTrials[];
}

/** Most faults that are listed; more are counted. */
const MOST_FAULTS = 3;

/** Texts of faults, one each: `random in 4 of 5 trials (task recall: judge of sequence 3: too sure)`. */
export function faultTexts(rows: readonly MissingRow[]): string[] {
  const failed = rows.flatMap(({ name, planned, missing }) =>
    missing.filter(({ why }) => why === 'failed').map((one) => ({ ...one, name, planned })),
  );
  const byFault = [...Map.groupBy(failed, ({ fault }) => (fault ?? '').replace(/\d+/g, '#')).values()];
  const texts = byFault.map((alike) => {
    const who = alike.map(
      ({ name, trials, planned }) => `${name} in ${trials} of ${counted(planned, 'trial')}`,
    );
    const all = alike.reduce((sum, { trials }) => sum + trials, 0);
    const named = who.length <= 3 ? listed(who) : `${who.length} contestants in ${counted(all, 'trial')}`;
    const fault = alike[0]!.fault ?? '';
    return fault === '' ? named : `${named} (${fault})`;
  });
  const more = texts.length - MOST_FAULTS;
  return more > 0 ? [...texts.slice(0, MOST_FAULTS), `${counted(more, 'other fault')}`] : texts;
}

/** Columns of a row that tell whether its means leave trials out. */
export interface CountedRow {
  readonly name: string;
  readonly planned: number;
  readonly finished: number;
  readonly tested: number;
}

/** Mark behind a number that is not of all planned trials. */
export const INCOMPLETE_MARK = '*';

/** True where the row's rate and costs are of fewer trials than planned. */
export const lacksTrials = ({ finished, planned }: CountedRow): boolean => finished < planned;

/**
 * True where the row's test error and loss are: some trials with a result may have exploded before any net was found.
 */
export const lacksTests = ({ tested, planned }: CountedRow): boolean => tested < planned;

/** Most rows that are named; more are counted. */
const MOST_NAMED = 4;

/**
 * Note on the mark, with the numbers of trials that the marked rows are of; null where none is marked.
 * @param where text behind the numbers of a row, for example the number of tasks
 */
export function incompleteNote<Row extends CountedRow>(
  rows: readonly Row[],
  where: (row: Row) => string = () => '',
): string | null {
  // A row without a result has no number to mark.
  const marked = rows.filter((row) => lacksTests(row) && row.finished > 0);
  if (marked.length === 0) return null;
  const each = marked.map((row) => {
    const { name, finished, tested, planned } = row;
    const count = lacksTrials(row) ? `${finished} of ${planned}` : `${tested} of ${planned} tested`;
    return `${name} ${count}${where(row)}`;
  });
  const more = each.length - MOST_NAMED;
  const named = more > 0 ? [...each.slice(0, MOST_NAMED), `${more} more`] : each;
  return `${INCOMPLETE_MARK} of fewer trials than planned: ${named.join(', ')}`;
}

/** Text such as `4 of 10 trials have no result (4 failed: random in 4 of 5 trials (...))`; null where all have one. */
export function incompleteTrials(rows: readonly (MissingRow & CountedRow)[]): string | null {
  const planned = rows.reduce((sum, row) => sum + row.planned, 0);
  const missing = planned - rows.reduce((sum, row) => sum + row.finished, 0);
  if (missing === 0) return null;
  const faults = faultTexts(rows);
  const causes = missingText(merged(rows.flatMap((row) => row.missing)));
  const why = faults.length === 0 ? causes : `${causes}: ${faults.join('; ')}`;
  return `${missing} of ${counted(planned, 'trial')} ${missing === 1 ? 'has' : 'have'} no result (${why})`;
}

const LONGEST = 160;

function firstLine(detail: string): string {
  const line = printable(detail.split(/[\r\n]/, 1)[0]!.trim());
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST - 3)}...`;
}
