/** Data of several runs side by side: `genoprop.comparison/1`, the JSON inside the page that compares them. */
import type { TaskChoice, TaskFacts } from '../../tournament/spec/tournament.ts';
import type { ReportData, ReportTask } from '../data.ts';

export interface ComparisonData {
  readonly format: 'genoprop.comparison/1';
  readonly made: string;
  readonly genoprop: string;
  readonly runs: readonly ReportData[];
}

/** Letter of a run among several, in the order in which they were named. */
export const letterOf = (run: number): string => String.fromCharCode(65 + run);

export const MOST_RUNS = 26;

/**
 * Comparison of reports.
 * @param reports two at least, and `MOST_RUNS` at most
 */
export function comparisonOf(reports: readonly ReportData[]): ComparisonData {
  const { made, genoprop } = reports[0]!;
  return { format: 'genoprop.comparison/1', made, genoprop, runs: reports.map(withoutPictures) };
}

/** Report without its pictures, which only the page of a single run shows. */
function withoutPictures(report: ReportData): ReportData {
  const tasks = report.tasks.map((task): ReportTask => {
    const trials = task.trials.map(({ stages: _, population: __, species: ___, ...trial }) => trial);
    const { graphs: _graphs, films: _films, ...rest } = task;
    return { ...rest, trials, specimens: null };
  });
  const { lab: _, ...others } = report;
  return { ...others, tasks };
}

/** Contestants of all runs by name; their index decides colour and symbol. */
export const contestantsOf = ({ runs }: ComparisonData): string[] => [
  ...new Set(runs.flatMap(({ contestants }) => contestants.map(({ name }) => name))),
];

/** Task as one of the runs has it. */
export interface RunTask {
  readonly run: number;
  readonly report: ReportData;
  readonly choice: TaskChoice;
  readonly task: ReportTask;
}

/** Task with the runs that have it: those whose sequences have one fingerprint. */
export interface SharedTask {
  readonly label: string;
  readonly runs: readonly RunTask[];
}

/**
 * Shared tasks, each with its runs in order. A task whose sequences could not be drawn has no fingerprint and is no
 * other run's; of one run that has a task twice, under two labels, the first is compared.
 */
export function tasksOf({ runs }: ComparisonData): SharedTask[] {
  const shared: { label: string; facts: TaskFacts; runs: RunTask[] }[] = [];
  for (const [run, report] of runs.entries()) {
    for (const [index, choice] of report.spec.tasks.entries()) {
      const one = { run, report, choice, task: report.tasks[index]! };
      const same = shared.find(
        (task) => isSameTask(task.facts, choice.facts) && task.runs.every((other) => other.run !== run),
      );
      if (same === undefined) shared.push({ label: choice.label, facts: choice.facts, runs: [one] });
      else same.runs.push(one);
    }
  }
  return shared;
}

/** True where both give the same sequences, or episodes; those of former versions have no hash of played episodes. */
const isSameTask = (one: TaskFacts, other: TaskFacts): boolean =>
  one.fingerprint !== null &&
  one.fingerprint === other.fingerprint &&
  (one.played === undefined || other.played === undefined || one.played === other.played);
