/**
 * Buffer pool of one kind of work. Buffers have names, grow when more is asked for and never shrink; commands that were
 * encoded with a smaller buffer run as they were. Growing takes time, so work is encoded under the mutex (`mutex.ts`).
 */
import { BufferUsage, type Gpu } from '../gpu/gpu.ts';
import type { BufferName } from '../kernels/kernel.ts';
import { jobFields } from '../kernels/prelude.ts';
import type { Program } from '../kernels/programs.ts';
import type { Job } from './job.ts';
import { bufferBytes } from './sizes.ts';

const USAGE = BufferUsage.STORAGE | BufferUsage.COPY_SRC | BufferUsage.COPY_DST;
/** Alignment of dynamic offsets of uniforms, a multiple of this on every adapter. */
const JOB_STRIDE = 256;
/** Most words of one write: half of what Dawn takes from its ring buffer. */
const PIECE_WORDS = 2 ** 19;
/** A quiet NaN. */
const NAN_BITS = 0x7fc00000;

export class BufferPool {
  readonly #gpu: Gpu;
  /** Purpose of the buffers, in messages: `descents`. */
  readonly #what: string;
  readonly #buffers = new Map<BufferName, GPUBuffer>();
  #jobs: GPUBuffer | null = null;
  /** Bind groups of the present buffers. */
  readonly #groups = new Map<Program, GPUBindGroup>();

  constructor(gpu: Gpu, what: string) {
    this.#gpu = gpu;
    this.#what = what;
  }

  /**
   * Makes the buffer at least as large. Returns true where it is a new one.
   * @param keep true to copy its content
   */
  async require(name: BufferName, bytes: number, keep = false): Promise<boolean> {
    const old = this.#buffers.get(name);
    if (old !== undefined && old.size >= bytes) return false;
    // A buffer that has grown once may well grow again, as batches of many lengths make it.
    const spare = old === undefined ? 0 : Math.min(1.5 * old.size, bufferBytes(this.#gpu.limits));
    const buffer = await this.#gpu.createBuffer(Math.max(bytes, spare), USAGE, `${name} of ${this.#what}`);
    if (old !== undefined) {
      if (keep) {
        const encoder = this.#gpu.device.createCommandEncoder();
        encoder.copyBufferToBuffer(old, 0, buffer, 0, old.size);
        this.#gpu.device.queue.submit([encoder.finish()]);
      }
      old.destroy();
    }
    this.#buffers.set(name, buffer);
    this.#groups.clear();
    return true;
  }

  /** Lends another owner's buffer under that name, for the programs bound from now on. */
  lend(name: BufferName, buffer: GPUBuffer): void {
    if (this.#buffers.get(name) === buffer) return;
    this.#buffers.set(name, buffer);
    this.#groups.clear();
  }

  buffer(name: BufferName): GPUBuffer {
    const buffer = this.#buffers.get(name);
    if (buffer === undefined) throw new RangeError(`no buffer ${name} in the buffer pool of ${this.#what}`);
    return buffer;
  }

  /** Writes words, which may lie in shared memory, in pieces: Dawn keeps memory for small ones alone at hand. */
  write(name: BufferName, words: Uint32Array | Float32Array, atWord = 0): void {
    const buffer = this.buffer(name);
    for (let from = 0; from < words.length; from += PIECE_WORDS) {
      const piece = words.subarray(from, from + PIECE_WORDS) as typeof words & ArrayBufferView<ArrayBuffer>;
      this.#gpu.device.queue.writeBuffer(buffer, 4 * (atWord + from), piece);
    }
  }

  /** Writes the jobs of the next encoding. */
  async writeJobs(jobs: readonly Job[]): Promise<void> {
    const bytes = JOB_STRIDE * jobs.length;
    if (this.#jobs === null || this.#jobs.size < bytes) {
      const usage = BufferUsage.UNIFORM | BufferUsage.COPY_DST;
      const larger = await this.#gpu.createBuffer(Math.max(bytes, 64 * JOB_STRIDE), usage, 'jobs');
      this.#jobs?.destroy();
      this.#jobs = larger;
      this.#groups.clear();
    }
    const words = new Uint32Array(bytes / 4);
    for (const [index, job] of jobs.entries()) {
      for (const [field, name] of jobFields.entries()) {
        words[(index * JOB_STRIDE) / 4 + field] = name === 'nan' ? NAN_BITS : job[name];
      }
    }
    this.#gpu.device.queue.writeBuffer(this.#jobs, 0, words);
  }

  /** Encodes one dispatch on the job of that number. */
  dispatch(pass: GPUComputePassEncoder, program: Program, job: number, x: number, y = 1, z = 1): void {
    pass.setPipeline(program.pipeline);
    pass.setBindGroup(0, this.#groupOf(program), [job * JOB_STRIDE]);
    pass.dispatchWorkgroups(x, y, z);
  }

  /** Frees the pool's own buffers. */
  close(lent: readonly BufferName[] = []): void {
    for (const [name, buffer] of this.#buffers) if (!lent.includes(name)) buffer.destroy();
    this.#buffers.clear();
    this.#groups.clear();
    this.#jobs?.destroy();
    this.#jobs = null;
  }

  #groupOf(program: Program): GPUBindGroup {
    const known = this.#groups.get(program);
    if (known !== undefined) return known;
    const group = this.#gpu.device.createBindGroup({
      label: program.name,
      layout: program.layout,
      entries: [
        { binding: 0, resource: { buffer: this.#jobs!, size: JOB_STRIDE } },
        ...program.buffers.map((name, index) => ({
          binding: index + 1,
          resource: { buffer: this.buffer(name) },
        })),
      ],
    });
    this.#groups.set(program, group);
    return group;
  }
}
