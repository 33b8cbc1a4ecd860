/**
 * Cache of batches that several trials of one thread have in common: each is drawn once and is one object for all of
 * them, since devices know a batch by identity. The oldest draws make room for new ones, since trials go through them
 * side by side; a batch that a trial far behind still needs is drawn again.
 */
import type { Batch } from '../../engine/batch.ts';

const MOST_BYTES = 2 ** 26;

export class BatchStore {
  /** Most bytes that are kept. */
  readonly most: number;
  /** Batches in the order in which they were drawn. */
  readonly #kept = new Map<string, Batch>();
  #bytes = 0;

  /**
   * Makes the cache.
   * @param most bytes; the batch drawn last is kept whatever its size
   */
  constructor(most = MOST_BYTES) {
    this.most = most;
  }

  /** Batch of that key, which is drawn where it is not kept. */
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

/** Bytes of a batch's arrays. */
export function bytesOf(batch: Batch): number {
  return Object.values(batch).reduce<number>(
    (sum, field: unknown) => sum + (ArrayBuffer.isView(field) ? field.byteLength : 0),
    0,
  );
}
