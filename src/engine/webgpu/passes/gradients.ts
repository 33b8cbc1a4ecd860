/** Single gradients, whose results come to the host. */
import type { Batch } from '../../batch.ts';
import type { DescentSettings, Gradient, GradientRequest, Vector } from '../../device.ts';
import { factorsOf, type UpdateFactors } from '../../update-factors.ts';
import { ASSIGNMENT_WORDS, LANE_WORDS, TALLY_WORDS } from '../kernels/record-words.ts';
import { type LaneNumbers, NO_NUMBERS, type UpdateNumbers } from '../kernels/rules/gpu-rule.ts';
import { BufferPool } from '../memory/buffer-pool.ts';
import type { GpuContext } from '../memory/gpu-context.ts';
import { asFloats, type Piece } from '../memory/read-back.ts';
import { cutSequences, jobOf, largest } from '../memory/sizes.ts';
import { type RecurrentNet, shapeOf } from './shape.ts';
import { encodeRegularising, encodeRun, requireScratch, trainingPrograms } from './training.ts';

export class Gradients {
  readonly #context: GpuContext;
  readonly #pool: BufferPool;

  constructor(context: GpuContext) {
    this.#context = context;
    this.#pool = new BufferPool(context.gpu, 'gradients');
  }

  async gradient(
    net: RecurrentNet,
    parameters: Vector,
    batch: Batch,
    { omega, stateNorms = false }: GradientRequest,
  ): Promise<Gradient> {
    const { gpu, programs, readBack, resident, mutex } = this.#context;
    const pool = this.#pool;
    const shape = shapeOf(net, batch);
    const training = await trainingPrograms(programs, shape);
    if (omega !== undefined && training.omega === null) {
      throw new RangeError(`Ω of the net ${net.architecture}, for which it is not defined`);
    }
    const ranges = cutSequences(gpu, shape, batch, 'training');
    const size = largest(
      ranges.map(({ count, answers }) => ({
        rows: count * batch.steps,
        answers,
        sequences: batch.sequences,
        steps: batch.steps,
      })),
    );
    const theta = Float32Array.from(parameters);
    const arrived = await mutex.run(async () => {
      pool.lend('data', await resident.bufferOf(batch));
      await pool.require('theta', theta.byteLength);
      await pool.require('assignments', 4 * ASSIGNMENT_WORDS);
      await pool.require('lanes', 4 * LANE_WORDS);
      await requireScratch(pool, shape, [{ size, slots: 1 }], training);
      await pool.writeJobs(ranges.map((range) => jobOf(shape, size, range, 0)));
      pool.write('theta', theta);
      pool.write('assignments', assignmentWords({ record: 0, lane: 0, watched: stateNorms }));
      pool.write('lanes', laneWords({ learningRate: 0, threshold: 0, omega: omega ?? null }));
      const encoder = gpu.device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      const omegaSlots = omega === undefined ? 0 : 1;
      for (const [job, { count, answers }] of ranges.entries()) {
        const run = { job, slots: 1, omegaSlots, size, sequences: count, answers, watched: stateNorms };
        encodeRun(gpu, pool, pass, training, shape, run);
      }
      encodeRegularising(pool, pass, training, shape, { job: 0, omegaSlots });
      pass.end();
      const piece = (name: Parameters<BufferPool['buffer']>[0], words: number): Piece => ({
        buffer: pool.buffer(name),
        from: 0,
        words,
      });
      return readBack.submit(encoder, [
        piece('tallies', TALLY_WORDS),
        piece('gradients', net.parameters),
        ...(omega?.separate ? [piece('omegaGradients', net.hidden ** 2)] : []),
        ...(stateNorms ? [piece('stateNorms', batch.steps)] : []),
      ]);
    });
    const [tally, gradient, ...rest] = await arrived();
    const isSound = theta.every(Number.isFinite);
    const omegaGradient = omega?.separate ? asFloats(rest.shift()!) : null;
    const norms = stateNorms ? asFloats(rest.shift()!) : null;
    const valid = tally![2]!;
    return {
      loss: isSound ? asFloats(tally!)[0]! : Number.NaN,
      gradient: asFloats(gradient!),
      omega: omega === undefined ? null : valid === 0 ? 0 : asFloats(tally!)[1]! / valid,
      omegaGradient,
      stateNorms: norms,
    };
  }

  close(): void {
    this.#pool.close(['data']);
  }
}

/** Record of an assignment: indices of its batch's record and of its lane, the update's factors and its rule's. */
export function assignmentWords(
  { record, lane, watched }: { readonly record: number; readonly lane: number; readonly watched: boolean },
  { rate, alpha }: UpdateFactors = factorsOf({}),
  { first, second }: UpdateNumbers = { first: 1, second: 1 },
): Uint32Array {
  const words = new Uint32Array(ASSIGNMENT_WORDS);
  words.set([record, lane, Number(watched)]);
  asFloats(words).set([rate, alpha, first, second], 3);
  return words;
}

/** Record of a lane, without a fault. */
export function laneWords(
  { learningRate, threshold, omega, rescue }: DescentSettings,
  rule: LaneNumbers = NO_NUMBERS,
): Uint32Array {
  const words = new Uint32Array(LANE_WORDS);
  asFloats(words).set([learningRate, threshold, omega?.weight ?? 0]);
  words[3] = omega?.form === 'norm' ? 1 : 0;
  words[5] = rescue === true ? 1 : 0;
  const { firstDecay, firstGain, secondDecay, secondGain, epsilon, weightDecay } = rule;
  asFloats(words).set([firstDecay, firstGain, secondDecay, secondGain, epsilon, weightDecay], 6);
  return words;
}
