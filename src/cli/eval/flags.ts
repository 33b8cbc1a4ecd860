/** The flags of `genoprop eval`, numbers read. */
export interface EvalFlags {
  readonly set?: readonly string[];
  readonly sequences?: number;
  readonly seed?: number;
  readonly device?: string;
  readonly json?: string;
}
