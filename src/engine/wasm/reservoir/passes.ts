/**
 * Passes of echo state networks on the kernels, in float64: evaluations, populations whose genomes share a reservoir,
 * the gradient of the readout, and the features for regression. Evaluations have the bits of the reference device.
 */
import { block } from '../../../nets/layout.ts';
import { featuresOf, type ReservoirNet } from '../../../nets/reservoir-net.ts';
import { type Batch, weightAt } from '../../batch.ts';
import { requireAdjoint, requireCarried } from '../../carry.ts';
import type {
  CarryRequest,
  Evaluation,
  Features,
  FeaturesRequest,
  Gradient,
  GradientRequest,
  Vector,
} from '../../device.ts';
import { rowsAsked } from '../../features.ts';
import { requireFit } from '../../fit.ts';
import { Arena } from '../arena.ts';
import type { Kernels } from '../kernels.ts';
import { losses as lossesOf } from './losses.ts';
import { put, type RunOptions, run, type Stretch } from './run.ts';
import { type Tile, tilesOf } from './tiles.ts';
import { type Readout, readoutOf, weightsOf } from './weights.ts';

/** Rows of a block of `answerBlocks`. */
const BLOCK = 8;
/** Greatest output: one beyond the range of 32 bits is infinite, as on devices that compute in these. */
const GREATEST = 3.4028234663852886e38;

export class ReservoirPasses {
  readonly #kernels: Kernels;
  readonly #arena: Arena;
  readonly #start: number;

  /** @param kernels with a memory of their own */
  constructor(kernels: Kernels) {
    this.#kernels = kernels;
    this.#start = kernels.heapBase();
    this.#arena = new Arena(kernels.memory, this.#start);
  }

