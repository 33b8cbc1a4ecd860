/** Slot of one descent in a cohort, on the host: its request, and the results so far. */

import type { DescentState } from '../../descent-state.ts';
import type {
  Descent,
  DescentFault,
  DescentReport,
  DescentSettings,
  UpdateRequest,
  Vector,
} from '../../device.ts';
import { descentStateOf, type RuleState, ruleCodeFor } from '../../moments.ts';
import { ruleOf } from '../../rule.ts';
import type { GpuRule, LaneNumbers, UpdateNumbers } from '../kernels/rules/gpu-rule.ts';
import { gpuRules } from '../kernels/rules/index.ts';

/** Functions of the cohort for its slots. */
export interface SlotKeeper {
  /** Wakes the cohort: a run has begun. */
  wake(): void;
  /** Reads θ and the rule's vectors, one after the other. */
  readVectors(slot: DescentSlot): Promise<Float32Array>;
  leave(slot: DescentSlot): void;
}

/** Log entry of an update; fault as `LogEntry` in `kernels/prelude.ts`. */
export interface LoggedUpdate {
  readonly loss: number;
  readonly norm: number;
  readonly omega: number;
  readonly fault: number;
}

const FAULTS: readonly (DescentFault | null)[] = [null, 'loss', 'norm', 'parameters', 'moments'];

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
  /** Initial θ and vectors of the rule, one after the other; null once they are on the GPU. */
  initial: Float32Array | null;
  /** Index of its first lane in the cohort, that of θ; -1 before it has one. */
  index = -1;
  /** True for a fault in the GPU's record of the slot, which must be cleared before the next run. */
  isFaulty = false;
  readonly #keeper: SlotKeeper;
  readonly #rule: GpuRule;
  /** Number of updates that have come back and did not fail. */
  #updates: number;
  #run: Run | null = null;
  #isClosed = false;

  constructor(keeper: SlotKeeper, at: RuleState, settings: DescentSettings) {
    this.#keeper = keeper;
    this.#rule = ruleCodeFor(gpuRules, settings);
    this.settings = settings;
    this.initial = joined([at.parameters, ...at.vectors]);
    this.#updates = at.updates;
  }

  /** Numbers of the rule for its lane. */
  get laneNumbers(): LaneNumbers {
    return this.#rule.laneNumbers(ruleOf(this.settings));
  }

  /** Numbers of the rule for the update that was taken last. */
  takenNumbers(): UpdateNumbers {
    return this.#rule.updateNumbers(ruleOf(this.settings), this.#updates + this.#run!.inFlight);
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
    // The number before the wait: a run may begin meanwhile, and the reading is before its first update.
    const updates = this.#updates;
    const all = await this.#keeper.readVectors(this);
    const [parameters, ...vectors] = cut(all, 1 + this.#rule.vectors);
    return descentStateOf({ parameters: parameters!, vectors, updates }, this.#rule);
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
    if (run.fault === null) this.#updates++;
    else this.isFaulty = true;
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

function joined(vectors: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(vectors.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const vector of vectors) {
    all.set(vector, at);
    at += vector.length;
  }
  return all;
}

/** Copies of so many equal parts. */
function cut(all: Float32Array, parts: number): Float32Array[] {
  const length = all.length / parts;
  return Array.from({ length: parts }, (_, part) => all.slice(part * length, (part + 1) * length));
}
