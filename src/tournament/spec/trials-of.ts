/** Trials of a tournament. */
import { repetitionsOf } from './repetitions.ts';
import type { TournamentSpec, TrialSpec } from './tournament.ts';

/**
 * All trials, repetition by repetition, so that a tournament that is stopped early has treated its contestants alike.
 */
export function trialsOf(spec: TournamentSpec): TrialSpec[] {
  const { tasks, contestants, seed, budget, toTheEnd, device } = spec;
  return repetitionsOf(spec).flatMap((repetition) =>
    tasks.flatMap((task) =>
      contestants.map((contestant) => ({
        id: `${task.label}/${contestant.name}/${repetition}`,
        task,
        contestant,
        seed,
        repetition,
        budget: task.budget ?? budget,
        ...(toTheEnd === undefined ? {} : { toTheEnd }),
        device,
      })),
    ),
  );
}
