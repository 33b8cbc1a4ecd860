/** Part of the autopsy: what is done with one champion, and the figures and words of all of them. */
import type { Device } from '../../engine/device.ts';
import type { PluginLimits } from '../../tournament/spec/tournament.ts';
import type { LabFigure } from '../figure.ts';
import type { LabWork } from '../view.ts';
import type { Case, Subject } from './champions.ts';
import type { AutopsyOptions } from './options.ts';
import type { Source } from './sequences.ts';

/** Champion under examination. */
export interface Patient {
  readonly subject: Subject;
  readonly source: Source;
  readonly device: Device;
  readonly options: AutopsyOptions;
  readonly work: LabWork;
  /** Seed of the run, and the limits of a task from a file. */
  readonly seed: number;
  readonly limits: PluginLimits | undefined;
}

/** Result of a part for one champion; its reason where it could not be examined, as a clause. */
export interface Examined<Result> {
  readonly subject: Subject;
  readonly result: Result | null;
  readonly lacks: string | null;
}

/** Results of one task. */
export interface CaseResults<Result> {
  readonly case: Case;
  readonly examined: readonly Examined<Result>[];
}

export interface AutopsyPart<Result = unknown> {
  readonly name: string;
  /** Name in words, for progress and facts. */
  readonly title: string;
  /** Reason why it cannot examine that champion, as a clause; null where it can. */
  lacks(subject: Subject): string | null;
  /** Examines; plain JSON. */
  examine(patient: Patient): Promise<Result>;
  figures(results: readonly CaseResults<Result>[], options: AutopsyOptions): LabFigure[];
  /** Finding over all tasks, in sentences that stay as short with many champions: what holds of each is in `cells`. */
  says(results: readonly CaseResults<Result>[]): string[];
  /** Columns of the table of champions. */
  readonly columns: readonly string[];
  /** Findings on one champion, a cell for each column. */
  cells(result: Result): readonly (string | number | null)[];
  /** Facts about how it was done. */
  facts(options: AutopsyOptions): readonly (readonly [label: string, text: string])[];
}

/** Type check of a part in its own file. */
export const definePart = <Result>(part: AutopsyPart<Result>): AutopsyPart => part as unknown as AutopsyPart;

/** Champion with what a part has found of it, over all tasks. */
export interface Seen<Result> {
  readonly name: string;
  /** True where its trial was solved. */
  readonly solved: boolean;
  readonly result: Result;
}

/** Champions that were examined, over all tasks; with more than one task their names tell the task. */
export const seenOf = <Result>(results: readonly CaseResults<Result>[]): Seen<Result>[] =>
  results.flatMap((one) =>
    found(one).map(({ subject, result }) => ({
      name: results.length === 1 ? subject.name : `${subject.name} on ${one.case.task.label}`,
      solved: subject.solved,
      result,
    })),
  );

/** Reasons why champions were not examined, each once. */
export const reasonsOf = (results: readonly CaseResults<unknown>[]): string[] => [
  ...new Set(results.flatMap(({ examined }) => examined.flatMap(({ lacks }) => lacks ?? []))),
];

/** Results of the champions that were examined. */
export const found = <Result>({
  examined,
}: CaseResults<Result>): { readonly subject: Subject; readonly result: Result }[] =>
  examined.flatMap(({ subject, result }) => (result === null ? [] : [{ subject, result }]));
