/**
 * Populations: the losses of many genomes on one batch. A large population goes through in portions, several of which
 * are under way, so that the GPU computes one while the next is uploaded.
 */
import type { Batch } from '../../batch.ts';
import type { Vector } from '../../device.ts';
import type { KernelShape } from '../kernels/kernel.ts';
import { TALLY_WORDS } from '../kernels/record-words.ts';
import { BufferPool } from '../memory/buffer-pool.ts';
import type { GpuContext } from '../memory/gpu-context.ts';
import { asFloats } from '../memory/read-back.ts';
import { cutSequences, slotsFitting } from '../memory/sizes.ts';
import { type EvaluationPrograms, encodeEvaluation, evaluationPrograms } from './evaluation.ts';
import { populationPass } from './population-pass.ts';
import { type RecurrentNet, shapeOf } from './shape.ts';

/** Bytes of a portion's genomes, where they are more: long on the GPU against a submission. */
const PORTION_BYTES = 2 ** 23;
/** Number of portions under way: one that the GPU works on, and two that wait. */
const PORTIONS_AHEAD = 3;

export class Populations {
  readonly #context: GpuContext;
  readonly #pool: BufferPool;
  readonly #programs = new Map<string, Promise<EvaluationPrograms>>();

  constructor(context: GpuContext) {
    this.#context = context;
    this.#pool = new BufferPool(context.gpu, 'populations');
  }

  /** Losses E of the genomes, `[count]`. */
  async evaluate(net: RecurrentNet, genomes: Vector, count: number, batch: Batch): Promise<Float64Array> {
    const { gpu, readBack, resident, mutex } = this.#context;
    const shape = shapeOf(net, batch);
    const programs = await this.#programsFor(shape, batch.sequences);
    const ranges = cutSequences(gpu, shape, batch, 'evaluation');
    const size = {
      rows: 0,
      answers: Math.max(...ranges.map(({ answers }) => answers)),
      sequences: batch.sequences,
      steps: batch.steps,
    };
    const most = Math.min(
      slotsFitting(gpu, shape, size, 'evaluation'),
      Math.max(1, Math.floor(PORTION_BYTES / 4 / net.parameters)),
    );
    const portion = Math.ceil(count / Math.ceil(count / most));
    const results = new Float64Array(count);
    const underWay: Promise<void>[] = [];
    try {
      for (let first = 0; first < count; first += portion) {
        const slots = Math.min(portion, count - first);
        const theta = single(genomes.subarray(first * net.parameters, (first + slots) * net.parameters));
        const arrived = await mutex.run(async () => {
          const work = { shape, programs, batch, ranges, theta, slots };
          const encoder = await encodeEvaluation(gpu, this.#pool, resident, work);
          const tallies = this.#pool.buffer('tallies');
          return readBack.submit(encoder, [{ buffer: tallies, from: 0, words: TALLY_WORDS * slots }]);
        });
        const received = arrived().then(([tallies]) => {
          const means = asFloats(tallies!);
          for (let slot = 0; slot < slots; slot++) results[first + slot] = means[slot * TALLY_WORDS]!;
        });
        // The rejection is handled where it is awaited, which is later.
        received.catch(() => {});
        underWay.push(received);
        if (underWay.length === PORTIONS_AHEAD) await underWay.shift();
      }
    } finally {
      await Promise.all(underWay);
    }
    return results;
  }

  close(): void {
    this.#pool.close(['data']);
  }

  /** Programs, whose texts take longer to write than a small population to evaluate. */
  #programsFor(shape: KernelShape, sequences: number): Promise<EvaluationPrograms> {
    const { gpu, programs } = this.#context;
    const key = JSON.stringify([shape, sequences]);
    let found = this.#programs.get(key);
    if (found === undefined) {
      const passing = populationPass(programs, gpu.limits, shape, sequences);
      found = evaluationPrograms(programs, shape, passing, true);
      this.#programs.set(key, found);
    }
    return found;
  }
}

/** Numbers as float32: the same array where they are. */
const single = (numbers: Vector): Float32Array =>
  numbers instanceof Float32Array ? numbers : new Float32Array(numbers);
