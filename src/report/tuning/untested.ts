/** Summary of a tuning's best candidates without winner and tests: they were chosen on the seeds that would test them. */
import type { TournamentSummary } from '../../statistics/summary.ts';
import type { ReportTuning } from './reported.ts';
import { tuningText } from './words.ts';

const NOTHING_TESTED = 'The settings were chosen on these seeds, so nothing is tested here.';

export const untested = ({ tasks, overall }: TournamentSummary, tuning: ReportTuning): TournamentSummary => ({
  tasks: tasks.map((task) => ({
    ...task,
    verdict: { ...task.verdict, winner: null, comparisons: [], text: NOTHING_TESTED },
  })),
  overall:
    overall === null
      ? null
      : { ...overall, winner: null, comparisons: [], ranks: null, text: NOTHING_TESTED },
  winner: null,
  text: tuningText(tuning),
});
