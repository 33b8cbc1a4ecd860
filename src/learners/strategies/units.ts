/** Division of a net's parameters among its hidden units, for methods that breed units. */
import type { Net, ParameterBlock } from '../../nets/net.ts';

/**
 * Parameters of each hidden unit, as positions in `indices`: all weights into it, from inputs and from hidden units, of
 * all its gates, its biases and peepholes, and its weights to the outputs. The last group has what belongs to no unit,
 * the biases of the outputs. Groups without a parameter are left out.
 * @param indices of the parameters that are divided, in the parameter vector, ascending
 */
export function unitsOf(net: Net, indices: Int32Array): readonly Int32Array[] {
  const hidden = hiddenOf(net);
  const groups = Array.from({ length: hidden + 1 }, (): number[] => []);
  for (const [position, index] of indices.entries()) {
    const block = net.blocks.find(({ offset, size }) => index >= offset && index < offset + size);
    groups[block === undefined ? hidden : ownerOf(block, index - block.offset, hidden)]!.push(position);
  }
  return groups.filter(({ length }) => length > 0).map((group) => Int32Array.from(group));
}

/** Hidden units of a net: the columns of its recurrent weights; 0 of a net without such. */
const hiddenOf = ({ blocks }: Net): number => blocks.find(({ name }) => name === 'W_rec')?.shape[1] ?? 0;

/** Unit that an entry of a block belongs to; `hidden` for none. */
function ownerOf({ name, shape }: ParameterBlock, at: number, hidden: number): number {
  if (name.startsWith('b_out') || hidden === 0) return hidden;
  // A readout has a column for each unit, and further ones where it sees the inputs.
  if (name.startsWith('W_out')) return Math.min(hidden, at % shape[1]!);
  // The rows of the gates lie one gate after the other.
  if (name.startsWith('W_')) return Math.floor(at / shape[1]!) % hidden;
  return at % hidden;
}
