/**
 * Prefetching of training batches by other threads, so that a thread whose device computes beside it does not keep it
 * waiting. The batches are the same in any thread; one that is not there in time is drawn by the thread itself.
 *
 *   follow(index) ──▶ drawers: the blocks after index ──▶ BatchStore ──▶ take(index + 1), …
 */

import type { Batch } from '../../engine/batch.ts';
import type { TaskOptions } from '../../tasks/batches.ts';
import { type BatchStore, bytesOf } from './batch-store.ts';

/** Training stream of one repetition, in minibatches of one size. */
export interface TrainingStream {
  /** Id that tells it from every other. */
  readonly id: string;
  readonly task: string;
  readonly options: TaskOptions;
  readonly path: readonly (string | number)[];
  readonly sequences: number;
}

/** Request for batches `first` to `first + count - 1` of a stream. */
export interface DrawRequest {
  readonly stream: TrainingStream;
  readonly first: number;
  readonly count: number;
}

/** Draws in another thread. Rejects where the task fails, which the thread itself then meets. */
export type Drawers = (request: DrawRequest) => Promise<readonly Batch[]>;

/** Key of a batch in a store. */
export const batchKey = ({ id }: Pick<TrainingStream, 'id'>, index: number): string => `${id} ${index}`;

interface Followed {
  /** Indices of the last batch that was used, the first that is not on order, and the first that has not come. */
  used: number;
  ordered: number;
  come: number;
  /** Number of batches to have ready beyond the one in use; raised after each that came too late. */
  lead: number;
  /** Index of a batch before which the lead does not grow: the present lead has to show its effect first. */
  patientUntil: number;
  /** Count of calls when it was last followed. */
  seen: number;
  /** True once no batch is drawn ahead any more. */
  isOver: boolean;
}

/** Most batches of an order: sending one costs less than drawing them. */
const BLOCK = 16;
const LEAST_LEAD = 32;
const MOST_LEAD = 1024;
/** Number of calls after which a stream that was not followed has ended. */
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

  /** Follows the stream: batch `index` is in use, so those after it are ordered. */
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

  /** Number of batches that fit into half of the store, for trials behind need its contents. */
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
