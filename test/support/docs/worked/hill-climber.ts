/**
 * Hill climbing, the (1+1) evolution strategy: a child is its parent plus Gaussian noise, and replaces it where its
 * loss on the same sequences is lower. Rechenberg (1973), "Evolutionsstrategie": the step grows after a success and
 * shrinks after a failure, so that about one child in five is a success.
 */
import { z } from 'zod';
import type { Measures } from '../../../../src/learners/inside.ts';
import {
  defineLearner,
  type Problem,
  type Search,
  type Snapshot,
  type StepReport,
} from '../../../../src/learners/learner.ts';
import type { Solution } from '../../../../src/nets/solution.ts';

const settings = z.object({
  sequences: z.int().min(1).max(1_000_000).default(128).describe('sequences on which parent and child meet'),
  step: z.number().gt(0).max(100).default(0.1).describe('standard deviation of the first children'),
});

/** Four shrinkings undo one growth: the step is steady at one success in five. */
const GROWTH = 1.5;
const SHRINKING = 0.9036;

class HillClimber implements Search {
  readonly #problem: Problem;
  readonly #sequences: number;
  /** `[2][parameters]`, parent and child, in shared memory: other threads may evaluate them. */
  readonly #pair: Float32Array;
  #step: number;
  #children = 0;
  #failed = 0;
  #loss = Number.NaN;

  constructor(problem: Problem, { sequences, step }: z.output<typeof settings>, snapshot?: Snapshot) {
    const length = problem.net.parameters;
    this.#problem = problem;
    this.#sequences = sequences;
    this.#pair = new Float32Array(new SharedArrayBuffer(2 * length * Float32Array.BYTES_PER_ELEMENT));
    this.#step = step;
    if (snapshot === undefined) {
      this.#pair.set(problem.initialise(problem.random('parent')));
      return;
    }
    this.#pair.set(snapshot.arrays.parent!);
    this.#step = snapshot.arrays.state![0]!;
    this.#loss = snapshot.arrays.state![1]!;
    this.#children = snapshot.values.children as number;
    this.#failed = snapshot.values.failed as number;
  }

  async step(): Promise<StepReport> {
    const parent = this.champion().parameters;
    const random = this.#problem.random('child', this.#children);
    this.#pair.set(
      parent.map((weight) => weight + this.#step * random.normal()),
      parent.length,
    );
    const lesson = this.#problem.lesson(this.#children, this.#sequences);
    const { losses, macs } = await this.#problem.evaluatePopulation(this.#pair, 2, lesson)();
    const [before, after] = losses as unknown as [number, number];
    // NaN and infinite losses are failed evaluations: never better than anything.
    const isSuccess = Number.isFinite(after) && !(Number.isFinite(before) && before <= after);
    if (isSuccess) this.#pair.copyWithin(0, parent.length);
    this.#loss = isSuccess ? after : Number.isFinite(before) ? before : Number.NaN;
    this.#failed += losses.filter((loss) => !Number.isFinite(loss)).length;
    this.#step *= isSuccess ? GROWTH : SHRINKING;
    this.#children++;
    return {
      macs: macs[0]! + macs[1]!,
      sequences: 2 * lesson.sequences,
      updates: 0,
      evaluations: 2,
      loss: this.#loss,
    };
  }

  /** The parent. */
  champion(): Solution {
    const { net } = this.#problem;
    return { net, parameters: this.#pair.slice(0, net.parameters) };
  }

  inside(): Measures {
    return {
      championLoss: () => this.#loss,
      meanStep: () => this.#step,
      failedEvaluations: () => this.#failed,
    };
  }

  snapshot(): Snapshot {
    return {
      arrays: { parent: this.champion().parameters, state: Float64Array.of(this.#step, this.#loss) },
      values: { children: this.#children, failed: this.#failed },
    };
  }
}

export const hillClimber = defineLearner({
  name: 'hill-climber',
  kind: 'other',
  counts: 'evaluations',
  atWork: 'climbing',
  summary: 'one parent, one child: the better one stays',
  source: 'Rechenberg (1973), "Evolutionsstrategie"',
  settings,
  contestants: [
    {
      name: 'climber',
      summary: 'hill climbing on the weights of a small tanh net',
      settings: { hidden: 8, unit: 'tanh', initialisation: 'gaussian', deviation: 0.5 },
    },
  ],
  calls: () => ['population'],
  asks: ({ sequences }) => ({ kind: 'evaluations', sequences, genomes: 2 }),
  holds: (_settings, parameters) => 4 * 2 * parameters,
  start: (problem, chosen, snapshot) => new HillClimber(problem, chosen, snapshot),
});
