/** Evaluator: the losses of one net, with its outputs, on one batch. */
import { RunError } from '../../../errors.ts';
import type { Mutex } from '../../../mutex.ts';
import type { Batch } from '../../batch.ts';
import type { Evaluation, Vector } from '../../device.ts';
import type { Gpu } from '../gpu/gpu.ts';
import type { Programs } from '../kernels/programs.ts';
import { BufferPool } from '../memory/buffer-pool.ts';
import type { GpuContext } from '../memory/gpu-context.ts';
import { asFloats, type ReadBack } from '../memory/read-back.ts';
import type { ResidentBatches } from '../memory/resident.ts';
import { cutSequences, type Range } from '../memory/sizes.ts';
import { encodeEvaluation, evaluationPrograms } from './evaluation.ts';
import { forwardPass } from './index.ts';
import { type RecurrentNet, shapeOf } from './shape.ts';

export class Evaluator {
  readonly #gpu: Gpu;
  readonly #programs: Programs;
  readonly #readBack: ReadBack;
  readonly #resident: ResidentBatches;
  readonly #mutex: Mutex;
  readonly #pool: BufferPool;

  constructor({ gpu, programs, readBack, resident, mutex }: GpuContext) {
    this.#gpu = gpu;
    this.#programs = programs;
    this.#readBack = readBack;
    this.#resident = resident;
    this.#mutex = mutex;
    this.#pool = new BufferPool(gpu, 'evaluations');
  }

  async evaluate(net: RecurrentNet, parameters: Vector, batch: Batch): Promise<Evaluation> {
    const shape = shapeOf(net, batch);
    const passing = forwardPass(this.#programs, shape, 'evaluation');
    const programs = await evaluationPrograms(this.#programs, shape, passing, false);
    const theta = Float32Array.from(parameters);
    const ranges = cutSequences(this.#gpu, shape, batch, 'evaluation');
    const outputs = new Float32Array(batch.answerSteps.length * net.outputs * batch.sequences);
    const losses = new Float32Array(batch.sequences);
    const slot = spread(batch);
    for (const range of ranges) {
      const arrived = await this.#mutex.run(async () => {
        const work = { shape, programs, batch, ranges: [range], theta, slots: 1 };
        const encoder = await encodeEvaluation(this.#gpu, this.#pool, this.#resident, work);
        return this.#readBack.submit(encoder, [
          { buffer: this.#pool.buffer('losses'), from: range.first, words: range.count },
          { buffer: this.#pool.buffer('outputs'), from: 0, words: range.answers * net.outputs },
        ]);
      });
      const [lossWords, outputWords] = await arrived();
      losses.set(asFloats(lossWords!), range.first);
      slot(asFloats(outputWords!), range, outputs);
    }
    if (!theta.every(Number.isFinite)) losses.fill(Number.NaN);
    const total = losses.reduce((sum, loss) => sum + loss, 0);
    return { loss: total / batch.sequences, losses, outputs };
  }

  close(): void {
    this.#pool.close(['data']);
  }
}

/** Writes the outputs of a run's answers, `[answer][O]`, to their slots in `Evaluation.outputs`. */
function spread(batch: Batch): (from: Float32Array, range: Range, to: Float32Array) => void {
  const { sequences, outputs, mask } = batch;
  return (from, { first, count }, to) => {
    let answer = 0;
    for (let sequence = first; sequence < first + count; sequence++) {
      for (const [index, step] of batch.answerSteps.entries()) {
        if (mask[step * sequences + sequence] !== 1) continue;
        for (let output = 0; output < outputs; output++) {
          to[(index * outputs + output) * sequences + sequence] = from[answer * outputs + output]!;
        }
        answer++;
      }
    }
    if (answer * outputs !== from.length)
      throw new RunError('webgpu: answers got lost, a mistake of genoprop');
  };
}
