/** Slot of one descent in a cohort, on the host: its request, and the results so far. */

import { beginning, type DescentState } from '../../descent-state.ts';
import type {
  Descent,
  DescentFault,
  DescentReport,
  DescentSettings,
  UpdateRequest,
  Vector,
} from '../../device.ts';

/** Functions of the cohort for its slots. */
export interface SlotKeeper {
  /** Wakes the cohort: a run has begun. */
  wake(): void;
  readParameters(slot: DescentSlot): Promise<Float32Array>;
  leave(slot: DescentSlot): void;
}

/** Log entry of an update; fault as `LogEntry` in `kernels/prelude.ts`. */
export interface LoggedUpdate {
  readonly loss: number;
  readonly norm: number;
  readonly omega: number;
  readonly fault: number;
}

const FAULTS: readonly (DescentFault | null)[] = [null, 'loss', 'norm', 'parameters'];

interface Run {
  next(): UpdateRequest | null;
  readonly done: PromiseWithResolvers<DescentReport>;
  readonly losses: number[];
  readonly norms: number[];
  readonly omegas: number[];
  stateNorms: Vector | null;
  fault: DescentFault | null;
  /** True once no further update is requested. */
  isSupplied: boolean;
  /** Number of updates that are on the GPU and have not come back. */
  inFlight: number;
  error: unknown;
}

export class DescentSlot implements Descent {
  readonly settings: DescentSettings;
  /** Initial θ; null once it is on the GPU. */
  initial: Float32Array | null;
  /** Index among the cohort's slots; -1 before it has one. */
  index = -1;
  /** True for a fault in the GPU's record of the slot, which must be cleared before the next run. */
  isFaulty = false;
  readonly #keeper: SlotKeeper;
  #run: Run | null = null;
  #isClosed = false;

  constructor(keeper: SlotKeeper, parameters: Vector, settings: DescentSettings) {
    this.#keeper = keeper;
    this.settings = settings;
    this.initial = Float32Array.from(parameters);
  }

  get isRegularised(): boolean {
    return this.settings.omega !== null;
  }

  run(next: () => UpdateRequest | null): Promise<DescentReport> {
    if (this.#isClosed) return Promise.reject(new RangeError('the descent is closed'));
    if (this.#run !== null) return Promise.reject(new RangeError('one run of a descent at a time'));
    const run: Run = {
      next,
      done: Promise.withResolvers(),
      losses: [],
      norms: [],
      omegas: [],
      stateNorms: null,
      fault: null,
      isSupplied: false,
      inFlight: 0,
      error: null,
    };
    this.#run = run;
    this.#keeper.wake();
    return run.done.promise;
  }

  async state(): Promise<DescentState> {
    return beginning(await this.#keeper.readParameters(this));
  }

  /** Closes the slot. A run that is under way ends with an error. */
  close(): void {
    this.#isClosed = true;
    this.#keeper.leave(this);
    this.fail(new RangeError('the descent was closed'));
  }

  /** Next update, or null where there is none, now or in this run. */
  take(): UpdateRequest | null {
    const run = this.#run;
    if (run === null || run.isSupplied || run.fault !== null) return null;
    let request: UpdateRequest | null = null;
    try {
      request = run.next();
    } catch (error) {
      run.error = error;
    }
    if (request === null) run.isSupplied = true;
    else run.inFlight++;
    return request;
  }

  /** Refuses the update that was taken last; those before it count. */
  refuse(error: unknown): void {
    const run = this.#run!;
    run.inFlight--;
    run.isSupplied = true;
    run.error = error;
  }

  /** Takes in an update that has come back. Updates after a fault do not count. */
  told({ loss, norm, omega, fault }: LoggedUpdate): void {
    const run = this.#run;
    if (run === null) return;
    run.inFlight--;
    if (run.fault !== null) return;
    run.losses.push(loss);
    run.norms.push(norm);
    run.omegas.push(omega);
    run.fault = FAULTS[fault]!;
    if (run.fault !== null) this.isFaulty = true;
  }

  toldStateNorms(norms: Float32Array): void {
    if (this.#run !== null) this.#run.stateNorms = norms;
  }

  /** Ends the run where all requested updates have come back. */
  settle(): void {
    const run = this.#run;
    if (run === null || run.inFlight > 0 || !(run.isSupplied || run.fault !== null)) return;
    this.#run = null;
    if (run.error !== null) {
      run.done.reject(run.error);
      return;
    }
    run.done.resolve({
      losses: Float64Array.from(run.losses),
      norms: Float64Array.from(run.norms),
      omegas: this.isRegularised ? Float64Array.from(run.omegas) : null,
      stateNorms: run.stateNorms,
      fault: run.fault,
    });
  }

  /** Ends the run with an error of the device. */
  fail(error: unknown): void {
    const run = this.#run;
    this.#run = null;
    run?.done.reject(error);
  }
}
