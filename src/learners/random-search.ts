/**
 * Random weight guessing: draw whole nets from their initialisation, keep the best. The floor under every
 * comparison: a task that guessing solves needs no learning (Hochreiter & Schmidhuber 1996, "Bridging long time
 * lags by weight guessing and long short-term memory").
 *
 * Draws are evaluated on one training batch, which is renewed every so many draws; the best so far is then
 * evaluated again, at its cost, so that it does not stay for its luck with one batch.
 */
import * as z from 'zod';
import { type Lesson, totalMacs } from '../engine/lesson.ts';
import type { Solution } from '../nets/solution.ts';
import { shared } from '../numeric/memory.ts';
import { log } from '../options/space.ts';
import { Flight, type FlightState, type Group, groupSizes } from './genetic/flight.ts';
import { championLoss, failedEvaluations } from './genetic/measures.ts';
import type { Measures } from './inside.ts';
import {
  type Collect,
  defineLearner,
  type Problem,
  type Search,
  type Snapshot,
  type StepReport,
} from './learner.ts';

const settings = z.object({
  sequences: z.int().min(1).max(1_000_000).default(128).describe('sequences on which a draw is evaluated'),
  renewal: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .default(2000)
    .describe('draws after which new sequences are drawn and the best is evaluated again (0: never)'),
  inFlight: z
    .int()
    .min(1)
    .max(100_000)
    .default(64)
    .describe('draws evaluated at a time, in up to 4 groups; results do not depend on it'),
});

type RandomSearchSettings = z.output<typeof settings>;

class RandomSearch implements Search {
  readonly #problem: Problem;
  readonly #settings: RandomSearchSettings;
  readonly #length: number;
  readonly #flight: Flight;
  /** Draws by slot of the flight: `[count][parameters]`, in shared memory. */
  readonly #draws: readonly Float32Array[];
  readonly #best: Float32Array;
  #bestLoss = Number.NaN;
  #landed = 0;
  #failed = 0;
  #batchNumber = 0;
  #lesson: Lesson;

  constructor(problem: Problem, chosen: RandomSearchSettings, snapshot?: Snapshot) {
    this.#problem = problem;
    this.#settings = chosen;
    this.#length = problem.net.parameters;
    this.#draws = groupSizes(chosen.inFlight).map((count) => shared.float32(count * this.#length));
    this.#best = shared.float32(this.#length);
    let state: FlightState = { born: 0, slot: 0, groups: [] };
    if (snapshot !== undefined) {
      const { arrays, values } = snapshot;
      this.#best.set(arrays.best!);
      this.#bestLoss = arrays.bestLoss![0]!;
      this.#landed = values.landed as number;
      this.#failed = values.failed as number;
      this.#batchNumber = values.batch as number;
      state = values.flight as FlightState;
      // Draws come from streams of their own, so those in flight are drawn again rather than kept.
      for (const group of state.groups) this.#draw(group);
    }
    this.#flight = new Flight(chosen.inFlight, (group) => this.#evaluate(group), state);
    this.#lesson = problem.lesson(this.#batchNumber, chosen.sequences);
  }

  async step(): Promise<StepReport> {
    const renewed = this.#landed > 0 && this.#landed === this.#lastOfBatch() ? await this.#renew() : null;
    const fill = () => this.#flight.fill(this.#lastOfBatch(), (group) => this.#draw(group));
    fill();
    const { group, losses, macs } = await this.#flight.land();
    for (let index = 0; index < group.count; index++) this.#commit(group, index, losses[index]!);
    fill();
    const evaluations = group.count + (renewed === null ? 0 : 1);
    return {
      macs: totalMacs(macs) + (renewed ?? 0),
      sequences: evaluations * this.#lesson.sequences,
      updates: 0,
      evaluations,
      loss: this.#bestLoss,
    };
  }

  champion(): Solution {
    const { net } = this.#problem;
    const parameters =
      this.#landed === 0 ? this.#problem.initialise(this.#problem.random('draw', 0)) : this.#best.slice();
    return { net, parameters };
  }

