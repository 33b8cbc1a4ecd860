/**
 * Record of births: a watcher of a search by GENITOR that keeps which children were taken in, and of what parents. With
 * the streams of their numbers that is enough to make each of them again. Members of the first population, the
 * founders, have numbers below 0: -1 is the one in slot 0.
 */
import type { Birth, BirthWatcher } from '../../learners/genetic/births.ts';
import type { Population } from '../../learners/genetic/population.ts';

/** Child that was taken in; plain JSON. */
export interface Born {
  readonly number: number;
  /** Numbers of its parents. */
  readonly first: number;
  readonly second: number;
  /** Numbers that the selection of its parents drew from its stream. */
  readonly draws: number;
  /** Number of the training batch, on which the three losses are. */
  readonly batch: number;
  readonly loss: number;
  /** Losses of its parents when it was bred; null for a failed one. */
  readonly firstLoss: number | null;
  readonly secondLoss: number | null;
  /** True where it became the best member. */
  readonly best: boolean;
}

/** State of the record between two parts of a replay; plain JSON. */
export interface RecordState {
  /** Members by slot: number, and loss (null: failed, or none yet). */
  readonly members: readonly (readonly [number: number, loss: number | null])[];
  readonly batch: number;
  /** Children landed so far, taken in or not. */
  readonly landed: number;
  /** Children bred and not landed, in order. */
  readonly pending: readonly Pending[];
}

type Pending = Pick<Born, 'number' | 'first' | 'second' | 'draws' | 'batch' | 'firstLoss' | 'secondLoss'>;

export class BirthRecord implements BirthWatcher {
  /** Children taken in since `take`. */
  #births: Born[] = [];
  readonly #numbers: number[];
  readonly #losses: number[];
  readonly #pending: Pending[];
  readonly #change: ((birth: Birth) => void) | undefined;
  #batch: number;
  #landed: number;

  /**
   * Makes the record of a search with so many members.
   * @param change writes another child in the place of one that was bred
   */
  constructor(size: number, state?: RecordState, change?: (birth: Birth) => void) {
    this.#numbers =
      state?.members.map(([number]) => number) ?? Array.from({ length: size }, (_, slot) => -1 - slot);
    this.#losses = Array.from(
      { length: size },
      (_, slot) => state?.members[slot]?.[1] ?? Number.POSITIVE_INFINITY,
    );
    this.#pending = [...(state?.pending ?? [])];
    this.#batch = state?.batch ?? 0;
    this.#landed = state?.landed ?? 0;
    this.#change = change;
  }

  /** Number of children landed so far. */
  get count(): number {
    return this.#landed;
  }

  bred(birth: Birth): void {
    const { number, population, first, second, draws } = birth;
    this.#pending.push({
      ...{ number, draws, batch: this.#batch },
      first: this.#numbers[population.slots[first]!]!,
      second: this.#numbers[population.slots[second]!]!,
      firstLoss: finite(population.losses[first]!),
      secondLoss: finite(population.losses[second]!),
    });
    this.#change?.(birth);
  }

  landed(number: number, loss: number, slot: number | null): void {
    const bred = this.#pending.shift();
    if (bred?.number !== number) throw new Error(`birth ${number} landed, birth ${bred?.number} was due`);
    this.#landed++;
    if (slot === null) return;
    this.#births.push({ ...bred, loss, best: this.#losses.every((other) => loss < other) });
    this.#numbers[slot] = number;
    this.#losses[slot] = loss;
  }

  reevaluated(batch: number, { slots, losses }: Population): void {
    this.#batch = batch;
    for (const [rank, slot] of slots.entries()) this.#losses[slot] = losses[rank]!;
  }

  /** Number of the member in that slot. */
  numberIn(slot: number): number {
    return this.#numbers[slot]!;
  }

  /** Children taken in since the last call. */
  take(): Born[] {
    const taken = this.#births;
    this.#births = [];
    return taken;
  }

  state(): RecordState {
    return {
      members: this.#numbers.map((number, slot) => [number, finite(this.#losses[slot]!)] as const),
      batch: this.#batch,
      landed: this.#landed,
      pending: [...this.#pending],
    };
  }
}

const finite = (loss: number): number | null => (Number.isFinite(loss) ? loss : null);
