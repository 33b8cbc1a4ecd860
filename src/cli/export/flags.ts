/** The flags of `genoprop export`, numbers read. */
export interface ExportFlags {
  readonly trial?: string;
  readonly contestant?: string;
  readonly task?: string;
  readonly out: string;
  readonly format?: string;
  readonly force?: boolean;
}
