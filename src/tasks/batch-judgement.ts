/** Judgement of a net's answers to a batch. */

export interface BatchJudgement {
  /** Number of sequences answered wrong. */
  readonly wrong: number;
  /** SUMS over the batch's sequences of the judge's measures: add up the chunks, then divide by sequences. */
  readonly measures: Readonly<Record<string, number>>;
  /** Sums of squared deviations of these from their means over this batch. */
  readonly squares: Readonly<Record<string, number>>;
}