  /**
   * Measures of the search:
   * - `championLoss`: the best draw's loss; not known while every draw had a NaN or infinite one
   * - `failedEvaluations`: NaN or infinite losses so far
   */
  inside(): Measures {
    return { championLoss: () => this.#bestLoss, failedEvaluations: () => this.#failed };
  }

  snapshot(): Snapshot {
    return {
      arrays: { best: Float32Array.from(this.#best), bestLoss: Float64Array.of(this.#bestLoss) },
      values: {
        landed: this.#landed,
        failed: this.#failed,
        batch: this.#batchNumber,
        flight: this.#flight.state(),
      },
    };
  }

  #draw({ slot, first, count }: Group): void {
    for (let index = 0; index < count; index++) {
      const random = this.#problem.random('draw', first + index);
      this.#draws[slot]!.set(this.#problem.initialise(random), index * this.#length);
    }
  }

  #evaluate({ slot, count }: Group): Collect {
    const draws = this.#draws[slot]!.subarray(0, count * this.#length);
    return this.#problem.evaluatePopulation(draws, count, this.#lesson);
  }

  #commit({ slot }: Group, index: number, loss: number): void {
    const finite = Number.isFinite(loss);
    if (!finite) this.#failed++;
    // The first draw stands in until there is one with a finite loss.
    const better = finite && !(this.#bestLoss <= loss);
    if (better || this.#landed === 0) {
      this.#best.set(this.#draws[slot]!.subarray(index * this.#length, (index + 1) * this.#length));
      if (finite) this.#bestLoss = loss;
    }
    this.#landed++;
  }

  /** Goes on to the next batch. Returns the MACs of evaluating the best again. */
  async #renew(): Promise<number> {
    const lesson = this.#problem.lesson(this.#batchNumber + 1, this.#settings.sequences);
    const { losses, macs } = await this.#problem.evaluatePopulation(this.#best, 1, lesson)();
    const loss = losses[0]!;
    this.#batchNumber++;
    this.#lesson = lesson;
    const finite = Number.isFinite(loss);
    if (!finite) this.#failed++;
    this.#bestLoss = finite ? loss : Number.NaN;
    return totalMacs(macs);
  }

  /** Number of draws at which this batch ends. */
  #lastOfBatch(): number {
    const { renewal } = this.#settings;
    return renewal === 0 ? Number.POSITIVE_INFINITY : (this.#batchNumber + 1) * renewal;
  }
}

export const randomSearch = defineLearner({
  name: 'random-search',
  kind: 'other',
  counts: 'evaluations',
  atWork: 'guessing',
  measures: [championLoss, failedEvaluations],
  floor: true,
  summary: 'draws whole nets from their initialisation and keeps the best',
  source: 'Hochreiter & Schmidhuber (1996), "Bridging long time lags by weight guessing"',
  settings,
  space: {
    sequences: log(32, 512, { whole: true }),
    renewal: log(200, 20_000, { whole: true }),
  },
  unsearched: { inFlight: 'results do not depend on it' },
  contestants: [
    {
      // Of wider draws even the best have a loss above chance.
      name: 'random',
      summary: 'random weight guessing: the floor',
      settings: { hidden: 8, unit: 'tanh', initialisation: 'gaussian', deviation: 0.5 },
      tunes: ['hidden', 'initialisation', 'deviation', 'sequences'],
    },
    {
      // First genomes of `genitor`. These guesses do better on temporal order than wide ones, and worse on parity.
      name: 'random-identity',
      summary: 'random weight guessing from the start of genitor',
      settings: { hidden: 8, unit: 'tanh', initialisation: 'identity', sequences: 256 },
      tunes: ['hidden', 'sequences'],
    },
  ],
  calls: () => ['population'],
  asks: ({ sequences, inFlight }) => ({
    kind: 'evaluations',
    sequences,
    genomes: groupSizes(inFlight)[0]!,
  }),
  holds: ({ inFlight }, parameters) => 4 * parameters * (inFlight + 2),
  start: (problem, chosen, snapshot) => new RandomSearch(problem, chosen, snapshot),
});
