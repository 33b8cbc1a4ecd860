/** Limits of a trial, as data. */

/** Budget: a trial ends at the first limit it reaches. At least one is set. */
export interface Budget {
  readonly macs?: number;
  readonly updates?: number;
  readonly evaluations?: number;
  readonly seconds?: number;
}
