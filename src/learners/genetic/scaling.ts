/**
 * Fitness from loss, for fitness-proportionate selection, which needs numbers of at least 0 with a sum above
 * 0. Losses may have any sign and size: fitness is computed from differences of losses alone. Windowing and
 * sigma scaling: Goldberg (1989), "Genetic Algorithms in Search, Optimization, and Machine Learning", ch. 4.
 */

/** Worst losses that the population has held, from which windowed and raw fitness are measured. */
export interface WorstLosses {
  /** Worst loss at the end of each of the last W - 1 generations on this batch, oldest first. */
  recent: readonly number[];
  /** Worst loss ever held; -Infinity before there is one. */
  ever: number;
}

export const noWorstLosses = (): WorstLosses => ({ recent: [], ever: Number.NEGATIVE_INFINITY });

/** Record after a generation that ends with that worst finite loss, for a window of W generations. */
export function recordWorst(record: WorstLosses, worst: number, window: number): WorstLosses {
  const recent = window === 1 ? [] : [...record.recent, worst].slice(1 - window);
  return { recent, ever: Math.max(record.ever, worst) };
}

export interface Scaling {
  readonly name: string;
  readonly summary: string;
  /**
   * Writes the fitness of `count` members, whose finite losses stand in `losses` from best to worst, into
   * `fitness`: each at least 0, the best above 0, none of a better loss below one of a worse.
   */
  scale(losses: Float64Array, count: number, record: WorstLosses, fitness: Float64Array): void;
}

/**
 * Fitness f_i = (reference - loss_i) / (reference - best), from 0 to 1, and 1 for all where these do not differ. The
 * halves keep differences of the largest losses finite.
 */
function below(reference: number, losses: Float64Array, count: number, fitness: Float64Array): void {
  const span = reference / 2 - losses[0]! / 2;
  for (let rank = 0; rank < count; rank++) {
    fitness[rank] = span > 0 ? (reference / 2 - losses[rank]! / 2) / span : 1;
  }
}

/** Number of standard deviations above the mean loss at which fitness reaches 0 (Goldberg 1989, p. 124: 1 to 3). */
const SIGMA_SPAN = 2;

/** Fitness by sigma scaling: f_i = max(0, 1 + (mean - loss_i) / (2 σ)); 1 for all where σ is 0. */
function sigma(losses: Float64Array, count: number, fitness: Float64Array): void {
  below(losses[count - 1]!, losses, count, fitness);
  let sum = 0;
  for (let rank = 0; rank < count; rank++) sum += fitness[rank]!;
  const mean = sum / count;
  let squares = 0;
  for (let rank = 0; rank < count; rank++) squares += (fitness[rank]! - mean) * (fitness[rank]! - mean);
  const deviation = Math.sqrt(squares / count);
  for (let rank = 0; rank < count; rank++) {
    fitness[rank] = deviation > 0 ? Math.max(0, 1 + (fitness[rank]! - mean) / (SIGMA_SPAN * deviation)) : 1;
  }
}

export const scalings: readonly Scaling[] = [
  {
    name: 'windowed',
    summary: 'how far below the worst loss of the last generations, the present one among them',
    scale: (losses, count, { recent }, fitness) =>
      below(Math.max(losses[count - 1]!, ...recent), losses, count, fitness),
  },
  {
    name: 'sigma',
    summary: '1 at the mean loss, 0 at two standard deviations above',
    scale: (losses, count, _record, fitness) => sigma(losses, count, fitness),
  },
  {
    name: 'raw',
    summary: '-loss, shifted by the worst loss of the whole search',
    scale: (losses, count, { ever }, fitness) =>
      below(Math.max(losses[count - 1]!, ever), losses, count, fitness),
  },
];
