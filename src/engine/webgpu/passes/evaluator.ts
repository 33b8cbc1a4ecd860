/** Evaluator: the losses of one net with its outputs, or of many genomes, on one batch. */
import { RunError } from '../../../errors.ts';
import type { ElmanNet } from '../../../nets/net.ts';
import type { Batch } from '../../batch.ts';
import type { Evaluation, Vector } from '../../device.ts';
import type { Gpu } from '../gpu/gpu.ts';
import { answersKernel } from '../kernels/answers.ts';
import type { KernelShape } from '../kernels/kernel.ts';
import { rowLength } from '../kernels/prelude.ts';
import type { Program, Programs } from '../kernels/programs.ts';
import { ASSIGNMENT_WORDS, TALLY_WORDS } from '../kernels/record-words.ts';
import { tallyKernel } from '../kernels/tally.ts';
import { groupsFor } from '../kernels/workgroups.ts';
import { BufferPool } from '../memory/buffer-pool.ts';
import type { GpuContext } from '../memory/gpu-context.ts';
import type { Mutex } from '../memory/mutex.ts';
import { asFloats, type ReadBack } from '../memory/read-back.ts';
import type { ResidentBatches } from '../memory/resident.ts';
import { cutSequences, jobOf, largest, type Range, slotsFitting } from '../memory/sizes.ts';
import { encodePass, forwardPass, type PassPrograms } from './index.ts';
import { shapeOf } from './shape.ts';

interface EvaluationPrograms {
  readonly forward: PassPrograms;
  readonly answers: Program;
  readonly tally: Program;
}

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

  async evaluate(net: ElmanNet, parameters: Vector, batch: Batch): Promise<Evaluation> {
    const shape = shapeOf(net, batch);
    const programs = await this.#programsFor(shape);
    const theta = Float32Array.from(parameters);
    const ranges = cutSequences(this.#gpu, shape, batch, 'evaluation');
    const outputs = new Float32Array(batch.answerSteps.length * net.outputs * batch.sequences);
    const losses = new Float32Array(batch.sequences);
    const slot = spread(batch);
    for (const range of ranges) {
      const arrived = await this.#mutex.run(async () => {
        const encoder = await this.#encode(shape, programs, theta, 1, batch, [range]);
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

  /** Losses E of the genomes, `[count]`. */
  async evaluatePopulation(
    net: ElmanNet,
    genomes: Vector,
    count: number,
    batch: Batch,
  ): Promise<Float64Array> {
    const shape = shapeOf(net, batch);
    const programs = await this.#programsFor(shape);
    const ranges = cutSequences(this.#gpu, shape, batch, 'evaluation');
    const size = {
      rows: 0,
      answers: Math.max(...ranges.map(({ answers }) => answers)),
      sequences: batch.sequences,
      steps: batch.steps,
    };
    const portion = slotsFitting(this.#gpu, shape, size, 'evaluation');
    const results = new Float64Array(count);
    for (let first = 0; first < count; first += portion) {
      const some = Math.min(portion, count - first);
      const theta = Float32Array.from(
        genomes.subarray(first * net.parameters, (first + some) * net.parameters),
      );
      const arrived = await this.#mutex.run(async () => {
        const encoder = await this.#encode(shape, programs, theta, some, batch, ranges);
        const tallies = this.#pool.buffer('tallies');
        return this.#readBack.submit(encoder, [{ buffer: tallies, from: 0, words: TALLY_WORDS * some }]);
      });
      const means = asFloats((await arrived())[0]!);
      for (let genome = 0; genome < some; genome++) {
        const own = theta.subarray(genome * net.parameters, (genome + 1) * net.parameters);
        const isSound = own.every(Number.isFinite);
        results[first + genome] = isSound ? means[genome * TALLY_WORDS]! : Number.NaN;
      }
    }
    return results;
  }

  close(): void {
    this.#pool.close(['data']);
  }

  async #programsFor(shape: KernelShape): Promise<EvaluationPrograms> {
    const [forward, answers, tally] = await Promise.all([
      forwardPass(this.#programs, shape, 'evaluation'),
      this.#programs.compile(answersKernel(shape, 'evaluation'), shape),
      this.#programs.compile(tallyKernel(shape), shape),
    ]);
    return { forward, answers, tally };
  }

  /** Encodes all passes over the runs of sequences for so many parameter vectors. */
  async #encode(
    shape: KernelShape,
    { forward, answers, tally }: EvaluationPrograms,
    theta: Float32Array,
    slots: number,
    batch: Batch,
    ranges: readonly Range[],
  ): Promise<GPUCommandEncoder> {
    const pool = this.#pool;
    const { hidden, outputs } = shape;
    const most = this.#gpu.limits.maxComputeWorkgroupsPerDimension;
    const size = largest(
      ranges.map((range) => ({
        rows: 0,
        answers: range.answers,
        sequences: batch.sequences,
        steps: batch.steps,
      })),
    );
    pool.lend('data', await this.#resident.bufferOf(batch));
    await pool.require('theta', theta.byteLength);
    await pool.require('assignments', 4 * ASSIGNMENT_WORDS * slots);
    await pool.require('states', 4 * slots * size.answers * rowLength(hidden));
    await pool.require('outputs', 4 * slots * size.answers * outputs);
    await pool.require('answerLosses', 4 * slots * size.answers);
    await pool.require('losses', 4 * slots * batch.sequences);
    await pool.require('tallies', 4 * TALLY_WORDS * slots);
    if (forward.transpose !== null) await pool.require('transposed', 4 * slots * hidden ** 2);
    await pool.writeJobs(ranges.map((range) => jobOf(shape, size, range, 0)));
    pool.write('theta', theta);
    // Every slot works on the one batch of the buffer, whose record is at its beginning.
    pool.write(
      'assignments',
      Uint32Array.from({ length: ASSIGNMENT_WORDS * slots }, (_, word) =>
        word % ASSIGNMENT_WORDS === 1 ? Math.floor(word / ASSIGNMENT_WORDS) : 0,
      ),
    );
    const encoder = this.#gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const [job, range] of ranges.entries()) {
      encodePass(pool, pass, forward, shape, job, range.count, slots);
      pool.dispatch(pass, answers, job, groupsFor(range.answers, answers.threads, most), slots);
      pool.dispatch(pass, tally, job, 1, slots);
    }
    pass.end();
    return encoder;
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
