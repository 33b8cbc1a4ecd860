/** Reader of `tune` in a script: how its contestants are tuned. */
import * as z from 'zod';
import type { TuneDefinition } from '../spec/define-tournament.ts';
import type { Budget } from '../spec/tournament.ts';
import type { SamplerName } from '../spec/tuning.ts';
import { SAMPLERS, SAMPLERS_IN_WORDS } from '../tuning/samplers.ts';
import { BUDGET_IN_WORDS, readBudget } from './budget.ts';
import { FaultList, type Path } from './fault-list.ts';
import { anything, readForm } from './form.ts';

export const MOST_CANDIDATES = 10_000;
export const CANDIDATES_IN_WORDS = `a whole number from 2 to ${MOST_CANDIDATES}`;
export const MOST_TUNING_SEEDS = 1000;
export const TUNE_IN_WORDS = '{ candidates, seeds, sampler, then, thenBudget }';

/** Settings of a tuning. */
export interface Tune {
  /** Number of settings that are tried for each contestant. */
  readonly candidates: number;
  /** Number of tuning seeds. */
  readonly seeds: number;
  readonly sampler: SamplerName;
  /** Number of fresh seeds of the tournament afterwards; 0 for none. */
  readonly afterwards: number;
  /** Its budget; left out where it is that of the tuning. */
  readonly budgetAfterwards?: Budget;
}

export const defaultTune: Tune = { candidates: 64, seeds: 3, sampler: 'halving', afterwards: 10 };

const FIELDS = {
  candidates: z.int().min(2).max(MOST_CANDIDATES).optional().describe(CANDIDATES_IN_WORDS),
  seeds: z
    .int()
    .min(1)
    .max(MOST_TUNING_SEEDS)
    .optional()
    .describe(`a whole number from 1 to ${MOST_TUNING_SEEDS}`),
  sampler: z.enum(SAMPLERS).optional().describe(SAMPLERS_IN_WORDS),
  // biome-ignore lint/suspicious/noThenProperty: the name that scripts write, of a number
  then: z
    .int()
    .min(0)
    .max(MOST_TUNING_SEEDS)
    .optional()
    .describe(`a whole number from 0 to ${MOST_TUNING_SEEDS}`),
  thenBudget: anything(BUDGET_IN_WORDS).optional(),
};

/**
 * Settings that a program gives, those left out missing.
 * @throws Faults on a value that is not allowed
 */
export function readTuneOptions(
  given: {
    readonly [Key in 'candidates' | 'seeds' | 'sampler']: TuneDefinition[Key] | undefined;
  },
): Partial<Tune> {
  const written = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const faults = new FaultList();
  readForm(FIELDS, written, TUNE_IN_WORDS, [], faults);
  faults.throwIfAny('tune');
  return written;
}

/** Settings of the tuning, with the defaults for all that is left out or wrong; the latter is reported. */
export function readTune(value: unknown, path: Path, faults: FaultList): Tune {
  if (value === undefined) return defaultTune;
  const read = readForm(FIELDS, value, TUNE_IN_WORDS, path, faults) ?? {};
  const { candidates, seeds, sampler, then: afterwards } = read;
  const budget =
    read.thenBudget === undefined ? null : readBudget(read.thenBudget, [...path, 'thenBudget'], faults);
  return {
    candidates: candidates ?? defaultTune.candidates,
    seeds: seeds ?? defaultTune.seeds,
    sampler: sampler ?? defaultTune.sampler,
    afterwards: afterwards ?? defaultTune.afterwards,
    ...(budget === null ? {} : { budgetAfterwards: budget }),
  };
}
