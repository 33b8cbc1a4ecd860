/** Importance of settings: which of them decided a candidate's place in the order of a search. */

/** Importance of a setting, with its interval. */
export interface Importance {
  readonly setting: string;
  /**
   * Share by which the forest's error on candidates that it has not seen grows, relative to their variance, where the
   * setting's values are shuffled among them. 0: it did not matter.
   */
  readonly importance: number;
  /** Interval of 95 % over repeated shuffles and forests. */
  readonly low: number;
  readonly high: number;
  /** Value, or stretch of values, of which the candidates stood best on average: `0.03 to 0.1`, `identity`. */
  readonly best: string;
}
