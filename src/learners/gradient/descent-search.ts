/**
 * Search by a descent: minibatches are drawn, and updates made by a descent on the device where it offers one
 * (`Device.descend`), else in the host's memory. Norms, Ω and the spectral radius are its measures.
 */
import { shownSpectralRadius } from '../../eigen/spectral-radius.ts';
import { beginning, type DescentState } from '../../engine/descent-state.ts';
import type { Descent, DescentFault, DescentReport, DescentSettings } from '../../engine/device.ts';
import type { ParameterBlock } from '../../nets/net.ts';
import type { Solution } from '../../nets/solution.ts';
import type { Measures } from '../inside.ts';
import type { MayGoOn, Problem, Search, Snapshot, StepReport } from '../learner.ts';
import { clippingFactor } from './clipping.ts';
import { HostDescent } from './host-descent.ts';
import { factorsAt, isConstant, type ScheduleChoice } from './schedules.ts';
import { arraysOf, stateFrom } from './state-arrays.ts';
import { Supply } from './supply.ts';

/** Settings of a search by a descent. */
export interface DescentChoice {
  /** Number of sequences in a minibatch. */
  readonly batch: number;
  readonly descent: DescentSettings;
  readonly schedules: ScheduleChoice;
}

/** Number of updates over which norms and clippings are averaged. */
const RECENT = 100;
/** Number of updates between two measurements of ‖∂E/∂h_t‖: often enough to watch, and of no weight in the cost. */
const STATE_NORMS_EVERY = 50;

export class DescentSearch implements Search {
  readonly #problem: Problem;
  readonly #batch: number;
  readonly #settings: DescentSettings;
  readonly #schedules: ScheduleChoice;
  /** Descent; null before the first step. */
  #descent: Descent | null = null;
  /** The descent's state as it was when it was last brought to the host. */
  #state: DescentState;
  #isSettled = true;
  #updates = 0;
  /** Norms before clipping, `[RECENT]`, a ring buffer by update. */
  #norms = new Float64Array(RECENT);
  #omega: number | null = null;
  /** Number of updates that the rescue has made. */
  #rescued = 0;
  #stateNorms = new Float64Array(0);
  /** Number of validations with a higher loss than the one before; the loss of the last one, null before the first. */
  #rises = 0;
  #validationLoss: number | null = null;
  #failure: Supply['failure'] = null;

  constructor(problem: Problem, { batch, descent, schedules }: DescentChoice, snapshot?: Snapshot) {
    this.#problem = problem;
    this.#batch = batch;
    this.#settings = problem.continues ? { ...descent, carries: true } : descent;
    this.#schedules = schedules;
    if (snapshot === undefined) {
      this.#state = beginning(problem.initialise(problem.random('initial', 0)));
    } else {
      const { arrays, values } = snapshot;
      this.#state = stateFrom(arrays);
      this.#norms = Float64Array.from(arrays.norms!);
      this.#stateNorms = Float64Array.from(arrays.stateNorms!);
      this.#updates = values.updates as number;
      this.#omega = values.omega as number | null;
      // Checkpoints of earlier versions have none.
      this.#rescued = (values.rescued as number | undefined) ?? 0;
      this.#rises = (values.rises as number | undefined) ?? 0;
      this.#validationLoss = (values.validationLoss as number | null | undefined) ?? null;
    }
  }

