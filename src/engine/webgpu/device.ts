/**
 * The webgpu device: Elman nets on WGSL kernels through Dawn, float32. A dispatch runs whole batches of sequences
 * through all their steps, of one net or of many. Results are the same at every repetition on one GPU and driver, and
 * whatever else it computes at the time; on another GPU they may differ in their last bits.
 */
import type { ElmanNet, Net } from '../../nets/net.ts';
import type { Batch } from '../batch.ts';
import type {
  Descent,
  DescentSettings,
  Device,
  Evaluation,
  Gradient,
  GradientRequest,
  Vector,
} from '../device.ts';
import { Cohorts } from './descents/cohorts.ts';
import { openGpu } from './gpu/adapter.ts';
import type { Gpu } from './gpu/gpu.ts';
import { type GpuContext, openGpuContext } from './memory/gpu-context.ts';
import { Evaluator } from './passes/evaluator.ts';
import { Gradients } from './passes/gradients.ts';
import { lackingFor } from './passes/index.ts';

/**
 * Opens a GPU for the calling thread.
 * @throws UserError where there is none
 */
export async function openWebgpuDevice(): Promise<WebgpuDevice> {
  return new WebgpuDevice(await openGpu());
}

export class WebgpuDevice implements Device {
  readonly name = 'webgpu';
  readonly gpu: Gpu;
  readonly #context: GpuContext;
  readonly #evaluator: Evaluator;
  readonly #gradients: Gradients;
  readonly #cohorts: Cohorts;

  constructor(gpu: Gpu) {
    this.gpu = gpu;
    this.#context = openGpuContext(gpu);
    this.#evaluator = new Evaluator(this.#context);
    this.#gradients = new Gradients(this.#context);
    this.#cohorts = new Cohorts(this.#context);
  }

  lacks(net: Net): string | null {
    if (net.architecture === 'elman') return lackingFor(net.hidden, this.gpu);
    return `the webgpu device has no kernels for the architecture ${String((net as Net).architecture)}`;
  }

  evaluate(net: Net, parameters: Vector, batch: Batch): Promise<Evaluation> {
    return this.gpu.guard(() => this.#evaluator.evaluate(net, parameters, batch));
  }

  evaluatePopulation(net: Net, genomes: Vector, count: number, batch: Batch): Promise<Float64Array> {
    return this.gpu.guard(() => this.#evaluator.evaluatePopulation(net, genomes, count, batch));
  }

  gradient(net: Net, parameters: Vector, batch: Batch, request: GradientRequest = {}): Promise<Gradient> {
    return this.gpu.guard(() => this.#gradients.gradient(net, parameters, batch, request));
  }

  descend(net: ElmanNet, parameters: Vector, settings: DescentSettings): Descent {
    return this.#cohorts.descend(net, parameters, settings);
  }

  close(): void {
    this.#cohorts.close();
    this.#gradients.close();
    this.#evaluator.close();
    this.#context.resident.close();
    this.#context.readBack.close();
    this.gpu.close();
  }
}
