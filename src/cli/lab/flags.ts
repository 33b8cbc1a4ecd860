/** The flags of `genoprop lab`, numbers read. */
export interface LabFlags {
  readonly set?: readonly string[];
  readonly contestant?: readonly string[];
  readonly out?: string;
  readonly open?: boolean;
  readonly json?: string;
  readonly svg?: string;
  readonly force?: boolean;
  readonly again?: boolean;
  readonly workers: number;
  readonly options?: boolean;
}
