/** The minibatches of one step, drawn as a descent asks for them, and what the step then costs. */
import type { UpdateRequest } from '../../engine/device.ts';
import type { MayGoOn, Problem, StepCost } from '../learner.ts';

export interface SupplyOptions {
  /** Number of the first update, from 0; an update's batch is the one of its number. */
  readonly first: number;
  /** Of a minibatch. */
  readonly sequences: number;
  /** Gradients are computed with Ω. */
  readonly omega: boolean;
  /** State norms are asked for once in so many updates. */
  readonly watchEvery: number;
  /** One update where left out. */
  readonly mayGoOn: MayGoOn | undefined;
}

export class Supply {
  readonly #problem: Problem;
  readonly #options: SupplyOptions;
  /** What each update that was drawn costs if it succeeds. */
  readonly #drawn: StepCost[] = [];
  #total: StepCost = { macs: 0, sequences: 0, updates: 0, evaluations: 0 };
  #failure: { readonly error: unknown } | null = null;

  constructor(problem: Problem, options: SupplyOptions) {
    this.#problem = problem;
    this.#options = options;
  }

  /** What was thrown as a batch was drawn that others went before. Their updates count, and the next step fails by it. */
  get failure(): { readonly error: unknown } | null {
    return this.#failure;
  }

  /** For `Descent.run`. */
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
    return { batch, stateNorms: number % watchEvery === 0 };
  }

  /** Of the first `count` updates, the last of which may have failed: it then costs what it did, and is none. */
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
