/** The flags of `genoprop play`, numbers read. */
export interface PlayFlags {
  readonly trial?: string;
  readonly contestant?: string;
  readonly task?: string;
  readonly start: number;
  readonly steps: number;
  readonly out?: string;
  readonly force?: boolean;
}
