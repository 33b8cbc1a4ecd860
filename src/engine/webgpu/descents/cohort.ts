/**
 * Cohort: descents of nets of one shape by one update rule on batches of one form, side by side on the GPU. While the GPU works on one
 * chunk of updates, the next one is drawn, packed and submitted, so that it never waits for the host; the host reads
 * back a few numbers an update.
 *
 *   slots ──take──▶ chunk ──encode, submit──▶ GPU ──log──▶ slots
 *
 * θ and the rule's vectors stay on the GPU. The results of a slot depend on its own batches alone: its sums are made in an order that neither
 * the other slots nor the cutting into chunks changes.
 */
import { monotonicSeconds } from '../../../clock.ts';
import { Mutex } from '../../../mutex.ts';
import { powerFrom } from '../../../numeric/powers.ts';
import type { KernelShape } from '../kernels/kernel.ts';
import type { Program } from '../kernels/programs.ts';
import { ASSIGNMENT_WORDS, LANE_WORDS, LOG_WORDS } from '../kernels/record-words.ts';
import type { GpuRule } from '../kernels/rules/gpu-rule.ts';
import { updateKernel } from '../kernels/update.ts';
import { BufferPool } from '../memory/buffer-pool.ts';
import type { GpuContext } from '../memory/gpu-context.ts';
import { asFloats, type Piece } from '../memory/read-back.ts';
import { laneWords } from '../passes/gradients.ts';
import { requireScratch, type TrainingPrograms, trainingPrograms } from '../passes/training.ts';
import { type Chunk, type CohortForm, takeChunk } from './chunk.ts';
import type { DescentSlot, SlotKeeper } from './descent-slot.ts';
import { chunkJobs, encodeChunk } from './encode-chunk.ts';

/** Seconds of a chunk on the GPU: long against its submission, short against a glance at the clock. */
const CHUNK_SECONDS = 0.03;
const MOST_DEPTH = 256;
const FIRST_DEPTH = 4;
/** Number of chunks on the GPU: one that it works on, and one that waits. */
const CHUNKS_AHEAD = 2;

/** Chunk that is on the GPU. */
interface Submitted {
  readonly chunk: Chunk;
  readonly arrived: Promise<Uint32Array[]>;
  /** Watchers of the pieces behind the log: the slot of each piece of state norms, and its watched entries. */
  readonly watchers: readonly Watcher[];
  readonly began: number;
  readonly depth: number;
}

interface Watcher {
  readonly slot: DescentSlot;
  /** Index of each watched entry of the slot in the chunk, with its batch's number of steps. */
  readonly entries: readonly { readonly index: number; readonly steps: number }[];
}

export class Cohort implements SlotKeeper {
  readonly #context: GpuContext;
  readonly #shape: KernelShape;
  readonly #sequences: number;
  readonly #parameters: number;
  readonly #rule: GpuRule;
  /** Lanes of a slot: θ, and the vectors of the rule behind it as further lanes. */
  readonly #width: number;
  readonly #pool: BufferPool;
  readonly #mutex = new Mutex();
  readonly #slots = new Set<DescentSlot>();
  readonly #onEmpty: () => void;
  readonly #free: number[] = [];
  #laneCount = 0;
  #stepCapacity = 0;
  #depth = 1;
  #isDriving = false;
  #programs: Promise<{ training: TrainingPrograms; update: Program }> | null = null;

  constructor(context: GpuContext, { shape, sequences }: CohortForm, rule: GpuRule, onEmpty: () => void) {
    this.#context = context;
    this.#shape = shape;
    this.#sequences = sequences;
    this.#parameters = shape.offsets.parameters;
    this.#rule = rule;
    this.#width = 1 + rule.vectors;
    this.#pool = new BufferPool(context.gpu, 'descents');
    this.#onEmpty = onEmpty;
  }

  /** Number of descents under way. */
  get size(): number {
    return this.#slots.size;
  }

