/** Offsets of the blocks of an Elman net's parameter vector, from its sizes alone. */
import { elmanNet } from '../../../nets/elman.ts';
import type { ElmanNet } from '../../../nets/net.ts';

export interface ParameterOffsets {
  readonly W_in: number;
  readonly W_rec: number;
  readonly b: number;
  readonly W_out: number;
  readonly b_out: number;
  /** Length of the vector. */
  readonly parameters: number;
}

/** Length of the parameter vector of such a net. */
export const parameterCount = (sizes: Pick<ElmanNet, 'inputs' | 'hidden' | 'outputs' | 'unit'>): number =>
  elmanNet(sizes).parameters;

export function parameterOffsets(
  sizes: Pick<ElmanNet, 'inputs' | 'hidden' | 'outputs' | 'unit'>,
): ParameterOffsets {
  const { blocks, parameters } = elmanNet(sizes);
  const offsets = Object.fromEntries(blocks.map(({ name, offset }) => [name, offset]));
  return { ...(offsets as unknown as Omit<ParameterOffsets, 'parameters'>), parameters };
}
