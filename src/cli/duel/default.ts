/**
 * Default duel, of `genoprop duel` without arguments: a length at which breeding and gradients both have a chance, in
 * at most 90 seconds on two cores. Length, budget and number of seeds were chosen by looking at runs with tournament
 * seed 1, so its verdict is an illustration; bench/RESULTS.md says what seed 2 gave.
 */
export const defaultDuel = {
  task: 'temporal-order',
  contestants: ['genitor', 'msgd', 'msgd-c', 'msgd-cr'],
  seeds: 10,
  seed: 1,
  /**
   * Budget of each trial, as `--budget` takes it. In MACs, so that every contestant gets the same and a repeat gives
   * the same numbers.
   */
  budget: ['3e10mac'],
  device: 'auto',
} as const;
