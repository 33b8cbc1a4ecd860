/**
 * Update of Hessian-free optimisation: gradient, curvature, conjugate gradients, backtracking, line search, damping.
 * The generator yields between calls of the device, so that a trial can pause or stop within an update.
 */
import type { Batch } from '../../engine/batch.ts';
import type { Linearised, Vector } from '../../engine/device.ts';
import { applyFrozen, clearFrozen } from '../../nets/frozen.ts';
import { norm } from '../../numeric/norm.ts';
import type { Problem } from '../learner.ts';
import { backtrack, keepers } from './backtracking.ts';
import { Meter, type UpdateBatches } from './batches.ts';
import { conjugateGradients, dot, type Iterate } from './conjugate-gradients.ts';
import { nextLambda, reductionRatio } from './damping.ts';
import { searchLine } from './line-search.ts';
import { casesOf, preconditionerOf, squaredGradients } from './preconditioner.ts';
import type { HessianFreeSettings } from './settings.ts';

/** State between updates. */
export interface HessianFreeState {
  readonly parameters: Float32Array;
  readonly lambda: number;
  /** Final iterate of the last update's conjugate gradients, `[parameters]`; 0 where its line search failed. */
  readonly iterate: Float64Array;
}

/** Update that was made. */
export interface HessianFreeUpdate {
  readonly state: HessianFreeState;
  readonly macs: number;
  /** Loss on the gradient batch before the update. */
  readonly loss: number;
  readonly rho: number;
  readonly iterations: number;
  /** ‖δ‖ before the line search, and the length that it took of it. */
  readonly stepNorm: number;
  readonly stepLength: number;
  /** Number that is not finite, where the update could not be made: `loss is NaN`. */
  readonly fault: string | null;
}

/** Makes an update; the state that is given stays as it is. */
export async function* updateOf(
  problem: Problem,
  settings: HessianFreeSettings,
  state: HessianFreeState,
  batches: UpdateBatches,
): AsyncGenerator<void, HessianFreeUpdate> {
  const { lambda } = state;
  const { weightDecay, preconditioner, exponent, cases } = settings;
  const meter = new Meter(problem);
  const work = new Work(problem, settings, state, meter);

  const whole = await work.gradient(batches.gradient);
  yield;
  const isSame = batches.curvature === batches.gradient;
  const own = isSame ? whole : await work.gradient(batches.curvature);
  yield;
  const fault = faultOf(whole) ?? faultOf(own);
  if (fault !== null) {
    return {
      state,
      macs: meter.macs,
      loss: whole.loss,
      rho: 0,
      iterations: 0,
      stepNorm: 0,
      stepLength: 0,
      fault,
    };
  }
  const diagonal =
    preconditioner === 'none'
      ? null
      : preconditionerOf(yield* work.squares(casesOf(batches.curvature, cases)), lambda, exponent);

  const linearised = await work.linearise(batches.curvature, lambda * settings.mu);
  const ridge = lambda + weightDecay;
  const found = yield* conjugateGradients(
    {
      gradient: whole.gradient,
      multiply: (vector) => work.multiply(linearised, batches.curvature, vector, ridge),
      preconditioner: diagonal,
    },
    state.iterate.map((value) => settings.start * value),
    {
      most: settings.iterations,
      least: settings.leastIterations,
      tolerance: settings.tolerance,
      keeps: keepers[settings.backtracking],
    },
  );
  linearised.close();
  yield;

  const loss = await work.lossAt(batches.line, null, 0);
  const { iterate, loss: atEnd } = yield* backtrack(found.iterates, (step) =>
    work.lossAt(batches.line, step, 1),
  );
  const slope = dot(whole.gradient, iterate.x);
  const length = yield* searchLine(
    { loss, slope, atEnd },
    (part) => work.lossAt(batches.line, iterate.x, part),
    settings,
  );

  const rho = yield* work.ratio(batches.curvature, own, iterate);
  const parameters = length === 0 ? state.parameters : work.moved(iterate.x, length);
  const last = found.iterates.at(-1)!.x;
  return {
    state: {
      parameters,
      lambda: nextLambda(lambda, rho, settings),
      iterate: length === 0 ? new Float64Array(last.length) : last,
    },
    macs: meter.macs,
    loss: whole.loss,
    rho,
    iterations: found.iterations,
    stepNorm: norm(iterate.x),
    stepLength: length,
    fault: null,
  };
}

