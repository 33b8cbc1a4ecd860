/** The flags of `genoprop report`, numbers read. */
export interface ReportFlags {
  readonly out?: string;
  readonly open?: boolean;
  readonly svg?: string;
  readonly png?: string;
  readonly lab?: string;
  readonly force?: boolean;
}
