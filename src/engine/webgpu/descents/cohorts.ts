/** Descents of a device, grouped into cohorts by the shape of their nets, their rule and the form of their batches. */
import type { DescentState } from '../../descent-state.ts';
import type { Descent, DescentReport, DescentSettings, UpdateRequest } from '../../device.ts';
import {
  descentStateOf,
  type MomentLayout,
  type RuleState,
  ruleCodeFor,
  ruleStateOf,
} from '../../moments.ts';
import { ruleOf } from '../../rule.ts';
import { gpuRules } from '../kernels/rules/index.ts';
import type { GpuContext } from '../memory/gpu-context.ts';
import { type RecurrentNet, shapeOf } from '../passes/shape.ts';
import { Cohort } from './cohort.ts';
import { DescentSlot } from './descent-slot.ts';

export class Cohorts {
  readonly #context: GpuContext;
  readonly #cohorts = new Map<string, Cohort>();

  constructor(context: GpuContext) {
    this.#context = context;
  }

  /** @throws RangeError for a rule that the device lacks, and for a state that is none of the rule's */
  descend(net: RecurrentNet, at: DescentState, settings: DescentSettings): Descent {
    return new JoiningDescent(this, net, at, settings);
  }

  /** Slot in the cohort of such nets and batches, which is opened where there is none. */
  join(net: RecurrentNet, { batch }: UpdateRequest, at: RuleState, settings: DescentSettings): DescentSlot {
    const form = { shape: shapeOf(net, batch), sequences: batch.sequences };
    const key = JSON.stringify([form, ruleOf(settings).kind]);
    let cohort = this.#cohorts.get(key);
    if (cohort === undefined) {
      cohort = new Cohort(this.#context, form, ruleCodeFor(gpuRules, settings), () =>
        this.#cohorts.delete(key),
      );
      this.#cohorts.set(key, cohort);
    }
    const slot = new DescentSlot(cohort, at, settings);
    cohort.join(slot);
    return slot;
  }

  close(): void {
    for (const cohort of this.#cohorts.values()) cohort.close();
    this.#cohorts.clear();
  }
}

/** Descent that joins its cohort with its first batch, which determines the cohort. */
class JoiningDescent implements Descent {
  readonly #cohorts: Cohorts;
  readonly #net: RecurrentNet;
  readonly #initial: RuleState;
  readonly #layout: MomentLayout;
  readonly #settings: DescentSettings;
  #slot: DescentSlot | null = null;

  constructor(cohorts: Cohorts, net: RecurrentNet, at: DescentState, settings: DescentSettings) {
    this.#cohorts = cohorts;
    this.#net = net;
    this.#layout = ruleCodeFor(gpuRules, settings);
    this.#initial = ruleStateOf(at, this.#layout, settings);
    this.#settings = settings;
  }

  async run(next: () => UpdateRequest | null): Promise<DescentReport> {
    if (this.#slot !== null) return this.#slot.run(next);
    const first = next();
    if (first === null || !this.#initial.parameters.every(Number.isFinite)) return this.#without(first);
    this.#slot = this.#cohorts.join(this.#net, first, this.#initial, this.#settings);
    let isFirst = true;
    return this.#slot.run(() => {
      if (!isFirst) return next();
      isFirst = false;
      return first;
    });
  }

  async state(): Promise<DescentState> {
    if (this.#slot !== null) return this.#slot.state();
    const { parameters, vectors, updates } = this.#initial;
    const copies = {
      parameters: parameters.slice(),
      vectors: vectors.map((vector) => vector.slice()),
      updates,
    };
    return descentStateOf(copies, this.#layout);
  }

  close(): void {
    this.#slot?.close();
  }

  /** Report without an update; or, as parameters that are not finite have no loss, with one that failed. */
  #without(first: UpdateRequest | null): DescentReport {
    const nothing = Float64Array.from(first === null ? [] : [Number.NaN]);
    const omegas = this.#settings.omega === null ? null : nothing;
    return {
      losses: nothing,
      norms: nothing,
      omegas,
      stateNorms: null,
      fault: first === null ? null : 'loss',
    };
  }
}
