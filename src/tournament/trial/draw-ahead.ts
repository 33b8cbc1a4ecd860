/**
 * Training batches drawn by other threads before they are asked for, so that a thread whose device computes beside it
 * does not keep it waiting. What is drawn is the same whoever draws it; what is not there in time, the thread draws
 * itself.
 *
 *   follow(index) ──▶ drawers: the blocks after index ──▶ BatchStore ──▶ take(index + 1), …
 */

import type { Batch } from '../../engine/batch.ts';
import type { TaskOptions } from '../../tasks/batches.ts';
import { type BatchStore, bytesOf } from './batch-store.ts';

/** The training stream of one repetition, in minibatches of one size. */
export interface TrainingStream {
  /** Tells it from every other. */
  readonly id: string;
  readonly task: string;
  readonly options: TaskOptions;
  readonly path: readonly (string | number)[];
  readonly sequences: number;
}

/** Batches `first` to `first + count - 1` of a stream. */
export interface DrawRequest {
  readonly stream: TrainingStream;
  readonly first: number;
  readonly count: number;
}

/** Draws elsewhere. Rejects where the task fails, which the thread itself then meets. */
export type Drawers = (request: DrawRequest) => Promise<readonly Batch[]>;

/** What batches are known by in a store. */
export const batchKey = ({ id }: Pick<TrainingStream, 'id'>, index: number): string => `${id} ${index}`;

interface Followed {
  /** The last batch that was used, the first that is not on order, and the first that has not come. */
  used: number;
  ordered: number;
  come: number;
  /** So many batches are to be there beyond the one in use; more after each that came too late. */
  lead: number;
  /** The lead grows no further before this batch: what it is now has to show first. */
  patientUntil: number;
  /** When it was last followed, in calls. */
  seen: number;
  /** Nothing is drawn ahead any more. */
  isOver: boolean;
}

/** Batches of an order, at most: sending one costs less than drawing them. */
const BLOCK = 16;
const LEAST_LEAD = 32;
const MOST_LEAD = 1024;
/** A stream that was not followed in so many calls has ended. */
const FORGOTTEN_AFTER = 100_000;

export class DrawAhead {
  readonly #store: BatchStore;
  readonly #drawers: Drawers;
  readonly #followed = new Map<string, Followed>();
  #calls = 0;

  constructor(store: BatchStore, drawers: Drawers) {
    this.#store = store;
    this.#drawers = drawers;
  }

  /** Batch `index` of the stream is being used: sees to it that those after it are drawn. */
  follow(stream: TrainingStream, index: number, batch: Batch): void {
    const followed = this.#find(stream, index);
    followed.seen = ++this.#calls;
    if (followed.isOver || index <= followed.used) return;
    followed.used = index;
    if (index >= followed.come && index >= followed.patientUntil) {
      followed.lead = Math.min(MOST_LEAD, 2 * followed.lead);
      followed.patientUntil = index + followed.lead;
    }
    followed.ordered = Math.max(followed.ordered, index + 1);
    followed.come = Math.max(followed.come, index + 1);
    const lead = Math.min(followed.lead, this.#affordable(batch));
    const count = Math.min(BLOCK, lead);
    if (count === 0) return;
    while (followed.ordered + count <= index + 1 + lead) void this.#order(stream, followed, count);
  }

  #find({ id }: TrainingStream, index: number): Followed {
    let followed = this.#followed.get(id);
    if (followed === undefined) {
      this.#forgetOld();
      const next = index + 1;
      followed = {
        used: index - 1,
        ordered: next,
        come: next,
        lead: LEAST_LEAD,
        patientUntil: 0,
        seen: 0,
        isOver: false,
      };
      this.#followed.set(id, followed);
    }
    return followed;
  }

  /** Half of the store, for those behind need what is in it. */
  #affordable(batch: Batch): number {
    return Math.floor(this.#store.most / 2 / bytesOf(batch) / this.#followed.size);
  }

  async #order(stream: TrainingStream, followed: Followed, count: number): Promise<void> {
    const first = followed.ordered;
    followed.ordered += count;
    try {
      const batches = await this.#drawers({ stream, first, count });
      for (const [offset, batch] of batches.entries()) {
        const index = first + offset;
        if (index > followed.used) this.#store.put(batchKey(stream, index), batch);
      }
      followed.come = Math.max(followed.come, first + count);
    } catch {
      followed.isOver = true;
    }
  }

  #forgetOld(): void {
    for (const [id, { seen }] of this.#followed) {
      if (this.#calls - seen > FORGOTTEN_AFTER) this.#followed.delete(id);
    }
  }
}
