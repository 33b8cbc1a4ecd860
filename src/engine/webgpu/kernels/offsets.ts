/** Offsets of the blocks of an Elman net's parameter vector. */
import { block } from '../../../nets/layout.ts';
import type { Net } from '../../../nets/net.ts';

export interface ParameterOffsets {
  readonly W_in: number;
  readonly W_rec: number;
  readonly b: number;
  readonly W_out: number;
  readonly b_out: number;
  /** Length of the vector. */
  readonly parameters: number;
}

export function parameterOffsets(net: Pick<Net, 'blocks' | 'parameters'>): ParameterOffsets {
  const at = (name: string): number => block(net, name).offset;
  return {
    W_in: at('W_in'),
    W_rec: at('W_rec'),
    b: at('b'),
    W_out: at('W_out'),
    b_out: at('b_out'),
    parameters: net.parameters,
  };
}
