/**
 * Flight: groups of genomes whose evaluation is under way. Up to four groups fly at once, so that four workers are
 * busy, and land in the order of their birth whatever the order in which their scores arrive: a search that breeds
 * group g after group g - 4 has landed gives the same result with any number of workers.
 *
 *   born:    g+3  g+2  g+1  g      a slot of memory each, used again once its group has landed
 *                           └── lands next
 */
import type { Scores } from '../../engine/lesson.ts';
import type { Collect } from '../learner.ts';

/** Most groups in flight. */
const GROUPS = 4;

/** Group of genomes that are evaluated together. */
export interface Group {
  /** Index of the memory slot that holds its genomes. */
  readonly slot: number;
  /** Number of its first genome, from 0, and number of its genomes. */
  readonly first: number;
  readonly count: number;
}

/** Sizes of the slots that `inFlight` genomes in flight are dealt to, as evenly as can be. */
export function groupSizes(inFlight: number): readonly number[] {
  const groups = Math.min(GROUPS, inFlight);
  return Array.from(
    { length: groups },
    (_, group) => Math.floor(((group + 1) * inFlight) / groups) - Math.floor((group * inFlight) / groups),
  );
}

/** State of the flight; plain data for a snapshot. */
export interface FlightState {
  /** Number of genomes born so far, which is the number of the next. */
  readonly born: number;
  /** Slot of the next group. */
  readonly slot: number;
  /** Groups not landed yet, oldest first. */
  readonly groups: readonly Group[];
}

interface Flown {
  readonly group: Group;
  collect: Collect | null;
}

export class Flight {
  readonly #sizes: readonly number[];
  readonly #evaluate: (group: Group) => Collect;
  readonly #queue: Flown[] = [];
  #born: number;
  #slot: number;

  /**
   * Makes the flight.
   * @param evaluate hands a group's genomes to the problem; called once a group
   * @param inFlight most genomes in flight
   */
  constructor(
    inFlight: number,
    evaluate: (group: Group) => Collect,
    state: FlightState = { born: 0, slot: 0, groups: [] },
  ) {
    this.#sizes = groupSizes(inFlight);
    this.#evaluate = evaluate;
    this.#born = state.born;
    this.#slot = state.slot;
    for (const group of state.groups) this.#queue.push({ group, collect: null });
  }

  state(): FlightState {
    return { born: this.#born, slot: this.#slot, groups: this.#queue.map(({ group }) => group) };
  }

  /**
   * Sends up restored groups, then new ones while slots are free, none with a genome of number `limit` or beyond.
   * `breed` writes a group's genomes into its slot before it goes.
   */
  fill(limit: number, breed: (group: Group) => void): void {
    for (const flown of this.#queue) flown.collect ??= this.#evaluate(flown.group);
    while (this.#queue.length < this.#sizes.length && this.#born < limit) {
      const slot = this.#slot;
      const count = Math.min(this.#sizes[slot]!, limit - this.#born);
      const group: Group = { slot, first: this.#born, count };
      breed(group);
      this.#queue.push({ group, collect: this.#evaluate(group) });
      this.#born += count;
      this.#slot = (slot + 1) % this.#sizes.length;
    }
  }

  /** Lands the oldest group. Returns it with its scores `[count]`. Needs `fill` before it, and a group in flight. */
  async land(): Promise<Scores & { readonly group: Group }> {
    const { group, collect } = this.#queue[0]!;
    const scores = await collect!();
    this.#queue.shift();
    return { group, ...scores };
  }
}
