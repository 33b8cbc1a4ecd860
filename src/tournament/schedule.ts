/** Which trials a tournament has, in what order, and when one of them is to be spread over idle workers. */
import type { Catalogue } from './catalogue.ts';
import type { TaskChoice, TournamentSpec, TrialSpec } from './tournament.ts';

/**
 * All trials, repetition by repetition, so that a tournament that is stopped early has treated its
 * contestants alike.
 */
export function trialsOf(spec: TournamentSpec): TrialSpec[] {
  const { tasks, contestants, seeds, seed, budget, device } = spec;
  const names = uniqueNames(tasks);
  return Array.from({ length: seeds }, (_, index) => index + 1).flatMap((repetition) =>
    tasks.flatMap((task, number) =>
      contestants.map((contestant) => ({
        id: `${names[number]}/${contestant.name}/${repetition}`,
        task,
        contestant,
        seed,
        repetition,
        budget,
        device,
      })),
    ),
  );
}

/** A task's name, with `#1`, `#2`, … where several tasks have the same. */
function uniqueNames(tasks: readonly TaskChoice[]): string[] {
  return tasks.map(({ name }, index) => {
    const alike = tasks.filter((task) => task.name === name).length;
    if (alike === 1) return name;
    return `${name}#${tasks.slice(0, index + 1).filter((task) => task.name === name).length}`;
  });
}

/**
 * Trials of these learners evaluate populations and may be spread. A gradient trial is one long chain of
 * small products and stays in the worker that runs it. So does any trial with a limit in seconds, for a second
 * of several workers buys more than a second of one, and trials of one contestant must be alike.
 */
export function isSpreadable(catalogue: Catalogue, trial: TrialSpec): boolean {
  if (trial.budget.seconds !== undefined) return false;
  return catalogue.learner(trial.contestant.learner).kind !== 'gradient';
}

/** Workers are idle and stay so: fewer trials are left than there are workers. */
export const workersIdle = (workers: number, runningWhole: number, pending: number): boolean =>
  pending === 0 && runningWhole < workers;