  async step(mayGoOn?: MayGoOn): Promise<StepReport> {
    if (this.#failure !== null) throw this.#failure.error;
    this.#descent ??= await this.#begin();
    const descent = this.#descent;
    // Parameters on the host lose nothing by a step an update.
    const isOnHost = descent instanceof HostDescent;
    const supply = new Supply(this.#problem, {
      first: this.#updates,
      sequences: this.#batch,
      omega: this.#settings.omega !== null,
      watchEvery: STATE_NORMS_EVERY,
      factors: isConstant(this.#schedules) ? undefined : (update) => this.#factors(update),
      mayGoOn: isOnHost ? undefined : mayGoOn,
    });
    const report = await descent.run(supply.next);
    if (isOnHost) this.#state = descent.current;
    else this.#isSettled = false;
    this.#failure = supply.failure;
    const { losses, fault } = report;
    this.#take(report);
    const cost = supply.cost(losses.length, fault !== null);
    const loss = losses.at(-1)!;
    if (fault === null) return { ...cost, loss };
    const detail = `update ${this.#updates + 1}: ${inWords(report, fault)}`;
    return { ...cost, loss, stop: { reason: 'exploded', detail } };
  }

  validated(loss: number): void {
    if (this.#validationLoss !== null && loss > this.#validationLoss) this.#rises += 1;
    this.#validationLoss = loss;
  }

  get #isReadoutAlone(): boolean {
    return this.#problem.learnt?.every(({ name }) => /^[Wb]_out/.test(name)) ?? false;
  }

  async settle(): Promise<void> {
    if (this.#isSettled) return;
    this.#state = await this.#descent!.state();
    this.#isSettled = true;
  }

  champion(): Solution {
    return { net: this.#problem.net, parameters: this.#state.parameters };
  }

  /**
   * Measures of the search:
   * - `gradientNorm`, `clippedNorm`: ‖g‖ of the last update, before and after clipping
   * - `meanGradientNorm`, `meanClippedNorm`, `shareClipped`: over the last (up to) 100 updates
   * - `rescued`: updates so far whose loss or gradient was not finite, where `rescue` is on
   * - `omega`: Ω of the last update, where α is above 0
   * - `learningRate`, `alpha`: η and α of the next update, where a schedule moves them
   * - `stateNorms`: ‖∂E/∂h_t‖ by t, as last measured; of a net of which the readout alone is learnt it says nothing
   * - `spectralRadius`: of W_rec, where that is square: of nets with gates it has several matrices
   */
  inside(): Measures {
    const { threshold } = this.#settings;
    const omega = this.#omega;
    const clipped = (norm: number): number => (threshold > 0 ? norm * clippingFactor(norm, threshold) : norm);
    const count = Math.min(this.#updates, RECENT);
    // A rescued update has no norm.
    const norms = this.#norms.subarray(0, count).filter(Number.isFinite);
    const last = count > 0 ? this.#norms[(this.#updates - 1) % RECENT]! : Number.NaN;
    const recurrent = this.#problem.net.blocks.find(({ name }) => name === 'W_rec');
    return {
      gradientNorm: () => last,
      clippedNorm: () => clipped(last),
      meanGradientNorm: () => mean(norms),
      meanClippedNorm: () => mean(norms.map(clipped)),
      shareClipped: () => mean(norms.map((norm) => (threshold > 0 && norm >= threshold ? 1 : 0))),
      ...(this.#settings.rescue ? { rescued: () => this.#rescued } : {}),
      ...(omega === null ? {} : { omega: () => omega }),
      ...this.#moved(),
      ...(this.#isReadoutAlone ? {} : { stateNorms: () => [...this.#stateNorms] }),
      ...(recurrent === undefined || !isSquare(recurrent)
        ? {}
        : { spectralRadius: () => this.#radius(recurrent) }),
    };
  }

  snapshot(): Snapshot {
    return {
      arrays: {
        ...arraysOf(this.#state),
        norms: this.#norms.slice(),
        stateNorms: this.#stateNorms.slice(),
      },
      values: {
        updates: this.#updates,
        omega: this.#omega,
        ...(this.#settings.rescue ? { rescued: this.#rescued } : {}),
        ...(isConstant(this.#schedules) ? {} : { rises: this.#rises, validationLoss: this.#validationLoss }),
      },
    };
  }

  close(): void {
    this.#descent?.close();
    this.#descent = null;
  }

  async #begin(): Promise<Descent> {
    const { device, net, frozen } = this.#problem;
    const settings = this.#settings;
    const onDevice = frozen === undefined ? device.descend?.(net, this.#state, settings) : undefined;
    return onDevice ?? new HostDescent(device, net, this.#state, settings, frozen);
  }

  #factors(updates: number) {
    return factorsAt(this.#schedules, { updates, rises: this.#rises });
  }

  /** Measures of what schedules move. */
  #moved(): Measures {
    const { rate, alpha } = this.#schedules;
    const { learningRate, omega } = this.#settings;
    const now = this.#factors(this.#updates);
    return {
      ...(rate.name === 'constant' ? {} : { learningRate: () => learningRate * now.rate }),
      ...(alpha.name === 'constant' || omega === null ? {} : { alpha: () => omega.weight * now.alpha }),
    };
  }

  /** Takes in the results of the updates that did not fail. */
  #take({ losses, norms, omegas, stateNorms, fault }: DescentReport): void {
    const made = fault === null ? losses.length : losses.length - 1;
    for (let update = 0; update < made; update++) {
      if (!Number.isFinite(losses[update]) || !Number.isFinite(norms[update])) this.#rescued += 1;
    }
    for (const norm of norms.subarray(0, made)) this.#norms[this.#updates++ % RECENT] = norm;
    if (made > 0) this.#omega = omegas?.[made - 1] ?? null;
    if (stateNorms !== null) this.#stateNorms = Float64Array.from(stateNorms);
  }

  #radius({ offset, size, shape }: { offset: number; size: number; shape: readonly number[] }): number {
    return shownSpectralRadius(this.#state.parameters.subarray(offset, offset + size), shape[0]!);
  }
}

const isSquare = ({ shape }: ParameterBlock): boolean => shape[0] === shape[1];

/** Text of the last update's fault. */
function inWords({ losses, norms }: DescentReport, fault: DescentFault): string {
  if (fault === 'loss') return `loss is ${losses.at(-1)}`;
  if (fault === 'norm') return `gradient norm is ${norms.at(-1)}`;
  return `a ${fault === 'moments' ? 'moment' : 'parameter'} is beyond the range of 32-bit numbers`;
}

function mean(values: Float64Array): number {
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}
