/**
 * Kernel sources, before they are compiled: WGSL text for one shape of net and batch, and the buffers that it names.
 * Sizes that decide how loops are unrolled are written into the text; everything else comes with the job.
 *
 * Products are added as a * b + c: WGSL promises of fma no more than of these, and a compiler may fuse them.
 */
import type { Unit } from '../../../nets/net.ts';
import type { LossKind } from '../../batch.ts';
import type { ParameterOffsets } from './offsets.ts';

/** Number of groups of H sums of a step of a net with gates. */
export const GROUPS = 4;

/** Gates of a net, whose step forms four groups of H sums. */
export interface GateLayout {
  /** Name of the cell in `cells/index.ts`. */
  readonly cell: string;
  /** K, the numbers that a step keeps of each unit for the way back, where the first four become ∂E/∂sums. */
  readonly kept: number;
  /** Groups of sums of which W_in u is a part: the first ones. */
  readonly inputGroups: number;
  /** Groups of sums of which W_rec h is a part: the last ones. */
  readonly recurrentGroups: number;
  /** The block `[3×H]` that the cell alone reads; null where it has none. */
  readonly own: { readonly offset: number; readonly rows: 3 } | null;
}

/** Shape that kernels are written for. */
export interface KernelShape {
  /** Nonlinearity of an Elman net's units. */
  readonly unit: Unit;
  /** Gates; null in an Elman net. */
  readonly gates: GateLayout | null;
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
  /**
   * Transposed weights for kernels that stream them: W_recᵀ, `[slot][H×H]`; with gates, `[slot][I + H + 1][H]` as
   * `gated-weights.ts` packs them.
   */
  transposed: 'f32',
  /** States h. Training `[slot][row][S]`, evaluation `[slot][answer][S]`. */
  states: 'f32',
  /** Signals, `[slot][row][S]`: the answers' part of d; then s = d ∘ f', or with gates, where norms are wanted, d. */
  signals: 'f32',
  /** Values that gates keep, `[slot][row][K][S]`; on the way back ∂E/∂sums takes the place of the first four. */
  gates: 'f32',
  /** Gradients of the cell's own block by four sequences, `[slot][quad][rows][S]`. */
  ownPartials: 'f32',
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
