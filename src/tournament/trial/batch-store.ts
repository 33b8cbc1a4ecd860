/**
 * Batches that several trials of one thread draw alike: each is drawn once and is one object for all of them, for
 * devices know a batch by identity. Those drawn longest ago make room for new ones, for trials go through them side
 * by side; what a trial far behind still needs is drawn again.
 */
import type { Batch } from '../../engine/batch.ts';

const MOST_BYTES = 2 ** 26;

export class BatchStore {
  /** Bytes that are kept. */
  readonly most: number;
  /** In the order in which they were drawn. */
  readonly #kept = new Map<string, Batch>();
  #bytes = 0;

  /** @param most bytes; the batch drawn last is kept whatever its size */
  constructor(most = MOST_BYTES) {
    this.most = most;
  }

  /** The batch of that key, which is drawn where it is not kept. */
  take(key: string, draw: () => Batch): Batch {
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const batch = draw();
    this.put(key, batch);
    return batch;
  }

  /** Keeps a batch that was drawn elsewhere, unless one of that key is here. */
  put(key: string, batch: Batch): void {
    if (this.#kept.has(key)) return;
    this.#kept.set(key, batch);
    this.#bytes += bytesOf(batch);
    this.#makeRoom();
  }

  #makeRoom(): void {
    for (const [key, batch] of this.#kept) {
      if (this.#bytes <= this.most || this.#kept.size === 1) return;
      this.#kept.delete(key);
      this.#bytes -= bytesOf(batch);
    }
  }
}

/** Of its arrays. */
export function bytesOf(batch: Batch): number {
  return Object.values(batch).reduce<number>(
    (sum, field: unknown) => sum + (ArrayBuffer.isView(field) ? field.byteLength : 0),
    0,
  );
}
