/** Net of an echo state network: its sizes and its blocks. `reservoir.ts` has the equations. */
import { layOut } from './layout.ts';
import type { Net, ParameterBlock } from './net.ts';

export interface ReservoirNet extends Net {
  readonly architecture: 'reservoir';
  /** Nonlinearity f. linear: f(a) = a. */
  readonly unit: 'tanh' | 'linear';
  /** N, the number of units. */
  readonly hidden: number;
  /** k, the number of links that end at each unit. */
  readonly links: number;
  /** Number of units that each input drives: so many entries of a column of W_in are not 0. */
  readonly inputLinks: number;
  readonly leak: number;
  readonly decay: number;
  /** True where the readout sees the inputs too. */
  readonly direct: boolean;
  /** Number of first inputs that are the net's own outputs: O or 0. */
  readonly feedback: number;
  /**
   * Blocks in this order: `W_in [N×I]`; `W_rec_values [N×k]`, the weights of the links that end at each unit, and
   * `W_rec_sources [N×k]`, the numbers from 0 of the units where these begin; `b [N]`; `W_out [O×F]` and `b_out [O]`,
   * with F = N + I where the readout sees the inputs, else N; `W_out_low [O×F]` and `b_out_low [O]`, what is left of a
   * readout beyond 32 bits: its weights are W_out + W_out_low and b_out + b_out_low, in 64 bits. Only regression makes
   * use of the remainder, which is 0 otherwise.
   */
  readonly blocks: readonly ParameterBlock[];
}

type Sizes = Omit<ReservoirNet, 'architecture' | 'blocks' | 'parameters'>;

/** F: numbers of a step that the readout weighs. */
export const featuresOf = ({
  hidden,
  inputs,
  direct,
}: Pick<ReservoirNet, 'hidden' | 'inputs' | 'direct'>): number => hidden + (direct ? inputs : 0);

/** Echo state network of those sizes. */
export function reservoirNet(sizes: Sizes): ReservoirNet {
  const { unit, inputs, hidden, outputs, links, inputLinks, leak, decay, direct, feedback } = sizes;
  const features = featuresOf(sizes);
  const { blocks, parameters } = layOut([
    ['W_in', [hidden, inputs]],
    ['W_rec_values', [hidden, links]],
    ['W_rec_sources', [hidden, links]],
    ['b', [hidden]],
    ['W_out', [outputs, features]],
    ['b_out', [outputs]],
    ['W_out_low', [outputs, features]],
    ['b_out_low', [outputs]],
  ]);
  return {
    ...{ architecture: 'reservoir', unit, inputs, hidden, outputs, links, inputLinks },
    ...{ leak, decay, direct, feedback, blocks, parameters },
  };
}
