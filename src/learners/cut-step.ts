/**
 * Step of a search whose updates take long: between slices of the work the trial may look around, and the step then
 * returns within the update. The next one goes on from there.
 */
import type { MayGoOn, Snapshot, StepCost, StepReport } from './learner.ts';

const FREE: StepCost = { macs: 0, sequences: 0, updates: 0, evaluations: 0 };

export class CutStep {
  #underWay: Promise<StepReport> | null = null;
  #mayGoOn: MayGoOn | undefined;
  /** Goes on with the work, and returns from the step; null where neither waits. */
  #goOn: (() => void) | null = null;
  #return: (() => void) | null = null;
  /** Cost of the last whole update, and the loss with it. */
  #last: StepCost | null = null;
  #loss = Number.NaN;

  /** True where an update is under way, between two steps. */
  get isWithin(): boolean {
    return this.#underWay !== null;
  }

  /** Makes an update by `update`, or goes on with the one under way, until it is done or `mayGoOn` returns false. */
  async run(update: () => Promise<StepReport>, mayGoOn: MayGoOn | undefined): Promise<StepReport> {
    this.#mayGoOn = mayGoOn;
    const { promise: cut, resolve } = Promise.withResolvers<null>();
    this.#return = () => resolve(null);
    this.#underWay ??= update();
    const goOn = this.#goOn;
    this.#goOn = null;
    goOn?.();
    const report = await Promise.race([this.#underWay, cut]);
    if (report === null) return { ...FREE, loss: this.#loss, ...(this.#last && { last: this.#last }) };
    this.#underWay = null;
    const { loss, macs, sequences, updates, evaluations } = report;
    this.#loss = loss;
    this.#last = { macs, sequences, updates, evaluations };
    return report;
  }

  /** Awaited between slices of an update. */
  readonly between = (): void | Promise<void> => {
    if (this.#mayGoOn === undefined || this.#mayGoOn(FREE, FREE)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#goOn = resolve;
    this.#return!();
    return promise;
  };

  /** The last whole update, for the search's snapshot. */
  snapshot(): Snapshot {
    return { arrays: { lastLoss: Float64Array.of(this.#loss) }, values: { lastCost: this.#last } };
  }

  restore({ arrays, values }: Snapshot): void {
    this.#loss = arrays.lastLoss?.[0] ?? Number.NaN;
    this.#last = (values.lastCost as StepCost | null | undefined) ?? null;
  }
}
