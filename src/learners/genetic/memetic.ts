/**
 * Memetic GENITOR: gradient steps on children before they are judged. Lamarck: the child's genes take the trained weights.
 * Baldwin: its genes stay as they were bred, and only the loss is that of the trained net. Hinton & Nowlan (1987), "How
 * learning can guide evolution", Complex Systems 1; Whitley, Gordon & Mathias (1994), "Lamarckian evolution, the Baldwin
 * effect and function optimization", PPSN III.
 *
 * A step is θ ← θ - η g on a fresh minibatch, its gradient clipped as by Algorithm 1 of Pascanu, Mikolov & Bengio (2013). A
 * step whose loss, gradient or weights are not finite is left out; it costs what it costs.
 *
 * Training is done in the trial's thread when the children land, in order of birth, so that results do not depend on
 * helper threads, which evaluate the trained children.
 */
import * as z from 'zod';
import type { Genes, GenomeLayout } from '../../../genomes/genome.ts';
import { applyFrozen, clearFrozen } from '../../nets/frozen.ts';
import { norm as normOf } from '../../numeric/norm.ts';
import { choices, log, type Space, when } from '../../options/space.ts';
import { clippingFactor } from '../gradient/clipping.ts';
import type { Problem } from '../learner.ts';

export const memeticFields = {
  trainingSteps: z
    .int()
    .min(0)
    .max(1000)
    .default(0)
    .describe('gradient steps on each child before it is evaluated (0: none)'),
  memetic: z
    .enum(['lamarck', 'baldwin'])
    .default('lamarck')
    .describe(
      'what becomes of the trained weights: lamarck: they become its genes; baldwin: only the loss is that of the trained net, so members are trained again whenever they are evaluated',
    ),
  trainingRate: z.number().positive().max(1000).default(0.1).describe('η of the gradient steps'),
  trainingThreshold: z
    .number()
    .min(0)
    .max(1e9)
    .default(1)
    .describe('the norm of their gradient is clipped to this (0: no clipping)'),
  trainingBatch: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(20)
    .describe('sequences of a gradient step, drawn anew'),
};

const ON = [1, 5];

export const memeticSpace: Space = {
  trainingSteps: choices(0, ...ON),
  memetic: when('trainingSteps', ON, choices('lamarck', 'baldwin')),
  trainingRate: when('trainingSteps', ON, log(0.01, 1)),
  trainingThreshold: when('trainingSteps', ON, log(0.1, 10)),
  trainingBatch: when('trainingSteps', ON, log(5, 100, { whole: true })),
};

export type MemeticSettings = {
  readonly [Key in keyof typeof memeticFields]: z.output<(typeof memeticFields)[Key]>;
};

/** Makes the offspring's parameters, `[count][parameters]`, their genes; of bits these are the nearest that there are. */
export function inheritTrained(
  layout: GenomeLayout,
  genes: Genes,
  parameters: Float32Array,
  count: number,
): void {
  if (layout.direct) return;
  for (let index = 0; index < count; index++) {
    const [at, offset] = [index * layout.parameters, index * layout.genes];
    layout.encode(parameters.subarray(at, at + layout.parameters), genes, offset);
    layout.decode(genes, offset, parameters, at);
  }
}

/** Training of genomes, and what a genome's costs beside its evaluation. */
export class Training {
  readonly #problem: Problem;
  readonly #settings: MemeticSettings;
  readonly #from: Float32Array;
  readonly #to: Float32Array;

  constructor(problem: Problem, settings: MemeticSettings) {
    this.#problem = problem;
    this.#settings = settings;
    this.#from = new Float32Array(problem.net.parameters);
    this.#to = new Float32Array(problem.net.parameters);
  }

  /** Updates and sequences of one genome. */
  get perGenome(): { readonly updates: number; readonly sequences: number } {
    const { trainingSteps, trainingBatch } = this.#settings;
    return { updates: trainingSteps, sequences: trainingSteps * trainingBatch };
  }

  /**
   * Trains the parameter vectors in place, `[count][parameters]`.
   * @param first number of the first one, which says what minibatches it sees
   * @returns multiply-accumulates of each
   */
  async train(vectors: Float32Array, first: number, count: number): Promise<Float64Array> {
    const macs = new Float64Array(count);
    const length = this.#from.length;
    for (let index = 0; index < count; index++) {
      const vector = vectors.subarray(index * length, (index + 1) * length);
      for (let step = 0; step < this.#settings.trainingSteps; step++) {
        const number = (first + index) * this.#settings.trainingSteps + step;
        macs[index] = macs[index]! + (await this.#step(vector, number));
      }
    }
    return macs;
  }

  async #step(vector: Float32Array, number: number): Promise<number> {
    const { net, device, frozen } = this.#problem;
    const { trainingRate, trainingThreshold, trainingBatch } = this.#settings;
    const batch = this.#problem.trainingBatch(number, trainingBatch);
    this.#from.set(vector);
    if (frozen !== undefined) applyFrozen(frozen, this.#from);
    const { loss, gradient } = await device.gradient(net, this.#from, batch, {});
    if (frozen !== undefined) clearFrozen(frozen, gradient);
    const norm = normOf(gradient);
    if (Number.isFinite(loss) && Number.isFinite(norm)) {
      const rate = trainingRate * (trainingThreshold > 0 ? clippingFactor(norm, trainingThreshold) : 1);
      for (let place = 0; place < vector.length; place++)
        this.#to[place] = this.#from[place]! - rate * gradient[place]!;
      if (this.#to.every(Number.isFinite)) vector.set(this.#to);
    }
    return this.#problem.gradientMacs(batch, { omega: false });
  }
}
