/** The flags of `genoprop show`, numbers read. */
export interface ShowFlags {
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly metrics?: boolean;
  readonly inside?: boolean;
  readonly settings?: boolean;
  readonly trial?: string;
  readonly latex?: boolean;
  readonly methods?: boolean;
}
