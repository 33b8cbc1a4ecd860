/** The flags of `genoprop playground`. */
export interface PlaygroundFlags {
  readonly out?: string;
  readonly open?: boolean;
  readonly force?: boolean;
}