  evaluate(net: ReservoirNet, parameters: Vector, batch: Batch, carry?: CarryRequest): Evaluation {
    this.#check(net, batch, carry);
    const { sequences, answerSteps } = batch;
    const outputs = new Float64Array(answerSteps.length * net.outputs * sequences);
    const readout = readoutOf(net, parameters);
    const options = readout && this.#options(net, parameters, batch, readout, carry);
    if (options === null) {
      const losses = new Float64Array(sequences).fill(Number.NaN);
      const end = new Float64Array(featuresOf(net) * sequences).fill(Number.NaN);
      return { loss: Number.NaN, losses, outputs: outputs.fill(Number.NaN), ...(carry && { end }) };
    }
    const losses = new Float64Array(sequences);
    const end = this.#scored(options, [readout!], ({ lane, step, sequence, loss, answer, y, lanes }) => {
      losses[sequence]! += weightAt(batch, step, sequence) * loss;
      for (let output = 0; output < net.outputs; output++)
        outputs[(answer * net.outputs + output) * sequences + sequence] = y[output * lanes + lane]!;
    });
    return { loss: mean(losses), losses, outputs, ...(end && { end }) };
  }

  /** Genomes that follow each other and differ in the readout alone have their states computed once. */
  evaluatePopulation(net: ReservoirNet, genomes: Vector, count: number, batch: Batch): Float64Array {
    this.#check(net, batch);
    const results = new Float64Array(count);
    const at = (genome: number) => genomes.subarray(genome * net.parameters, (genome + 1) * net.parameters);
    const fixed = block(net, 'W_out').offset;
    const isFree = batch.feedback?.free.includes(1) === true;
    for (let first = 0; first < count; ) {
      let next = first + 1;
      while (!isFree && next < count && areEqual(at(first), at(next), fixed)) next++;
      const own = Array.from({ length: next - first }, (_, index) => readoutOf(net, at(first + index)));
      const sums = own.map(() => new Float64Array(batch.sequences));
      const options = this.#options(net, at(first), batch, own[0]!, undefined);
      if (options !== null && !own.includes(null)) {
        this.#scored(options, own as Readout[], ({ genome, step, sequence, loss }) => {
          sums[genome]![sequence]! += weightAt(batch, step, sequence) * loss;
        });
      } else {
        // Those that are whole are evaluated one by one.
        for (const [index, sum] of sums.entries()) {
          const isWhole = own[index] !== null && options !== null;
          const alone = isWhole ? this.evaluate(net, at(first + index), batch).losses : null;
          if (alone === null) sum.fill(Number.NaN);
          else sum.set(alone);
        }
      }
      for (const [index, sum] of sums.entries()) results[first + index] = mean(sum);
      first = next;
    }
    return results;
  }

  /** Gradient of W_out and b_out; 0 for all else. */
  gradient(
    net: ReservoirNet,
    parameters: Vector,
    batch: Batch,
    { stateNorms = false, carry, adjoint, omega }: GradientRequest = {},
  ): Gradient {
    if (omega !== undefined || batch.feedback?.free.includes(1))
      throw new RangeError(
        'a gradient that a net reservoir does not have: of Ω, or on sequences that run free',
      );
    this.#check(net, batch, carry);
    const features = featuresOf(net);
    if (adjoint !== undefined) requireAdjoint(adjoint, features, batch);
    const gradient = new Float64Array(net.parameters);
    const squares = new Float64Array(batch.steps);
    const losses = new Float64Array(batch.sequences);
    const readout = readoutOf(net, parameters);
    const options = readout && this.#options(net, parameters, batch, readout, carry);
    let end: Float64Array | undefined;
    if (options === null) {
      losses.fill(Number.NaN);
      gradient.fill(Number.NaN);
    } else {
      const arena = this.#arena;
      const kernels = this.#kernels;
      const [weights, bias] = [block(net, 'W_out'), block(net, 'b_out')];
      const total = put(arena, new Float64Array(weights.size));
      const errorsAt = arena.take(8 * net.outputs * 8);
      end = this.#scored(
        options,
        [readout!],
        ({ step, sequence, loss }) => {
          losses[sequence]! += weightAt(batch, step, sequence) * loss;
        },
        ({ stretch, step, slopes, lanes }) => {
          const errors = arena.doublesAt(errorsAt, net.outputs * lanes);
          errors.set(slopes.subarray(0, errors.length));
          for (const [lane, sequence] of stretch.tile.sequences.entries()) {
            const share = weightAt(batch, step, sequence) / batch.sequences;
            for (let output = 0; output < net.outputs; output++) errors[output * lanes + lane]! *= share;
          }
          for (let at = 0; at < errors.length; at++)
            gradient[bias.offset + Math.floor(at / lanes)]! += errors[at]!;
          kernels.addOuter(errorsAt, net.outputs, stretch.stateAt(step), features, lanes, total);
          if (stateNorms) squares[step]! += signalsOf(readout!.weights, errors, features, lanes);
        },
      );
      gradient.set(arena.doublesAt(total, weights.size), weights.offset);
    }
    return {
      loss: mean(losses),
      gradient,
      omega: null,
      omegaGradient: null,
      stateNorms: stateNorms ? squares.map(Math.sqrt) : null,
      ...(end && { end }),
      ...(adjoint && { start: new Float64Array(features * batch.sequences) }),
    };
  }

  features(net: ReservoirNet, parameters: Vector, batch: Batch, request: FeaturesRequest): Features {
    const { from, to, into, carry } = request;
    this.#check(net, batch, carry);
    const count = featuresOf(net);
    const { width, at, one, starts, rows, has } = rowsAsked(batch, request, count);
    const options = this.#options(net, parameters, batch, null, carry, tilesOf(batch, from, to));
    if (options === null) {
      for (let row = 0; row < rows; row++)
        into.fill(Number.NaN, row * width + at, row * width + at + count + (one ? 1 : 0));
      return { rows, ...(carry && { end: new Float64Array(count * batch.sequences).fill(Number.NaN) }) };
    }
    const arena = this.#arena;
    const end = run(this.#kernels, arena, options, ({ tile, from: begin, to: over, stateAt }) => {
      const { lanes } = tile;
      for (let step = begin; step < over; step++) {
        const state = arena.doublesAt(stateAt(step), count * lanes);
        for (const [lane, sequence] of tile.sequences.entries()) {
          if (!has(step, sequence)) continue;
          const row = starts[sequence]!++ * width + at;
          if (lanes === 1) into.set(state, row);
          else for (let index = 0; index < count; index++) into[row + index] = state[index * lanes + lane]!;
          if (one) into[row + count] = 1;
        }
      }
    });
    return { rows, ...(end && { end }) };
  }

  #check(net: ReservoirNet, batch: Batch, carry?: CarryRequest): void {
    requireFit(net, batch, true);
    if (carry !== undefined) requireCarried(carry, featuresOf(net), batch.sequences);
    this.#arena.release(this.#start);
  }

  /** Options of a run; null for a net that fails every sequence. */
  #options(
    net: ReservoirNet,
    parameters: Vector,
    batch: Batch,
    readout: Readout | null,
    carry: CarryRequest | undefined,
    tiles: readonly Tile[] = tilesOf(batch),
  ): RunOptions | null {
    const weights = weightsOf(net, parameters, batch.symbols !== null);
    return weights && { net, weights, readout, batch, tiles, carry };
  }

  /**
   * Runs and scores readouts.
   * @param each called for each scored answer of each readout
   * @param all called for each step with a scored answer of the one readout, with the slopes `[O][L]` of its losses, 0
   * where a lane is not scored
   */
  #scored(
    options: RunOptions,
    readouts: readonly Readout[],
    each: (answer: ScoredAnswer) => void,
    all?: (step: ScoredStep) => void,
  ): Float64Array | undefined {
    const { net, batch } = options;
    const kernels = this.#kernels;
    const arena = this.#arena;
    const { outputs } = net;
    const rows = outputs * readouts.length;
    const place = putReadouts(arena, readouts, featuresOf(net), outputs);
    const yAt = arena.take(8 * BLOCK * Math.ceil(rows / BLOCK) * 8);
    const slopes = all ? new Float64Array(8 * outputs) : null;
    const loss = lossesOf[batch.loss];
    return run(kernels, arena, options, (stretch) => {
      const { tile, from, to } = stretch;
      const { lanes } = tile;
      const y = arena.doublesAt(yAt, BLOCK * Math.ceil(rows / BLOCK) * lanes);
      for (let answer = firstAtLeast(batch.answerSteps, from); answer < batch.answerSteps.length; answer++) {
        const step = batch.answerSteps[answer]!;
        if (step >= to) break;
        const scored = tile.sequences.map((sequence) => batch.mask[step * batch.sequences + sequence] === 1);
        if (!scored.includes(true)) continue;
        place.answer(kernels, stretch.stateAt(step), lanes, yAt);
        slopes?.fill(0);
        for (let genome = 0; genome < readouts.length; genome++) {
          for (const [lane, sequence] of tile.sequences.entries()) {
            if (!scored[lane]) continue;
            const at = genome * outputs * lanes + lane;
            for (let output = 0; output < outputs; output++) limit(y, at + output * lanes);
            const own = loss(batch, { step, sequence, at, stride: lanes }, y, slopes);
            each({ genome, lane, lanes, step, sequence, answer, loss: own, y });
          }
        }
        all?.({ stretch, step, slopes: slopes!, lanes });
      }
    });
  }
}

