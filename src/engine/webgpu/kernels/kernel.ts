/**
 * Kernel sources, before they are compiled: WGSL text for one shape of net and batch, and the buffers that it names.
 * Sizes that decide how loops are unrolled are written into the text; everything else comes with the job.
 *
 * Products are added as a * b + c: WGSL promises of fma no more than of these, and a compiler may fuse them.
 */
import type { Unit } from '../../../nets/net.ts';
import type { LossKind } from '../../batch.ts';
import type { ParameterOffsets } from './offsets.ts';

/** Shape that kernels are written for. */
export interface KernelShape {
  readonly unit: Unit;
  readonly loss: LossKind;
  readonly inputs: number;
  readonly hidden: number;
  readonly outputs: number;
  /** Offsets of the net's blocks. */
  readonly offsets: ParameterOffsets;
  /** Bits of a symbol in the batch (8 or 32); null for dense inputs. */
  readonly symbolBits: 8 | 32 | null;
}

/**
 * Buffers that kernels share, by name, with the type of their entries; a kernel binds those it names. A slot (`slot`)
 * is a lane's part of the scratch buffers of one dispatch; rows are `sequence · steps + step`.
 */
export const buffers = {
  /** Batches, as `packed-batch.ts` lays them out. */
  data: 'u32',
  /** Assignments of lanes and batches to slots. */
  assignments: 'Assignment',
  /** Parameters, `[lane][parameters]`. */
  theta: 'f32',
  /** Transposed weights W_recᵀ, `[slot][H×H]`, for kernels that stream them. */
  transposed: 'f32',
  /** States h. Training `[slot][row][S]`, evaluation `[slot][answer][S]`. */
  states: 'f32',
  /** Signals, `[slot][row][S]`: the answers' part of d, then s = d ∘ f'. */
  signals: 'f32',
  /** Outputs, `[slot][answer][O]`: y, then probabilities or values. */
  outputs: 'f32',
  /** Errors ∂E/∂y, `[slot][answer][O]`. */
  errors: 'f32',
  /** Losses of answers, `[slot][answer]`. */
  answerLosses: 'f32',
  /** Losses of sequences, `[slot][B]`. */
  losses: 'f32',
  /** Tallies, `[slot]`: E, and Ω's sum and count. */
  tallies: 'Tally',
  /** Squares, `[slot][row]`: ‖d‖², or minus that of a shrunk d; then the factor by which Ω's product shrinks s. */
  squaredSignals: 'f32',
  /** Factors, `[slot][row]`: ‖v‖², then Ω's factor c. */
  factors: 'f32',
  /** Partial sums, `[slot][split]`, then the products of `products.ts`. */
  partials: 'f32',
  gramPartials: 'f32',
  outputPartials: 'f32',
  /** Gradients g, `[slot][parameters]`. */
  gradients: 'f32',
  /** Gram products Σ c s sᵀ, `[slot][H×H]`. */
  grams: 'f32',
  /** Derivatives ∂⁺Ω/∂W_rec, `[slot][H×H]`. */
  omegaGradients: 'f32',
  /** Row norms ‖d‖, `[slot][row]`, also where a square is out of range. */
  rowNorms: 'f32',
  /** State norms ‖∂E/∂h_t‖ over the batch, `[slot][steps]`; of the last watched update, `[lane][steps]`. */
  stateNorms: 'f32',
  keptStateNorms: 'f32',
  /** Lanes, `[lane]`: settings of the descent, and the fault that ended it. */
  lanes: 'Lane',
  /** Log, `[assignment]`. */
  log: 'LogEntry',
} as const;

export type BufferName = keyof typeof buffers;

export interface KernelSource {
  readonly name: string;
  /** Buffers in the order of their binding numbers, which begin at 1; the job is at 0. */
  readonly reads: readonly BufferName[];
  readonly writes: readonly BufferName[];
  /** Buffers among them that are bound as vectors of four. */
  readonly vectors?: readonly BufferName[];
  /** Number of threads of a workgroup. */
  readonly threads: number;
  /** Functions and module-scope variables, with the entry point `main`. */
  readonly code: string;
}

/** One line of code for each of `count` numbers. */
export function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}
