/** Queue of events that wait in memory until the run file can be written, thinned to those that will still be in it. */
import type { TournamentEvent } from '../tournament/spec/tournament.ts';

type CheckpointEvent = Extract<TournamentEvent, { type: 'checkpoint' }>;

/** Size of an event beside its arrays, in bytes, roughly. */
const SMALL = 1000;

export class WaitingEvents {
  #events: TournamentEvent[] = [];
  #bytes = 0;

  get count(): number {
    return this.#events.length;
  }

  /** Size in bytes of memory, roughly. */
  get bytes(): number {
    return this.#bytes;
  }

  first(): TournamentEvent | undefined {
    return this.#events[0];
  }

  removeFirst(): void {
    const first = this.#events.shift();
    if (first !== undefined) this.#bytes -= sizeOf(first);
  }

  /** Events in order. */
  *[Symbol.iterator](): Generator<TournamentEvent> {
    yield* this.#events;
  }

  add(event: TournamentEvent): void {
    if (event.type === 'checkpoint' && event.snapshot !== null) this.#thin(event);
    this.#events.push(event);
    this.#bytes += sizeOf(event);
  }

  /** Drops data that a later checkpoint of the trial makes obsolete: earlier snapshots, and earlier champions. */
  #thin(later: CheckpointEvent): void {
    this.#events = this.#events.map((event) => {
      if (event.type !== 'checkpoint' || event.id !== later.id) return event;
      // The state at a trial's end is that before its last validation, and needs the champion of then.
      const isLeft = later.champion === null || later.snapshotValidatedAt !== undefined;
      const champion = isLeft ? event.champion : null;
      if (event.snapshot === null && event.champion === champion) return event;
      const thinned: CheckpointEvent = { ...event, snapshot: null, champion };
      this.#bytes += sizeOf(thinned) - sizeOf(event);
      return thinned;
    });
  }
}

function sizeOf(event: TournamentEvent): number {
  if (event.type === 'finished') return SMALL + (event.result.champion?.parameters.byteLength ?? 0);
  if (event.type !== 'checkpoint') return SMALL;
  const arrays = Object.values(event.snapshot?.arrays ?? {});
  const series = Object.values(event.checkpoint.inside);
  return (
    SMALL +
    (event.champion?.parameters.byteLength ?? 0) +
    arrays.reduce((sum, { byteLength }) => sum + byteLength, 0) +
    series.reduce<number>((sum, one) => sum + (Array.isArray(one) ? 8 * one.length : 8), 0)
  );
}
