/** The flags of `genoprop serve`, numbers read. */
export interface ServeFlags {
  readonly port?: number;
  readonly host: string;
  readonly allowHost: readonly string[];
  readonly open?: boolean;
}
