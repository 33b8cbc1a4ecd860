/** The flags of `genoprop check`, numbers read. */
export interface CheckFlags {
  readonly set?: readonly string[];
  readonly json?: boolean;
}
