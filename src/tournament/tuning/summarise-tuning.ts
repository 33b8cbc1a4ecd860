/** Summary of any run: of a tuning that of its best candidates, without a winner. */
import type { TournamentSummary } from '../../statistics/summary.ts';
import type { TournamentSpec } from '../spec/tournament.ts';
import { type SummarisedResult, summarise } from '../summarise.ts';
import { bestAlone } from './best-alone.ts';

/** Sentence on the worth of a tuning's trials. */
export const NOTHING_PROVEN =
  'These trials chose settings, so they prove nothing about who wins: that is for a tournament on fresh seeds.';

/** Summary of the results so far. A tuning has no winner: its trials chose what would win. */
export function summariseRun(
  spec: TournamentSpec,
  results: ReadonlyMap<string, SummarisedResult>,
): TournamentSummary {
  if (spec.tuning === undefined) return summarise(spec, results);
  const { tasks, overall } = summarise(bestAlone(spec, results), results);
  const unproven = { winner: null, comparisons: [], text: NOTHING_PROVEN };
  return {
    tasks: tasks.map((task) => ({ ...task, verdict: { ...task.verdict, ...unproven } })),
    overall: overall === null ? null : { ...overall, ...unproven },
    winner: null,
    text: NOTHING_PROVEN,
  };
}
