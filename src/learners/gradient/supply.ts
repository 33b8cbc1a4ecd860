/** Supply of one step's minibatches, drawn when a descent asks for them, and the step's cost. */
import type { UpdateRequest } from '../../engine/device.ts';
import type { UpdateFactors } from '../../engine/update-factors.ts';
import type { MayGoOn, Problem, StepCost } from '../learner.ts';

export interface SupplyOptions {
  /** Number of the first update, from 0; an update's batch is the one of its number. */
  readonly first: number;
  /** Number of sequences of a minibatch. */
  readonly sequences: number;
  /** True where gradients are computed with Ω. */
  readonly omega: boolean;
  /** Number of updates between two requests for state norms. */
  readonly watchEvery: number;
  /** Factors of the update of that number; left out where no schedule moves η or α. */
  readonly factors?: ((update: number) => UpdateFactors) | undefined;
  /** Condition for another update in the step; a single update where left out. */
  readonly mayGoOn: MayGoOn | undefined;
}

export class Supply {
  readonly #problem: Problem;
  readonly #options: SupplyOptions;
  /** Costs of the drawn updates if they succeed. */
  readonly #drawn: StepCost[] = [];
  #total: StepCost = { macs: 0, sequences: 0, updates: 0, evaluations: 0 };
  #failure: { readonly error: unknown } | null = null;

  constructor(problem: Problem, options: SupplyOptions) {
    this.#problem = problem;
    this.#options = options;
  }

  /**
   * Error of drawing a batch after others had been drawn. The updates of those count, and the next step throws the
   * error.
   */
  get failure(): { readonly error: unknown } | null {
    return this.#failure;
  }

  /** Source of updates for `Descent.run`. */
  readonly next = (): UpdateRequest | null => {
    const last = this.#drawn.at(-1);
    if (last === undefined) return this.#draw();
    if (!this.#options.mayGoOn?.(this.#total, last)) return null;
    try {
      return this.#draw();
    } catch (error) {
      this.#failure = { error };
      return null;
    }
  };

  #draw(): UpdateRequest {
    const { first, sequences, omega, watchEvery } = this.#options;
    const number = first + this.#drawn.length;
    const batch = this.#problem.trainingBatch(number, sequences);
    const macs = this.#problem.gradientMacs(batch, { omega });
    const cost = { macs, sequences: batch.sequences, updates: 1, evaluations: 0 };
    this.#drawn.push(cost);
    this.#total = sum(this.#total, cost);
    const factors = this.#options.factors?.(number);
    return { batch, stateNorms: number % watchEvery === 0, ...(factors && { factors }) };
  }

  /**
   * Cost of the first `count` updates, the last of which may have failed: it then costs as much, but does not count as
   * an update.
   */
  cost(count: number, lastFailed: boolean): StepCost & { readonly last?: StepCost } {
    const made = this.#drawn.slice(0, count);
    const last = { ...made.at(-1)!, updates: lastFailed ? 0 : 1 };
    made[count - 1] = last;
    const total = made.reduce(sum);
    return count === 1 ? total : { ...total, last };
  }
}

const sum = (one: StepCost, other: StepCost): StepCost => ({
  macs: one.macs + other.macs,
  sequences: one.sequences + other.sequences,
  updates: one.updates + other.updates,
  evaluations: one.evaluations + other.evaluations,
});
