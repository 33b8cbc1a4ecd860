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
  /** Finding on one task, in clauses without a full stop. */
  says(result: CaseResults<Result>): string[];
  /** Facts about how it was done. */
  facts(options: AutopsyOptions): readonly (readonly [label: string, text: string])[];
}

/** Type check of a part in its own file. */
export const definePart = <Result>(part: AutopsyPart<Result>): AutopsyPart => part as unknown as AutopsyPart;

/** Results of the champions that were examined. */
export const found = <Result>({
  examined,
}: CaseResults<Result>): { readonly subject: Subject; readonly result: Result }[] =>
  examined.flatMap(({ subject, result }) => (result === null ? [] : [{ subject, result }]));
