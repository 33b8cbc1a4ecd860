/**
 * Sums of a judge's measures over the batches of a set: means, and the spread of single sequences. Batches are merged
 * as Chan, Golub and LeVeque do: Algorithms for computing the sample variance, The American Statistician 37 (1983)
 * 242-247.
 */
import type { BatchJudgement } from '../../tasks/batches.ts';

/** Mean of a measure over sequences, and its standard error. */
export interface MeasureMean {
  readonly mean: number;
  /** Standard error of the mean, from the spread over sequences; NaN of a single one. */
  readonly standardError: number;
}

interface Sums {
  sum: number;
  /** Sum of squared deviations from the mean so far. */
  squares: number;
}

export class MeasureSums {
  readonly #sums = new Map<string, Sums>();
  #sequences = 0;

  add({ measures, squares }: Pick<BatchJudgement, 'measures' | 'squares'>, sequences: number): void {
    const before = this.#sequences;
    for (const [name, sum] of Object.entries(measures)) {
      const held = this.#sums.get(name) ?? { sum: 0, squares: 0 };
      const apart = before === 0 ? 0 : sum / sequences - held.sum / before;
      held.squares += (squares[name] ?? 0) + (apart * apart * before * sequences) / (before + sequences);
      held.sum += sum;
      this.#sums.set(name, held);
    }
    this.#sequences += sequences;
  }

  /** Means by name; none where no batch had a measure. */
  means(): Record<string, number> {
    return Object.fromEntries([...this.#sums].map(([name, { sum }]) => [name, sum / this.#sequences]));
  }

  standardErrors(): Record<string, number> {
    const count = this.#sequences;
    return Object.fromEntries(
      [...this.#sums].map(([name, { squares }]) => [name, Math.sqrt(squares / (count * (count - 1)))]),
    );
  }
}
