/** Search by Hessian-free optimisation. A step is an update, or a part of one where the trial has to look around. */
import type { Solution } from '../../nets/solution.ts';
import type { Measures } from '../inside.ts';
import type { MayGoOn, Problem, Search, Snapshot, StepCost, StepReport } from '../learner.ts';
import { batchesOf } from './batches.ts';
import type { HessianFreeSettings } from './settings.ts';
import { type HessianFreeState, type HessianFreeUpdate, updateOf } from './update.ts';

/** Measures of the last update, before there is one. */
const NONE = { rho: Number.NaN, iterations: Number.NaN, stepNorm: Number.NaN, stepLength: Number.NaN };
type Last = typeof NONE;

const FREE: StepCost = { macs: 0, sequences: 0, updates: 0, evaluations: 0 };

export class HessianFreeSearch implements Search {
  readonly #problem: Problem;
  readonly #settings: HessianFreeSettings;
  #state: HessianFreeState;
  #updates = 0;
  #loss = Number.NaN;
  #last: Last = NONE;
  /** Cost of the last whole update; null before the first. */
  #lastCost: StepCost | null = null;
  /** Update under way. */
  #underWay: AsyncGenerator<void, StepReport> | null = null;

  constructor(problem: Problem, settings: HessianFreeSettings, snapshot?: Snapshot) {
    this.#problem = problem;
    this.#settings = settings;
    const { parameters } = problem.net;
    if (snapshot === undefined) {
      this.#state = {
        parameters: problem.initialise(problem.random('initial', 0)),
        lambda: settings.lambda,
        iterate: new Float64Array(parameters),
      };
      return;
    }
    const { arrays, values } = snapshot;
    this.#state = {
      parameters: Float32Array.from(arrays.parameters!),
      lambda: arrays.lambda![0]!,
      iterate: Float64Array.from(arrays.iterate!),
    };
    const [loss, rho, iterations, stepNorm, stepLength] = arrays.last!;
    this.#loss = loss!;
    this.#last = { rho: rho!, iterations: iterations!, stepNorm: stepNorm!, stepLength: stepLength! };
    this.#updates = values.updates as number;
    this.#lastCost = values.lastCost as StepCost | null;
  }

  async step(mayGoOn?: MayGoOn): Promise<StepReport> {
    this.#underWay ??= this.#update();
    for (;;) {
      const { done, value } = await this.#underWay.next();
      if (done) {
        this.#underWay = null;
        return value;
      }
      if (mayGoOn !== undefined && !mayGoOn(FREE, FREE)) {
        return { ...FREE, loss: this.#loss, ...(this.#lastCost && { last: this.#lastCost }) };
      }
    }
  }

  champion(): Solution {
    return { net: this.#problem.net, parameters: this.#state.parameters };
  }

  /**
   * Measures of the search, of the last update:
   * - `lambda`: λ of the next one
   * - `reductionRatio`: ρ; not known where the model had no decrease
   * - `cgIterations`: iterations of conjugate gradients
   * - `stepNorm`, `stepLength`: ‖δ‖ before the line search, and the share of it that was taken
   */
  inside(): Measures {
    const { rho, iterations, stepNorm, stepLength } = this.#last;
    return {
      lambda: () => this.#state.lambda,
      reductionRatio: () => rho,
      cgIterations: () => iterations,
      stepNorm: () => stepNorm,
      stepLength: () => stepLength,
    };
  }

  snapshot(): Snapshot {
    const { rho, iterations, stepNorm, stepLength } = this.#last;
    const { parameters, lambda, iterate } = this.#state;
    return {
      arrays: {
        parameters: parameters.slice(),
        iterate: iterate.slice(),
        lambda: Float64Array.of(lambda),
        last: Float64Array.of(this.#loss, rho, iterations, stepNorm, stepLength),
      },
      values: { updates: this.#updates, lastCost: this.#lastCost },
    };
  }

  async *#update(): AsyncGenerator<void, StepReport> {
    const batches = batchesOf(this.#problem, this.#updates, this.#settings);
    const made = yield* updateOf(this.#problem, this.#settings, this.#state, batches);
    return this.#take(made, batches.sequences);
  }

  #take({ state, macs, loss, fault, ...last }: HessianFreeUpdate, sequences: number): StepReport {
    const cost = { macs, sequences, updates: fault === null ? 1 : 0, evaluations: 0 };
    if (fault !== null) {
      const detail = `update ${this.#updates + 1}: ${fault}`;
      return { ...cost, loss, stop: { reason: 'exploded', detail } };
    }
    this.#state = state;
    this.#updates += 1;
    this.#loss = loss;
    this.#last = last;
    this.#lastCost = cost;
    return { ...cost, loss };
  }
}
