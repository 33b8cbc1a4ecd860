/** Contestant as a report describes it. */
import { findLearner } from '../learners/index.ts';
import type { Contestant } from '../tournament/spec/tournament.ts';
import type { ReportContestant } from './data.ts';

export function reportContestant({ name, learner, architecture }: Contestant): ReportContestant {
  const { kind, floor = false, summary, source } = findLearner(learner);
  return { name, learner, kind, architecture, floor, summary, source };
}
