/**
 * Settings of the fair fight, each written out, so that no default decides anything. The learners are those that the
 * question is about: GENITOR on real genes and on bit strings, and gradient descent plain, clipped, and clipped with Ω.
 */

/** Seed of every tournament here. Nothing was chosen on it: tuning draws from streams of its own. */
export const SEED = 2027;

/** Multiply-accumulates that a trial on temporal order may spend, by length. */
export const BUDGETS: Readonly<Record<number, number>> = {
  20: 3e10,
  50: 1.5e11,
  100: 4e11,
  200: 1e12,
  400: 2e12,
  1000: 5e12,
  5000: 2e13,
};

/** Temporal order of that length, with its budget. */
export const temporalOrder = (length: number) => ({
  task: 'temporal-order',
  options: { length },
  budget: { macs: BUDGETS[length]! },
});

/** Starts: how the first weights are drawn. */
export const starts = {
  normal: { initialisation: 'gaussian', deviation: 0.5 },
  orthogonal: { initialisation: 'orthogonal', scale: 1 },
  identity: { initialisation: 'identity', scale: 1 },
  basic: { initialisation: 'basic-tanh' },
} as const;

const breeding = {
  unit: 'tanh',
  population: 100,
  selection: 'proportionate',
  sampling: 'roulette',
  scaling: 'windowed',
  window: 1,
  crossover: 'one-point',
  crossoverRate: 0.5,
  sequences: 256,
  renewal: 2000,
  inFlight: 64,
} as const;

/** Eight bits a weight in Gray code. */
export const bits = {
  ...breeding,
  encoding: 'bits',
  bitsPerWeight: 8,
  gray: true,
  low: -5,
  high: 5,
  flipRate: 'auto',
} as const;

/** One gene a weight, with self-adapted steps of at least .02. */
export const real = {
  ...breeding,
  encoding: 'real',
  mutationRate: 0.1,
  initialStep: 0.1,
  stepFloor: 0.02,
  stepLearningRate: 'auto',
} as const;

/** Gradient descent with the gradient clipped to norm 1. */
export const clipped = {
  unit: 'tanh',
  learningRate: 0.03,
  batch: 20,
  threshold: 1,
  alpha: 0,
} as const;

/** The same with Ω. */
export const regularised = { ...clipped, alpha: 2, omegaForm: 'squared' } as const;

/** Random search: whole nets drawn anew, the best kept. */
export const guessing = { unit: 'tanh', sequences: 256, renewal: 2000, inFlight: 64 } as const;
