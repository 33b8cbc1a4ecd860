/** Interface of the device's code for the nets of an architecture. */
import type { Net } from '../../nets/net.ts';
import type { Batch, LossKind } from '../batch.ts';
import type { DescentState } from '../descent-state.ts';
import type {
  Call,
  Descent,
  DescentSettings,
  Evaluation,
  Gradient,
  GradientRequest,
  Vector,
} from '../device.ts';
import type { Ability } from '../lacking.ts';
import type { GpuContext } from './memory/gpu-context.ts';

/** Calls of a device with nets of one architecture. `lacks` is bound to its GPU. */
export interface WebgpuNet<N extends Net = Net> extends Ability {
  lacks(net: N, loss: LossKind, call: Call): string | null;
  evaluate(net: N, parameters: Vector, batch: Batch): Promise<Evaluation>;
  evaluatePopulation(net: N, genomes: Vector, count: number, batch: Batch): Promise<Float64Array>;
  gradient(net: N, parameters: Vector, batch: Batch, request: GradientRequest): Promise<Gradient>;
  descend(net: N, at: DescentState, settings: DescentSettings): Descent;
  /** Frees its buffers. */
  close(): void;
}

/** Opener for one GPU. Opening takes no buffer before the first call. */
export type OpenNet<N extends Net = Net> = (context: GpuContext) => WebgpuNet<N>;
