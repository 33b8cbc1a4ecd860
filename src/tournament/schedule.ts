/** Which trials a tournament has, in what order, and whom idle workers help. */
import type { Catalogue } from './catalogue.ts';
import type { TournamentSpec, TrialSpec } from './tournament.ts';

/**
 * All trials, repetition by repetition, so that a tournament that is stopped early has treated its
 * contestants alike.
 */
export function trialsOf(spec: TournamentSpec): TrialSpec[] {
  const { tasks, contestants, seeds, seed, budget, device } = spec;
  return Array.from({ length: seeds }, (_, index) => index + 1).flatMap((repetition) =>
    tasks.flatMap((task) =>
      contestants.map((contestant) => ({
        id: `${task.label}/${contestant.name}/${repetition}`,
        task,
        contestant,
        seed,
        repetition,
        budget: task.budget ?? budget,
        device,
      })),
    ),
  );
}

/**
 * Trials of these learners evaluate populations, and idle workers may help. A gradient trial is one long chain
 * of small products and has no use for help. Nor has any trial with a limit in seconds: a second of several
 * workers buys more than a second of one, and trials of one contestant must be alike.
 */
export function isShareable(catalogue: Catalogue, trial: TrialSpec): boolean {
  if (trial.budget.seconds !== undefined) return false;
  return catalogue.learner(trial.contestant.learner).kind !== 'gradient';
}

/** Whom that many idle workers go to help, one after the other: each the trial with the fewest helpers. */
export function helpersWanted<Trial extends { readonly helpers: number }>(
  trials: readonly Trial[],
  idle: number,
): Trial[] {
  const helpers = trials.map((trial) => trial.helpers);
  return Array.from({ length: trials.length === 0 ? 0 : Math.max(0, idle) }, () => {
    const fewest = helpers.indexOf(Math.min(...helpers));
    helpers[fewest]!++;
    return trials[fewest]!;
  });
}
