/** A reproduction of a published result: a tournament too long for the tests, and the claim that it must bear out. */
import type { RunFile } from '../../src/store/run-file.ts';
import type { TrialOutcome } from '../../src/tournament/earlier-session.ts';
import type { TournamentSpec } from '../../src/tournament/spec/tournament.ts';

export interface Reproduction {
  /** The name after `npm run reproduce --`. */
  readonly name: string;
  /** The section's title in bench/RESULTS.md. */
  readonly title: string;
  /** What is claimed, and where the claim and the settings come from. */
  readonly claim: string;
  readonly spec: TournamentSpec;
  /** It takes hours, so it keeps a run file, with which it goes on where it was cut short. */
  readonly isLong?: true;
  /** Whether the results bear the claim out. `results` has the trials of each contestant by its name. */
  holds(results: ReadonlyMap<string, readonly TrialOutcome[]>): boolean;
  /** What is measured of the nets in its run file afterwards. Only where `isLong`. */
  after?(run: RunFile): Promise<Afterwards>;
}

/** Markdown, and whether it bears the claim out. */
export interface Afterwards {
  readonly text: string;
  readonly holds: boolean;
}

/** How many of a contestant's trials solved the task. */
export function solvedCount(
  results: ReadonlyMap<string, readonly TrialOutcome[]>,
  contestant: string,
): number {
  return (results.get(contestant) ?? []).filter((trial) => trial.solved).length;
}