  join(slot: DescentSlot): void {
    slot.index = this.#free.pop() ?? this.#laneCount;
    if (slot.index === this.#laneCount) this.#laneCount += this.#width;
    this.#slots.add(slot);
  }

  leave(slot: DescentSlot): void {
    if (!this.#slots.delete(slot)) return;
    this.#free.push(slot.index);
    if (this.#slots.size > 0) return;
    this.#onEmpty();
    if (!this.#isDriving) this.#clear();
  }

  close(): void {
    this.#pool.close();
  }

  wake(): void {
    if (this.#isDriving) return;
    this.#isDriving = true;
    // After the other slots that begin at the same moment, so that they are together from the first chunk on.
    setImmediate(() => void this.#drive());
  }

  readVectors(slot: DescentSlot): Promise<Float32Array> {
    if (slot.initial !== null) return Promise.resolve(slot.initial.slice());
    const { gpu, readBack } = this.#context;
    return gpu.guard(async () => {
      const arrived = await this.#mutex.run(async () => {
        const encoder = gpu.device.createCommandEncoder();
        const from = slot.index * this.#parameters;
        const piece = { buffer: this.#pool.buffer('theta'), from, words: this.#width * this.#parameters };
        return readBack.submit(encoder, [piece]);
      });
      return asFloats((await arrived())[0]!).slice();
    });
  }

  /** Event loop of the cohort: works until no slot has anything left to do. */
  async #drive(): Promise<void> {
    const submitted: Submitted[] = [];
    try {
      for (;;) {
        while (submitted.length < CHUNKS_AHEAD) {
          const chunk = this.#take(submitted.length === 0);
          if (chunk === null) break;
          submitted.push(await this.#submit(chunk));
        }
        if (submitted.length > 0) await this.#receive(submitted.shift()!);
        for (const slot of this.#slots) slot.settle();
        if (submitted.length > 0) continue;
        // Lanes whose runs have just ended may begin others at once.
        await nextTurn();
        const chunk = this.#take(true);
        for (const slot of this.#slots) slot.settle();
        if (chunk === null) break;
        submitted.push(await this.#submit(chunk));
      }
    } catch (error) {
      for (const slot of this.#slots) slot.fail(error);
    } finally {
      this.#isDriving = false;
      if (this.#slots.size === 0) this.#clear();
    }
  }

  /** Frees the buffers once they are unused. */
  #clear(): void {
    void this.#mutex.run(async () => this.close());
  }

  /** Takes a chunk. A GPU that has run dry gets a short one, so that it is at work while the next one is drawn. */
  #take(isDry: boolean): Chunk | null {
    const form = { shape: this.#shape, sequences: this.#sequences };
    const depth = isDry ? Math.min(FIRST_DEPTH, this.#depth) : this.#depth;
    return takeChunk(this.#context.gpu, form, [...this.#slots], depth);
  }

  async #submit(chunk: Chunk): Promise<Submitted> {
    const { gpu, programs, readBack } = this.#context;
    this.#programs ??= Promise.all([
      trainingPrograms(programs, this.#shape),
      programs.compile(updateKernel(this.#shape, this.#rule), this.#shape),
    ]).then(([training, update]) => ({ training, update }));
    const { training, update } = await this.#programs;
    return gpu.guard(() =>
      this.#mutex.run(async () => {
        await this.#makeRoom(chunk, training);
        this.#seat(chunk);
        const began = monotonicSeconds();
        this.#pool.write('data', chunk.data);
        this.#pool.write('assignments', chunk.assignments);
        const steps = this.#stepCapacity;
        await this.#pool.writeJobs(chunkJobs(this.#shape, chunk, steps));
        const encoder = gpu.device.createCommandEncoder();
        encodeChunk(gpu, this.#pool, encoder, { training, update }, this.#shape, chunk, steps);
        const watchers = watchersOf(chunk);
        const log = { buffer: this.#pool.buffer('log'), from: 0, words: LOG_WORDS * chunk.entries.length };
        const arrived = await readBack.submit(encoder, [log, ...watchers.map((one) => this.#normsOf(one))]);
        const depth = Math.max(...countsBySlot(chunk));
        const coming = arrived();
        // The rejection is handled where it is awaited, which is later.
        coming.catch(() => {});
        return { chunk, arrived: coming, watchers, began, depth };
      }),
    );
  }

  #normsOf({ slot, entries }: Watcher): Piece {
    return {
      buffer: this.#pool.buffer('keptStateNorms'),
      from: slot.index * this.#stepCapacity,
      words: Math.max(...entries.map(({ steps }) => steps)),
    };
  }

  async #receive({ chunk, arrived, watchers, began, depth }: Submitted): Promise<void> {
    const [log, ...norms] = await arrived;
    this.#adapt(depth, monotonicSeconds() - began);
    const numbers = asFloats(log!);
    for (const [index, { slot }] of chunk.entries.entries()) {
      const at = LOG_WORDS * index;
      slot.told({
        loss: numbers[at]!,
        norm: normOf(numbers[at + 1]!, numbers[at + 2]!),
        omega: numbers[at + 3]!,
        fault: log![at + 4]!,
      });
    }
    for (const [index, { slot, entries }] of watchers.entries()) {
      const last = entries.findLast((entry) => log![LOG_WORDS * entry.index + 4] === 0);
      if (last === undefined) continue;
      slot.toldStateNorms(asFloats(norms[index]!).slice(0, last.steps));
    }
  }

  /** Adapts the chunk size: more layers after a short chunk, fewer after a long one. */
  #adapt(depth: number, seconds: number): void {
    if (seconds < CHUNK_SECONDS / 2 && depth >= this.#depth) {
      this.#depth = Math.min(MOST_DEPTH, 2 * this.#depth);
    } else if (seconds > 2 * CHUNK_SECONDS) {
      this.#depth = Math.max(1, Math.floor(this.#depth / 2));
    }
  }

  async #makeRoom(chunk: Chunk, training: TrainingPrograms): Promise<void> {
    const pool = this.#pool;
    // Kept norms are read with the chunk that made them, so nothing is lost when their rows get longer.
    this.#stepCapacity = Math.max(this.#stepCapacity, chunk.steps);
    const lanes = powerFrom(this.#laneCount);
    await pool.require('theta', 4 * lanes * this.#parameters, true);
    await pool.require('lanes', 4 * lanes * LANE_WORDS, true);
    await pool.require('keptStateNorms', 4 * lanes * this.#stepCapacity);
    await pool.require('data', chunk.data.byteLength);
    await pool.require('assignments', 4 * ASSIGNMENT_WORDS * chunk.entries.length);
    await pool.require('log', 4 * LOG_WORDS * chunk.entries.length);
    const works = chunk.dispatches.map(({ size, slots }) => ({
      size: { ...size, steps: this.#stepCapacity },
      slots,
    }));
    await requireScratch(pool, this.#shape, works, training);
  }

  /** Writes records of slots that are new or begin again after a fault. */
  #seat(chunk: Chunk): void {
    for (const slot of new Set(chunk.entries.map((entry) => entry.slot))) {
      if (slot.initial !== null) this.#pool.write('theta', slot.initial, slot.index * this.#parameters);
      if (slot.initial !== null || slot.isFaulty) {
        const words = laneWords(slot.settings, slot.laneNumbers);
        this.#pool.write('lanes', words, slot.index * LANE_WORDS);
      }
      slot.initial = null;
      slot.isFaulty = false;
    }
  }
}

/** Norm of float32 where it is within its range. */
function normOf(scale: number, ratio: number): number {
  const single = Math.fround(scale * ratio);
  return Number.isFinite(single) ? single : scale * ratio;
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

function countsBySlot({ entries }: Chunk): Iterable<number> {
  const counts = new Map<DescentSlot, number>();
  for (const { slot } of entries) counts.set(slot, (counts.get(slot) ?? 0) + 1);
  return counts.values();
}

function watchersOf({ entries }: Chunk): Watcher[] {
  const bySlot = new Map<DescentSlot, { index: number; steps: number }[]>();
  for (const [index, { slot, batch, watched }] of entries.entries()) {
    if (!watched) continue;
    const own = bySlot.get(slot) ?? [];
    own.push({ index, steps: batch.steps });
    bySlot.set(slot, own);
  }
  return [...bySlot].map(([slot, own]) => ({ slot, entries: own }));
}
