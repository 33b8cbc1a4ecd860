/**
 * Embedding of a net in a larger one of the same kind: the further hidden units have no connections and no biases, so
 * they receive nothing and nothing reads them, and the outputs are those of the smaller net, exactly.
 */
import { block } from '../../nets/layout.ts';
import type { Net } from '../../nets/net.ts';

/** Number of hidden units: the columns of W_rec; null where the net has no such block. */
export const hiddenOf = (net: Net): number | null =>
  net.blocks.find(({ name }) => name === 'W_rec')?.shape[1] ?? null;

/** True where both nets differ in the number of hidden units at most. */
export function differInSize(one: Net, other: Net): boolean {
  return hiddenOf(one) !== null && kindOf(one) === kindOf(other);
}

const kindOf = (net: Net): string => {
  const { blocks, parameters: _, ...kind } = net;
  const names = blocks.map(({ name, shape }) => [name, shape.length]);
  return JSON.stringify({ ...kind, hidden: null, blocks: names });
};

/**
 * Parameters of the larger net that compute what the smaller one does. The first units are those of the smaller net, in
 * every gate; all else is 0.
 * @throws RangeError where `differInSize` is false, or the second net is the smaller one
 */
export function embedded(small: Net, parameters: Float32Array, large: Net): Float32Array {
  const [from, to] = [hiddenOf(small), hiddenOf(large)];
  if (!differInSize(small, large) || from === null || to === null || from > to)
    throw new RangeError('a net can be embedded only in one that differs by more hidden units');
  const made = new Float32Array(large.parameters);
  for (const { name, shape, offset } of small.blocks) {
    const target = block(large, name);
    const [rows, columns = 1] = shape;
    const [, targetColumns = 1] = target.shape;
    const row = placesOf(rows!, target.shape[0]!, from, to);
    const column = placesOf(columns, targetColumns, from, to);
    for (let r = 0; r < rows!; r++) {
      for (let c = 0; c < columns; c++)
        made[target.offset + row(r) * targetColumns + column(c)] = parameters[offset + r * columns + c]!;
    }
  }
  return made;
}

/** Places of the entries of a dimension: as they are, or, where it counts units gate by gate, within their gate. */
const placesOf = (size: number, targetSize: number, from: number, to: number): ((index: number) => number) =>
  size === targetSize ? (index) => index : (index) => Math.floor(index / from) * to + (index % from);
