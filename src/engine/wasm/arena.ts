/** Arena allocator in the kernels' memory: allocated from one end and released down to a mark. */
import { RunError } from '../../errors.ts';

const PAGE = 65536;
const MOST_PAGES = 65536;
/** Alignment to a cache line; vectors of 256 bits then never straddle two. */
const ALIGNMENT = 64;

export class Arena {
  readonly #memory: WebAssembly.Memory;
  #used: number;

  constructor(memory: WebAssembly.Memory, start: number) {
    this.#memory = memory;
    this.#used = start;
  }

  /** Mark: the lowest address of the next piece; `release` goes back to it. */
  get mark(): number {
    return this.#used;
  }

  release(mark: number): void {
    this.#used = mark;
  }

  /**
   * Allocates that many bytes and returns their address; the content is arbitrary. Views taken earlier may be detached
   * afterwards.
   * @throws RunError when 4 GiB, or the machine's memory, do not hold it
   */
  take(bytes: number): number {
    const start = Math.ceil(this.#used / ALIGNMENT) * ALIGNMENT;
    const end = start + bytes;
    const missing = Math.ceil((end - this.#memory.buffer.byteLength) / PAGE);
    if (missing > 0) this.#grow(missing, end);
    this.#used = end;
    return start;
  }

  get floats(): Float32Array {
    return new Float32Array(this.#memory.buffer);
  }

  get integers(): Int32Array {
    return new Int32Array(this.#memory.buffer);
  }

  get records(): DataView {
    return new DataView(this.#memory.buffer);
  }

  /** View of `count` numbers at a byte address, until the next `take`. */
  floatsAt(address: number, count: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, count);
  }

  doublesAt(address: number, count: number): Float64Array {
    return new Float64Array(this.#memory.buffer, address, count);
  }

  integersAt(address: number, count: number): Int32Array {
    return new Int32Array(this.#memory.buffer, address, count);
  }

  #grow(pages: number, bytes: number): void {
    const needed = `${Math.ceil(bytes / 2 ** 20)} MiB`;
    if (this.#memory.buffer.byteLength / PAGE + pages > MOST_PAGES) {
      throw new RunError(
        `the batch and net take ${needed}, more than the 4096 MiB of the wasm device: use fewer or shorter sequences, or fewer units`,
      );
    }
    try {
      this.#memory.grow(pages);
    } catch {
      throw new RunError(
        `no memory for the ${needed} that the batch and net take: use fewer or shorter sequences, or fewer units`,
      );
    }
  }
}
