/**
 * Cell with gates on the GPU: the pointwise map from the four groups of sums of a step,
 *
 *   sums_t = W_in u_t + W_rec h_{t-1} + b        in groups of H,
 *
 * to its state, and the way back. `gated-forward.ts` and `gated-backward.ts` are the loops around it. Vectors of four
 * are those of four sequences.
 */
import type { Net } from '../../../../nets/net.ts';
import type { GateLayout } from '../kernel.ts';

export interface GpuCell<N extends Net = Net> {
  /** Layout of a net's gates; of `GateLayout.kept` a fifth value is the memory. */
  layout(net: N): Omit<GateLayout, 'cell'>;
  /** True where a step needs h of the step before, beside that in the sums. */
  readonly readsState: boolean;
  /**
   * WGSL of one step, of one unit:
   *
   *   fn stepped(a0, a1, a2, a3, before, memory: vec4f, own: vec3f) -> Stepped
   *
   * from the sums, h_{t-1} where `readsState`, the memory (0 at first) and the unit's column of the cell's own block.
   */
  forward(layout: GateLayout): string;
  /**
   * WGSL of one step back, of one unit:
   *
   *   fn pulled(d, dMemory, kept0, kept1, kept2, kept3, memory, earlier: vec4f, own: vec3f) -> Pulled
   *
   * from ∂E/∂h_t and ∂E/∂memory_t, the values kept, and the state before: h_{t-1} where `readsState`, else the memory.
   */
  backward(layout: GateLayout): string;
}

/** WGSL of the structs. */
export const stepped = /* wgsl */ `
struct Stepped {
  h: vec4f,
  memory: vec4f,
  kept0: vec4f,
  kept1: vec4f,
  kept2: vec4f,
  kept3: vec4f,
}
`;

export const pulled = /* wgsl */ `
/// ∂E/∂sums of the four groups; ∂E/∂h_{t-1} but for the part through W_rec; ∂E/∂memory_{t-1}; the own block's gradient.
struct Pulled {
  sum0: vec4f,
  sum1: vec4f,
  sum2: vec4f,
  sum3: vec4f,
  direct: vec4f,
  memory: vec4f,
  own0: vec4f,
  own1: vec4f,
  own2: vec4f,
}
/// Slope of the logistic function where its value is x, and of tanh.
fn logisticSlope(x: vec4f) -> vec4f { return x * (1.0 - x); }
fn tanhSlope(x: vec4f) -> vec4f { return 1.0 - x * x; }
`;