/** Loss with weight decay, and its gradient. */
interface Slope {
  readonly loss: number;
  readonly gradient: Float64Array;
}

function faultOf({ loss, gradient }: Slope): string | null {
  if (!Number.isFinite(loss)) return `loss is ${loss}`;
  const size = norm(gradient);
  return Number.isFinite(size) ? null : `the gradient's norm is ${size}`;
}

/** Calls of the device around the parameters of one update, with weight decay, frozen parameters and their costs. */
class Work {
  readonly #problem: Problem;
  readonly #settings: HessianFreeSettings;
  readonly #state: HessianFreeState;
  readonly #meter: Meter;

  constructor(problem: Problem, settings: HessianFreeSettings, state: HessianFreeState, meter: Meter) {
    this.#problem = problem;
    this.#settings = settings;
    this.#state = state;
    this.#meter = meter;
  }

  async gradient(batch: Batch): Promise<Slope> {
    const { device, net } = this.#problem;
    const { parameters } = this.#state;
    this.#meter.gradient(batch);
    const { loss, gradient } = await device.gradient(net, parameters, batch);
    const { weightDecay } = this.#settings;
    const total = Float64Array.from(gradient, (value, at) => value + weightDecay * parameters[at]!);
    return { loss: loss + this.#decay(parameters), gradient: this.#free(total) };
  }

  squares(cases: readonly Batch[]): AsyncGenerator<void, Float64Array> {
    const { device, net } = this.#problem;
    for (const one of cases) this.#meter.gradient(one);
    return squaredGradients(device, net, this.#state.parameters, cases);
  }

  async linearise(batch: Batch, mu: number): Promise<Linearised> {
    const { device, net } = this.#problem;
    this.#meter.evaluation(batch);
    if (device.linearise === undefined)
      throw new RangeError(`device ${device.name} has no products with the curvature`);
    return device.linearise(net, this.#state.parameters, batch, mu === 0 ? null : { mu });
  }

  /** Product with B + ridge · I. */
  async multiply(
    linearised: Linearised,
    batch: Batch,
    vector: Float64Array,
    ridge: number,
  ): Promise<Float64Array> {
    this.#meter.product(batch);
    const product: Vector = await linearised.product(vector);
    return this.#free(Float64Array.from(product, (value, at) => value + ridge * vector[at]!));
  }

  /** Loss after a part of a step; null: where it begins. */
  async lossAt(batch: Batch, step: Float64Array | null, part: number): Promise<number> {
    const { device, net } = this.#problem;
    const parameters = step === null ? this.#state.parameters : this.moved(step, part);
    this.#meter.evaluation(batch);
    return (await device.evaluate(net, parameters, batch)).loss + this.#decay(parameters);
  }

  moved(step: Float64Array, part: number): Float32Array {
    const moved = this.#state.parameters.map((value, at) => value + part * step[at]!);
    const { frozen } = this.#problem;
    return frozen === undefined ? moved : applyFrozen(frozen, moved);
  }

  /** ρ on the curvature batch, of the whole step. */
  async *ratio(batch: Batch, { loss, gradient }: Slope, iterate: Iterate): AsyncGenerator<void, number> {
    const change = (await this.lossAt(batch, iterate.x, 1)) - loss;
    yield;
    const curved = this.#settings.dampedModel ? iterate.product : await this.#undamped(batch, iterate.x);
    return reductionRatio(change, dot(gradient, iterate.x) + 0.5 * dot(iterate.x, curved));
  }

  async #undamped(batch: Batch, step: Float64Array): Promise<Float64Array> {
    const linearised = await this.linearise(batch, 0);
    const product = await this.multiply(linearised, batch, step, this.#settings.weightDecay);
    linearised.close();
    return product;
  }

  #decay(parameters: Float32Array): number {
    const { weightDecay } = this.#settings;
    return weightDecay === 0 ? 0 : 0.5 * weightDecay * dot(parameters, parameters);
  }

  /** The vector with 0 where parameters are frozen. */
  #free(vector: Float64Array): Float64Array {
    if (this.#problem.frozen !== undefined) clearFrozen(this.#problem.frozen, vector);
    return vector;
  }
}
