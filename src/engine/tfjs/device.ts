/**
 * TensorFlow.js device: recurrent nets as products of whole matrices, float32. On CUDA it is `tfjs`; on the backend in
 * plain JavaScript it is `tfjs-cpu`, for tests and for comparing the same code without a GPU. The backend decides the
 * order of sums.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Net } from '../../nets/net.ts';
import { type Batch, weightAt } from '../batch.ts';
import { lackingCarry, refuseCarry } from '../carry.ts';
import { lackingCurvature } from '../curvature.ts';
import type { DescentState } from '../descent-state.ts';
import type {
  Call,
  CarryRequest,
  Descent,
  DescentSettings,
  Device,
  Evaluation,
  Gradient,
  GradientRequest,
  Vector,
} from '../device.ts';
import { requireFit } from '../fit.ts';
import { abilityFor, lackingOf } from '../lacking.ts';
import { eachScored, meanLosses } from './answers.ts';
import { type Backend, type Load, openCudaBackend, openPlainBackend } from './backend.ts';
import { sumByStep, TfjsDescent } from './descent.ts';
import { nets, type TfjsNets } from './nets.ts';
import { type ResidentBatch, ResidentBatches } from './resident.ts';
import { tensorRules } from './rules.ts';

export { lookForTfjs } from './backend.ts';

export interface TfjsDeviceOptions {
  /** Bytes, roughly, of a portion of genomes that are evaluated together. Default 128 MiB. */
  readonly portionBytes?: number;
  /** Most updates of a descent that are submitted before they are read. Default 16. */
  readonly burst?: number;
  /** Loader of the package that brings CUDA. Default: by its name. */
  readonly load?: Load;
  /** Nets that it computes, by architecture. Default: all. */
  readonly nets?: TfjsNets;
}

/**
 * Opens the device on the backend in plain JavaScript, or on CUDA. Batches used last stay on it.
 * @throws UserError where CUDA, or the package that brings it, is absent
 */
export async function openTfjsDevice(kind: 'cpu' | 'gpu', options: TfjsDeviceOptions = {}): Promise<Device> {
  const backend = kind === 'cpu' ? await openPlainBackend() : await openCudaBackend(options.load);
  return new TfjsDevice(backend, options);
}

class TfjsDevice implements Device {
  readonly name: string;
  readonly #backend: Backend;
  readonly #portionBytes: number;
  readonly #burst: number;
  readonly #nets: TfjsNets;
  readonly #packed = new ResidentBatches(false);
  readonly #whole = new ResidentBatches(true);
  readonly #descents = new Set<Descent>();

  constructor(backend: Backend, options: TfjsDeviceOptions) {
    this.name = backend.device;
    this.#backend = backend;
    this.#portionBytes = options.portionBytes ?? 2 ** 27;
    this.#burst = options.burst ?? 16;
    this.#nets = options.nets ?? nets;
  }

  lacks(net: Net, { loss }: Pick<Batch, 'loss'>, calls: readonly Call[]): string | null {
    return (
      lackingOf(this.#nets, net, loss, calls, Object.keys(tensorRules)) ??
      lackingCurvature(net, calls) ??
      lackingCarry(net, calls)
    );
  }

  evaluate(net: Net, parameters: Vector, batch: Batch, carry?: CarryRequest): Evaluation {
    refuseCarry(carry);
    requireFit(net, batch);
    const numbers = Float32Array.from(parameters);
    return this.#backend.run(() => {
      const resident = this.#packed.of(batch);
      const { losses, outputs } = abilityFor(this.#nets, net).scores(net, tf.tensor1d(numbers), resident);
      // A parameter that is NaN or infinite fails every sequence, wherever it would have gone.
      return evaluationOf(resident, losses.dataSync(), outputs.dataSync(), numbers.every(Number.isFinite));
    });
  }

  evaluatePopulation(net: Net, genomes: Vector, count: number, batch: Batch): Float64Array {
    requireFit(net, batch);
    const { scores: scoresOf, genomeBytes } = abilityFor(this.#nets, net);
    const size = net.parameters;
    const results = new Float64Array(count);
    const portion = Math.max(1, Math.floor(this.#portionBytes / genomeBytes(net, batch)));
    for (let first = 0; first < count; first += portion) {
      const some = Math.min(portion, count - first);
      const numbers = Float32Array.from(genomes.subarray(first * size, (first + some) * size));
      const losses = this.#backend.run(() => {
        const resident = this.#whole.of(batch);
        const scores = scoresOf(net, tf.tensor2d(numbers, [some, size]), resident);
        return meanLosses(scores, resident.targets(some)).dataSync();
      });
      for (let genome = 0; genome < some; genome++) {
        const isSound = numbers.subarray(genome * size, (genome + 1) * size).every(Number.isFinite);
        results[first + genome] = isSound ? losses[genome]! : Number.NaN;
      }
    }
    return results;
  }

  gradient(net: Net, parameters: Vector, batch: Batch, request: GradientRequest = {}): Gradient {
    refuseCarry(request.carry);
    requireFit(net, batch);
    const numbers = Float32Array.from(parameters);
    return this.#backend.run(() => {
      const resident = this.#packed.of(batch);
      const found = abilityFor(this.#nets, net).gradient(net, tf.tensor1d(numbers), resident, request);
      const { omega, omegaGradient, rowNorms } = found;
      return {
        loss: numbers.every(Number.isFinite) ? found.loss.dataSync()[0]! : Number.NaN,
        gradient: Float32Array.from(found.gradient.dataSync()),
        omega: omega && omega.dataSync()[0]!,
        omegaGradient: omegaGradient && Float32Array.from(omegaGradient.dataSync()),
        stateNorms: rowNorms && sumByStep(rowNorms.dataSync(), resident.rows),
      };
    });
  }

  descend(net: Net, at: DescentState, settings: DescentSettings): Descent {
    const descent = new TfjsDescent(this.#backend, net, at, settings, {
      burst: this.#burst,
      gradient: abilityFor(this.#nets, net).gradient,
      check: (batch) => requireFit(net, batch),
      closed: () => this.#descents.delete(descent),
    });
    this.#descents.add(descent);
    return descent;
  }

  close(): void {
    for (const descent of this.#descents) descent.close();
    this.#packed.close();
    this.#whole.close();
  }
}

/** Evaluation from `[R]` losses and `[R, O]` outputs, in the order of the resident batch. */
function evaluationOf(
  { batch, rows }: ResidentBatch,
  rowLosses: ArrayLike<number>,
  rowOutputs: ArrayLike<number>,
  isSound: boolean,
): Evaluation {
  const width = batch.outputs;
  const losses = new Float64Array(batch.sequences);
  const outputs = new Float32Array(batch.answerSteps.length * width * batch.sequences);
  eachScored(batch, rows, (row, step, sequence, answerIndex) => {
    losses[sequence]! += weightAt(batch, step, sequence) * rowLosses[row]!;
    for (let output = 0; output < width; output++) {
      const target = (answerIndex * width + output) * batch.sequences + sequence;
      outputs[target] = rowOutputs[row * width + output]!;
    }
  });
  if (!isSound) losses.fill(Number.NaN);
  return { loss: losses.reduce((sum, loss) => sum + loss, 0) / batch.sequences, losses, outputs };
}
