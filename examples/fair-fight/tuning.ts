/**
 * Contestants of the tunings with their search spaces. The settings of each are those that were known before; they are
 * the first candidate of its search.
 */
import { bits, clipped, real, regularised, SEED, starts, temporalOrder } from './settings.ts';

const log = (from: number, to: number) => ({ from, to, scale: 'log' }) as const;

/** Searched settings of GENITOR, whatever its genes. */
const breeding = {
  population: log(30, 300),
  selection: ['proportionate', 'rank', 'tournament'],
  crossoverRate: { from: 0, to: 1 },
  sequences: log(64, 512),
  initialisation: ['identity', 'orthogonal', 'gaussian'],
  hidden: log(5, 16),
} as const;

/** Searched settings of descent. Beyond 50 steps nets have 50 units: those of 25 would take four times as many updates. */
const descending = (length: number) => ({
  learningRate: log(0.003, 0.3),
  initialisation: ['orthogonal', 'identity', 'basic-tanh', 'smart-tanh'],
  ...(length > 50 ? {} : { hidden: [25, 50] }),
});

const threshold = log(0.1, 10);

const evolution = () => [
  {
    name: 'bits',
    contestant: 'genitor',
    settings: { ...bits, ...starts.identity, hidden: 8 },
    space: breeding,
  },
  {
    name: 'real',
    contestant: 'genitor',
    settings: { ...real, ...starts.identity, hidden: 8, selection: 'tournament', tournamentSize: 3 },
    space: { ...breeding, mutationRate: log(0.02, 0.5), stepFloor: log(0.005, 0.2) },
  },
];

const gradients = (length: number) => [
  {
    name: 'plain',
    contestant: 'msgd',
    settings: { ...clipped, ...starts.orthogonal, threshold: 0, hidden: 50 },
    space: descending(length),
  },
  {
    name: 'clipped',
    contestant: 'msgd-c',
    settings: { ...clipped, ...starts.orthogonal, hidden: 50 },
    space: { ...descending(length), threshold },
  },
  {
    name: 'omega',
    contestant: 'msgd-cr',
    settings: { ...regularised, ...starts.orthogonal, hidden: 50 },
    space: { ...descending(length), threshold, alpha: log(0.25, 8) },
  },
];

/** Adam by itself: it came later than the others, and not every device has its rule. */
const adam = (length: number) => [
  {
    name: 'adam',
    contestant: 'adam',
    settings: {
      unit: 'tanh',
      learningRate: 0.001,
      batch: 20,
      threshold: 1,
      alpha: 0,
      ...starts.orthogonal,
      hidden: 50,
    },
    space: { ...descending(length), learningRate: log(0.0001, 0.03), threshold },
  },
];

const contestants = { evolution, gradients, adam };

/** Tuning at that length, and ten fresh seeds for what it finds. */
export const tuning = (length: number, kind: keyof typeof contestants) => ({
  name: `tuning at ${length} steps, ${kind}`,
  tasks: [temporalOrder(length)],
  contestants: contestants[kind](length),
  seed: SEED,
  budget: '1e12mac',
  floor: false,
  // biome-ignore lint/suspicious/noThenProperty: the field's name; its value is a number.
  tune: { candidates: length > 50 ? 8 : 16, seeds: 2, sampler: 'sobol', then: 10 } as const,
});
