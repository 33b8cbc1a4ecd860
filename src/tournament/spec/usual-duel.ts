/**
 * Default duels: `genoprop duel` without arguments, where gradients are ahead, `genoprop duel --far`, where breeding is,
 * and the one of an episode task, in which the policy gradient stands for gradients.
 */
import type { TaskChoice } from './tournament.ts';

/** Duel with a value for everything that the command line leaves out. */
export interface DefaultDuel {
  readonly task: string;
  /** Assignments, `key=value`, of the task's options. */
  readonly set: readonly string[];
  readonly contestants: readonly string[];
  readonly seeds: number;
  readonly seed: number;
  /**
   * Budget of each trial, as `--budget` takes it. In MACs, so that every contestant gets the same and a repeat gives
   * the same numbers.
   */
  readonly budget: readonly string[];
  readonly device: string;
}

export const defaultDuel: DefaultDuel = {
  task: 'temporal-order',
  set: [],
  contestants: ['genitor', 'msgd', 'msgd-c', 'msgd-cr'],
  seeds: 10,
  seed: 1,
  budget: ['3e10mac'],
  device: 'auto',
};

export const farDuel: DefaultDuel = {
  ...defaultDuel,
  set: ['length=200'],
  contestants: ['genitor', 'msgd-c', 'msgd-cr'],
  seeds: 5,
  budget: ['6e11mac'],
};

/** Contestants and budget where an episode task is named and they are left out. */
export const episodeDuel: Pick<DefaultDuel, 'contestants' | 'budget'> = {
  contestants: ['genitor', 'cma-es', 'neat', 'rpg', 'random'],
  budget: ['5e8mac'],
};

/** Contestants and budget of a duel over this task where the command line leaves them out. */
export function usualDuel(
  { facts }: Pick<TaskChoice, 'facts'>,
  far = false,
): Pick<DefaultDuel, 'contestants' | 'budget'> {
  if (facts.shape.episode !== undefined) return episodeDuel;
  return far ? farDuel : defaultDuel;
}

/** Origin of the settings of the contestants in the duels over sequences, for a note at their start. */
export const originOfSettings =
  'settings of both sides come from a search on temporal order, with other seeds than these; CHANGELOG.md names the former';
