/** Cache of batches on the GPU, by identity. */
import type { Batch } from '../../batch.ts';
import { BufferUsage, type Gpu } from '../gpu/gpu.ts';
import { packBatch, packedWords } from './packed-batch.ts';

/** Most batches: exams come in chunks, ten of them for a full validation, and trials of one task take turns on them. */
const MOST_BATCHES = 32;
const MOST_BYTES = 2 ** 27;

export class ResidentBatches {
  readonly #gpu: Gpu;
  /** Buffers, least recently used first. */
  readonly #buffers = new Map<Batch, GPUBuffer>();
  #bytes = 0;

  constructor(gpu: Gpu) {
    this.#gpu = gpu;
  }

  /** Buffer with the batch by itself, its record at the beginning. */
  async bufferOf(batch: Batch): Promise<GPUBuffer> {
    const known = this.#buffers.get(batch);
    if (known !== undefined) {
      this.#buffers.delete(batch);
      this.#buffers.set(batch, known);
      return known;
    }
    const words = new Uint32Array(packedWords(batch));
    packBatch(batch, words, 0);
    const usage = BufferUsage.STORAGE | BufferUsage.COPY_DST;
    const buffer = await this.#gpu.createBuffer(
      words.byteLength,
      usage,
      'a batch of sequences',
      'a smaller batch',
    );
    this.#gpu.device.queue.writeBuffer(buffer, 0, words);
    this.#makeRoom(buffer.size);
    this.#buffers.set(batch, buffer);
    this.#bytes += buffer.size;
    return buffer;
  }

  close(): void {
    for (const buffer of this.#buffers.values()) buffer.destroy();
    this.#buffers.clear();
  }

  #makeRoom(bytes: number): void {
    for (const [batch, buffer] of this.#buffers) {
      if (this.#buffers.size < MOST_BATCHES && this.#bytes + bytes <= MOST_BYTES) return;
      this.#buffers.delete(batch);
      this.#bytes -= buffer.size;
      buffer.destroy();
    }
  }
}
