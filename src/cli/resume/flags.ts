/** The flags of `genoprop resume`, numbers read. */
export interface ResumeFlags {
  readonly workers: number;
  readonly isolate?: boolean;
  readonly plain?: boolean;
  readonly json?: string;
  readonly retryFailed?: boolean;
  readonly budget?: readonly string[];
}
