/** What a reproduction is: a tournament too long for the tests, and the claim that it must bear out. */
import type { TournamentSpec, TrialResult } from '../../src/tournament/tournament.ts';

export interface Reproduction {
  /** The name after `npm run reproduce --`. */
  readonly name: string;
  /** The section's title in bench/RESULTS.md. */
  readonly title: string;
  /** What is claimed, and where the claim and the settings come from. */
  readonly claim: string;
  readonly spec: TournamentSpec;
  /** Whether the results bear the claim out. `results` has the trials of each contestant by its name. */
  holds(results: ReadonlyMap<string, readonly TrialResult[]>): boolean;
}

/** How many of a contestant's trials solved the task. */
export function solvedCount(
  results: ReadonlyMap<string, readonly TrialResult[]>,
  contestant: string,
): number {
  return (results.get(contestant) ?? []).filter((trial) => trial.solved).length;
}
