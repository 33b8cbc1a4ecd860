/** Reproduction of a published result: a tournament too long for the tests, and the claim that it must support. */
import type { RunFile } from '../../src/store/run-file.ts';
import type { TrialOutcome } from '../../src/tournament/earlier-session.ts';
import type { TournamentSpec } from '../../src/tournament/spec/tournament.ts';

export interface Reproduction {
  /** Name after `npm run reproduce --`. */
  readonly name: string;
  /** Title of the section in bench/RESULTS.md. */
  readonly title: string;
  /** Claim, with its source and that of the settings. */
  readonly claim: string;
  /**
   * Tournament; of one on data that genoprop does not have, from the folder that holds them; of one on a task that has to
   * be prepared first, once it is.
   */
  readonly spec: TournamentSpec | ((data: string) => TournamentSpec) | Prepared;
  /** Files that must be in that folder. Only where `spec` takes it. */
  readonly data?: string;
  /** True where it takes hours, so that it keeps a run file and can be resumed. */
  readonly isLong?: true;
  /** True where the results support the claim. `results` has the trials of each contestant by its name. */
  holds(results: ReadonlyMap<string, readonly TrialOutcome[]>): boolean;
  /** Measures the nets in its run file afterwards. Only where `isLong`. */
  after?(run: RunFile): Promise<Afterwards>;
}

/** Tournament whose facts are known only after something was loaded. */
export interface Prepared {
  prepared(): Promise<TournamentSpec>;
}

/** Result in Markdown, and whether it supports the claim. */
export interface Afterwards {
  readonly text: string;
  readonly holds: boolean;
}

/** Number of a contestant's trials that solved the task. */
export function solvedCount(
  results: ReadonlyMap<string, readonly TrialOutcome[]>,
  contestant: string,
): number {
  return (results.get(contestant) ?? []).filter((trial) => trial.solved).length;
}
