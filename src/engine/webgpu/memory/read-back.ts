/** Read-back of pieces of buffers to the host, all of them in one copy. */

import { powerFrom } from '../../../numeric/powers.ts';
import { BufferUsage, type Gpu, MapMode } from '../gpu/gpu.ts';

export interface Piece {
  readonly buffer: GPUBuffer;
  /** Offset in 32-bit words. */
  readonly from: number;
  readonly words: number;
}

const ROOMIEST = 2 ** 26;

export class ReadBack {
  readonly #gpu: Gpu;
  /** Pool of idle staging buffers, smallest first. */
  readonly #idle: GPUBuffer[] = [];

  constructor(gpu: Gpu) {
    this.#gpu = gpu;
  }

  /**
   * Adds the copies to the commands and submits them. The returned function waits for the content of the pieces,
   * `[piece]` as words; it may be called once, at any time.
   */
  async submit(encoder: GPUCommandEncoder, pieces: readonly Piece[]): Promise<() => Promise<Uint32Array[]>> {
    const bytes = 4 * pieces.reduce((total, { words }) => total + words, 0);
    const staging = await this.#take(bytes);
    let to = 0;
    for (const { buffer, from, words } of pieces) {
      encoder.copyBufferToBuffer(buffer, 4 * from, staging, to, 4 * words);
      to += 4 * words;
    }
    this.#gpu.device.queue.submit([encoder.finish()]);
    return () =>
      this.#gpu.guard(async () => {
        await staging.mapAsync(MapMode.READ, 0, bytes);
        const all = new Uint32Array(staging.getMappedRange(0, bytes).slice(0));
        staging.unmap();
        this.#giveBack(staging);
        let at = 0;
        return pieces.map(({ words }) => {
          const piece = all.subarray(at, at + words);
          at += words;
          return piece;
        });
      });
  }

  close(): void {
    for (const buffer of this.#idle) buffer.destroy();
    this.#idle.length = 0;
  }

  async #take(bytes: number): Promise<GPUBuffer> {
    const index = this.#idle.findIndex(({ size }) => size >= bytes);
    if (index >= 0) return this.#idle.splice(index, 1)[0]!;
    const size = powerFrom(Math.max(4096, bytes));
    const usage = BufferUsage.MAP_READ | BufferUsage.COPY_DST;
    return this.#gpu.createBuffer(bytes > ROOMIEST ? bytes : size, usage, 'results that the host reads');
  }

  #giveBack(buffer: GPUBuffer): void {
    if (buffer.size > ROOMIEST) {
      buffer.destroy();
      return;
    }
    this.#idle.push(buffer);
    this.#idle.sort((a, b) => a.size - b.size);
  }
}

export const asFloats = (words: Uint32Array): Float32Array =>
  new Float32Array(words.buffer, words.byteOffset, words.length);
