/** Keys by which the reader hides and shows parts of a page: each contestant has one, each run of several too. */

export const contestantKey = (place: number): string => `c${place + 1}`;
export const runKey = (run: number): string => `r${run + 1}`;

/** Part of a drawing that belongs to a contestant, and where several runs are compared, to one run. */
export interface Keyed {
  /** Index among all contestants, from 0. */
  readonly place: number;
  readonly run?: number;
}

export const keysOf = ({ place, run }: Keyed): readonly string[] =>
  run === undefined ? [contestantKey(place)] : [contestantKey(place), runKey(run)];

export const isShown = (one: Keyed, hidden: ReadonlySet<string>): boolean =>
  keysOf(one).every((key) => !hidden.has(key));
