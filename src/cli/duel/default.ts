/**
 * Default duels: `genoprop duel` without arguments, where gradients are ahead, and `genoprop duel --far`, where breeding
 * is.
 */

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

/** Origin of the settings of the contestants in both duels, for a note at their start. */
export const originOfSettings =
  'settings of both sides come from a search on temporal order, with other seeds than these; CHANGELOG.md names the former';
