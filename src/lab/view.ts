/**
 * View of the lab: a question about nets and their learners, answered by computing. `genoprop lab NAME` shows it on the
 * terminal, as JSON and as a page, and a report holds it where its run has what the view needs.
 */
import type * as z from 'zod';
import type { RunFile } from '../store/run-file.ts';
import type { LabFigure } from './figure.ts';

export interface LabView<Options extends z.ZodObject = z.ZodObject> {
  /** Name on the command line. */
  readonly name: string;
  /** Question that it answers, in one line of at most 90 characters. */
  readonly summary: string;
  /** Method in a few sentences, for its help: what is computed, from what, and the sources. */
  readonly about: string;
  /** Its options, for `--set name=value`: each field has a default and a description, as tasks have. */
  readonly options: Options;
  /** Run that it looks at. none: it takes none; optional: with one it shows more; required: only of a run. */
  readonly run: 'none' | 'optional' | 'required';
  /** Reason, as one clause, why it has nothing to show of that run, such as `no trial of it breeds`; null where it has. */
  lacks?(run: RunFile): string | null;
  /**
   * Place in reports. quick: every report of a run that lacks nothing holds it, within some 2 s for a usual run;
   * asked: only where the reader names it (`report RUN --lab NAME`); never: it looks at no run.
   */
  readonly inReport: 'quick' | 'asked' | 'never';
  /**
   * Looks. Same options, same run: same findings, to the last bit, whatever was kept and however many threads there are.
   * @throws UserError on options that do not fit each other or the run
   * @throws Stopped where the reader stops it; what was kept stays
   */
  look(given: Given<z.output<Options>>, work: LabWork): Promise<LabFindings>;
}

export interface Given<Options> {
  readonly options: Options;
  /** Run as it is now; null where none was named. */
  readonly run: RunFile | null;
  /** Contestants to look at, by name, as written; empty for all. */
  readonly contestants: readonly string[];
}

/** Findings of a view. */
export interface LabFindings {
  /** One paragraph: what one sees, and how sure it is. */
  readonly says: string;
  /** Facts about what was looked at, as label and text: task, trials, samples. */
  readonly facts: readonly (readonly [label: string, text: string])[];
  readonly figures: readonly LabFigure[];
  /** Numbers behind the figures that no figure holds, for `--json`: plain JSON, a value that is not finite as null. */
  readonly data?: unknown;
}

/** Means of a view that works for long: its finished parts are kept, so that it goes on where it was stopped. */
export interface LabWork {
  /**
   * Value of that part of the work: the kept one, or what `make` gives, which is kept then. Between parts the reader may
   * stop the view. A part should take seconds, not minutes.
   * @param key names the part in this view with these options: the same key, the same value
   * @returns plain JSON; numbers that are not finite are lost
   */
  kept<Value>(key: string, make: () => Value | Promise<Value>): Promise<Value>;
  /**
   * Tells progress. The first call says how much there is to do.
   * @param doing what is being done, such as `lag 20 of T=50`
   */
  progress(done: number, total: number, doing: string): void;
  /** Lets other work of the process run, and throws Stopped where the reader has stopped the view. */
  breathe(): Promise<void>;
  /** Threads that may compute at a time. */
  readonly threads: number;
}

/** Stop of a view by its reader. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  constructor() {
    super('stopped');
  }
}

/** Work that keeps nothing and is never stopped: for reports and tests. */
export const plainWork = (threads = 1): LabWork => ({
  kept: async (_, make) => plainJson(await make()),
  progress: () => {},
  breathe: async () => {},
  threads,
});

/** Value as it comes back from a file. */
export const plainJson = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

/** Type check of a view in its own file, which keeps the type of its options. */
export const defineView = <Options extends z.ZodObject>(view: LabView<Options>): LabView<Options> => view;