function limit(y: Float64Array, at: number): void {
  if (Math.abs(y[at]!) > GREATEST) y[at]! *= Number.POSITIVE_INFINITY;
}

interface ScoredAnswer {
  readonly genome: number;
  readonly lane: number;
  readonly lanes: number;
  readonly step: number;
  readonly sequence: number;
  /** Index of the step among the batch's answer steps. */
  readonly answer: number;
  readonly loss: number;
  /** Outputs of all readouts, `[genome][O][L]`. */
  readonly y: Float64Array;
}

interface ScoredStep {
  readonly stretch: Stretch;
  readonly step: number;
  readonly slopes: Float64Array;
  readonly lanes: number;
}

/** Lays readouts out: row by row, and, where there are many of them for one sequence, in blocks of rows. */
function putReadouts(arena: Arena, readouts: readonly Readout[], features: number, outputs: number) {
  const rows = outputs * readouts.length;
  const weights = new Float64Array(rows * features);
  const offsets = new Float64Array(rows);
  for (const [genome, own] of readouts.entries()) {
    weights.set(own.weights, genome * outputs * features);
    offsets.set(own.offsets, genome * outputs);
  }
  const blocks = Math.ceil(rows / BLOCK);
  const packed = new Float64Array(blocks * features * BLOCK);
  const packedOffsets = new Float64Array(blocks * BLOCK);
  packedOffsets.set(offsets);
  for (let row = 0; row < rows; row++) {
    const start = Math.floor(row / BLOCK) * features * BLOCK + (row % BLOCK);
    for (let at = 0; at < features; at++) packed[start + at * BLOCK] = weights[row * features + at]!;
  }
  const isMany = rows > 2;
  const [weightsAt, offsetsAt] = [put(arena, weights), put(arena, offsets)];
  const [packedAt, packedOffsetsAt] = isMany ? [put(arena, packed), put(arena, packedOffsets)] : [0, 0];
  return {
    answer(kernels: Kernels, state: number, lanes: number, y: number): void {
      if (lanes === 1 && isMany) kernels.answerBlocks(packedAt, packedOffsetsAt, blocks, features, state, y);
      else kernels.answer(weightsAt, offsetsAt, rows, features, state, lanes, y);
    },
  };
}

/** Σ over lanes and features of (W_outᵀ e)². */
function signalsOf(weights: Float64Array, errors: Float64Array, features: number, lanes: number): number {
  const outputs = errors.length / lanes;
  let squares = 0;
  for (let at = 0; at < features; at++) {
    for (let lane = 0; lane < lanes; lane++) {
      let sum = 0;
      for (let output = 0; output < outputs; output++)
        sum += weights[output * features + at]! * errors[output * lanes + lane]!;
      squares += sum * sum;
    }
  }
  return squares;
}

/** Index of the first step from `least` on. */
function firstAtLeast(steps: Int32Array, least: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

function areEqual(one: Vector, other: Vector, count: number): boolean {
  for (let at = 0; at < count; at++) if (one[at] !== other[at]) return false;
  return true;
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
