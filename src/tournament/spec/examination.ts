/** Examination: the result of a net on the validation or the test set of its task. */

export interface Examination {
  /** Number of sequences gone through: as many as asked for, rounded up to whole chunks of the set. */
  readonly sequences: number;
  /** Mean loss over sequences; NaN or infinite where the net's answers are. */
  readonly loss: number;
  /** Share answered wrong, 0 to 1. */
  readonly error: number;
  /** Means of the judge's measures beside `wrong`. */
  readonly measures: Readonly<Record<string, number>>;
  /** Standard errors of these means, from the spread over sequences. */
  readonly standardErrors: Readonly<Record<string, number>>;
  /** Multiply-accumulates that it took. */
  readonly macs: number;
}
