/** Summary of a run, for programs: of a run file, or of a spec and results. */
import type { TournamentSummary } from '../statistics/summary.ts';
import type { RunReader } from '../store/run-reader.ts';
import type { TournamentSpec } from '../tournament/spec/tournament.ts';
import type { SummarisedResult } from '../tournament/summarise.ts';
import { summariseRun } from '../tournament/tuning/summarise-tuning.ts';

/**
 * Statistics of a run up to its last checkpoint: task by task, and over all tasks.
 *
 *     const run = openRun('quick.run.sqlite');
 *     console.log(summarise(run).text);
 *
 * @param run result of `openRun`
 */
export function summarise(run: Pick<RunReader, 'spec' | 'trials'>): TournamentSummary;
/**
 * Statistics of results that the program holds itself.
 * @param results of the trials that ended, by the trials' ids
 */
export function summarise(
  spec: TournamentSpec,
  results: ReadonlyMap<string, SummarisedResult>,
): TournamentSummary;
export function summarise(
  given: TournamentSpec | Pick<RunReader, 'spec' | 'trials'>,
  results?: ReadonlyMap<string, SummarisedResult>,
): TournamentSummary {
  if (results !== undefined) return summariseRun(given as TournamentSpec, results);
  const run = given as Pick<RunReader, 'spec' | 'trials'>;
  const ended = run.trials().flatMap(({ id, result }) => (result === null ? [] : [[id, result] as const]));
  return summariseRun(run.spec(), new Map(ended));
}
