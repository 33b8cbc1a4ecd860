/** The flags of `genoprop merge`. */
export interface MergeFlags {
  readonly out: string;
}
