/** Trials of a tournament. */
import { shareOf } from './budget.ts';
import { repetitionsOf } from './repetitions.ts';
import type { TournamentSpec, TrialSpec } from './tournament.ts';

/**
 * All trials, repetition by repetition, so that a tournament that is stopped early has treated its contestants alike.
 */
export function trialsOf(spec: TournamentSpec): TrialSpec[] {
  const { tasks, contestants, seed, budget, toTheEnd, device, tuning } = spec;
  return repetitionsOf(spec).flatMap((repetition) =>
    tasks.flatMap((task) =>
      contestants.map((contestant) => ({
        id: `${task.label}/${contestant.name}/${repetition}`,
        task,
        contestant,
        seed,
        repetition,
        budget: shareOf(task.budget ?? budget, contestant.budgetShare),
        ...(toTheEnd === undefined ? {} : { toTheEnd }),
        device,
        ...(tuning === undefined ? {} : { tuning: true as const }),
      })),
    ),
  );
}
