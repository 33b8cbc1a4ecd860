/**
 * Webgpu device: recurrent nets on WGSL kernels through Dawn, float32. A dispatch runs whole batches of sequences
 * through all their steps, of one net or of many. Results are the same at every repetition on one GPU and driver, for
 * any other work at the time; on another GPU they may differ in their last bits.
 */
import type { Net } from '../../nets/net.ts';
import type { Batch } from '../batch.ts';
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
import { abilityFor, lackingOf } from '../lacking.ts';
import { openGpu } from './gpu/adapter.ts';
import type { Gpu } from './gpu/gpu.ts';
import { gpuRules } from './kernels/rules/index.ts';
import { type GpuContext, openGpuContext } from './memory/gpu-context.ts';
import { openNets } from './nets.ts';
import type { WebgpuNet } from './webgpu-net.ts';

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
  readonly #nets: Readonly<Record<string, WebgpuNet>>;

  constructor(gpu: Gpu) {
    this.gpu = gpu;
    this.#context = openGpuContext(gpu);
    this.#nets = openNets(this.#context);
  }

  lacks(net: Net, { loss }: Pick<Batch, 'loss'>, calls: readonly Call[]): string | null {
    return (
      lackingOf(this.#nets, net, loss, calls, Object.keys(gpuRules)) ??
      lackingCurvature(net, calls) ??
      lackingCarry(net, calls)
    );
  }

  evaluate(net: Net, parameters: Vector, batch: Batch, carry?: CarryRequest): Promise<Evaluation> {
    return this.gpu.guard(() => {
      refuseCarry(carry);
      return abilityFor(this.#nets, net).evaluate(net, parameters, batch);
    });
  }

  evaluatePopulation(net: Net, genomes: Vector, count: number, batch: Batch): Promise<Float64Array> {
    return this.gpu.guard(() => abilityFor(this.#nets, net).evaluatePopulation(net, genomes, count, batch));
  }

  gradient(net: Net, parameters: Vector, batch: Batch, request: GradientRequest = {}): Promise<Gradient> {
    return this.gpu.guard(() => {
      refuseCarry(request.carry);
      return abilityFor(this.#nets, net).gradient(net, parameters, batch, request);
    });
  }

  descend(net: Net, at: DescentState, settings: DescentSettings): Descent {
    return abilityFor(this.#nets, net).descend(net, at, settings);
  }

  close(): void {
    for (const net of Object.values(this.#nets)) net.close();
    this.#context.resident.close();
    this.#context.readBack.close();
    this.gpu.close();
  }
}
