/**
 * Kernel sources, before they are compiled: WGSL text for one shape of net and batch, and the buffers that it names.
 * Sizes that decide how loops are unrolled are written into the text; everything else comes with the job.
 *
 * Products are added as a * b + c: WGSL promises of fma no more than of these, and a compiler may fuse them.
 */
import type { Unit } from '../../../nets/net.ts';
import type { LossKind } from '../../batch.ts';
import type { ParameterOffsets } from './offsets.ts';

/** What kernels are written for. */
export interface KernelShape {
  readonly unit: Unit;
  readonly loss: LossKind;
  readonly inputs: number;
  readonly hidden: number;
  readonly outputs: number;
  /** Where the net has its blocks. */
  readonly offsets: ParameterOffsets;
  /** Bits of a symbol as it lies in the batch (8 or 32); null for dense inputs. */
  readonly symbolBits: 8 | 32 | null;
}

/**
 * The buffers that kernels share, by name, with the type of their entries; a kernel binds those it names. A place is
 * a lane's room in the scratch buffers of one dispatch; rows are `sequence · steps + step`.
 */
export const buffers = {
  /** Batches, as `packed-batch.ts` lays them out. */
  data: 'u32',
  /** Who works on what. */
  assignments: 'Assignment',
  /** `[lane][parameters]` */
  theta: 'f32',
  /** `[place][H×H]` W_recᵀ, for kernels that stream it. */
  transposed: 'f32',
  /** Training `[place][row][S]`, evaluation `[place][answer][S]`: h. */
  states: 'f32',
  /** `[place][row][S]`: what the answers send to h, then s = d ∘ f'. */
  signals: 'f32',
  /** `[place][answer][O]`: y, then what is read off it. */
  outputs: 'f32',
  /** `[place][answer][O]`: ∂E/∂y. */
  errors: 'f32',
  /** `[place][answer]` */
  answerLosses: 'f32',
  /** `[place][B]` */
  losses: 'f32',
  /** `[place]`: E, and Ω's sum and count. */
  tallies: 'Tally',
  /** `[place][row]`: ‖d‖², or less that of a shrunk d; then what Ω's product shrinks s by. */
  squaredSignals: 'f32',
  /** `[place][row]`: ‖v‖², then Ω's factor c. */
  factors: 'f32',
  /** `[place][split]`, then the products of `products.ts`. */
  partials: 'f32',
  gramPartials: 'f32',
  outputPartials: 'f32',
  /** `[place][parameters]`: g. */
  gradients: 'f32',
  /** `[place][H×H]`: Σ c s sᵀ. */
  grams: 'f32',
  /** `[place][H×H]`: ∂⁺Ω/∂W_rec. */
  omegaGradients: 'f32',
  /** `[place][row]`: ‖d‖, also where its square is out of range. */
  rowNorms: 'f32',
  /** `[place][steps]`: ‖∂E/∂h_t‖ over the batch; `[lane][steps]`, of the last watched update. */
  stateNorms: 'f32',
  keptStateNorms: 'f32',
  /** `[lane]`: how it descends, and the fault that ended its descent. */
  lanes: 'Lane',
  /** `[assignment]` */
  log: 'LogEntry',
} as const;

export type BufferName = keyof typeof buffers;

export interface KernelSource {
  readonly name: string;
  /** In the order of their binding numbers, which begin at 1; the job is at 0. */
  readonly reads: readonly BufferName[];
  readonly writes: readonly BufferName[];
  /** Those of them that are bound as vectors of four. */
  readonly vectors?: readonly BufferName[];
  /** Threads of a workgroup. */
  readonly threads: number;
  /** Functions and module-scope variables, with the entry point `main`. */
  readonly code: string;
}

/** One line of code for each of `count` numbers. */
export function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}
