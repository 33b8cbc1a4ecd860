/** Layout of named parameter blocks in a net's one parameter vector: end to end, in the order given. */
import type { Net, ParameterBlock } from './net.ts';

/** Blocks of those names and shapes, and the length of the vector that holds them. */
export function layOut(shapes: readonly (readonly [name: string, shape: readonly number[]])[]): {
  readonly blocks: readonly ParameterBlock[];
  readonly parameters: number;
} {
  let offset = 0;
  const blocks = shapes.map(([name, shape]) => {
    const size = shape.reduce((product, extent) => product * extent, 1);
    const placed = { name, shape, offset, size };
    offset += size;
    return placed;
  });
  return { blocks, parameters: offset };
}

/** Block of that name. Throws RangeError where the net has none: a mistake in the calling code. */
export function block(net: Pick<Net, 'blocks'>, name: string): ParameterBlock {
  const found = net.blocks.find((candidate) => candidate.name === name);
  if (found === undefined) {
    const known = net.blocks.map((candidate) => candidate.name).join(', ');
    throw new RangeError(`no parameter block ${name}; the net has ${known}`);
  }
  return found;
}

/** View, not a copy, of the block of that name inside a parameter vector. */
export function blockOf<V extends Float32Array | Float64Array>(
  net: Pick<Net, 'blocks'>,
  vector: V,
  name: string,
): V {
  const { offset, size } = block(net, name);
  return vector.subarray(offset, offset + size) as V;
}
