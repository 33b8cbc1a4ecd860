/**
 * Frozen parameters: entries of a net's parameter vector that a learner must leave at given values. Visible units have
 * them: the first O hidden units are the outputs, W_out = [I 0] and b_out = 0, and what comes back of them comes through
 * W_in, so their columns of W_rec are 0. Forced, such units are those of Williams & Zipser (1989): their values are the
 * targets, and no gradient goes through them. A reservoir has them too: all that is drawn and never learnt; and a net
 * without biases, whose biases stay 0.
 */
import { block } from './layout.ts';
import type { Net, ParameterBlock } from './net.ts';

export interface Frozen {
  /** Indices in the parameter vector, and the value of each. */
  readonly indices: Int32Array;
  readonly values: Float32Array;
}

/** Frozen parameters of a net whose first O hidden units are its outputs; it must have as many. */
export function visibleUnits(net: Net): Frozen {
  const [output, bias, recurrent] = ['W_out', 'b_out', 'W_rec'].map((name) => block(net, name)) as [
    ReturnType<typeof block>,
    ReturnType<typeof block>,
    ReturnType<typeof block>,
  ];
  const hidden = recurrent.shape[1]!;
  const indices: number[] = [];
  const values: number[] = [];
  const freeze = (index: number, value: number): void => {
    indices.push(index);
    values.push(value);
  };
  for (let to = 0; to < net.outputs; to++) {
    for (let unit = 0; unit < hidden; unit++) freeze(output.offset + to * hidden + unit, unit === to ? 1 : 0);
    freeze(bias.offset + to, 0);
  }
  for (let row = 0; row < recurrent.shape[0]!; row++) {
    for (let unit = 0; unit < net.outputs; unit++) freeze(recurrent.offset + row * hidden + unit, 0);
  }
  return { indices: Int32Array.from(indices), values: Float32Array.from(values) };
}

/** The entries of those blocks, at their values in a drawn vector. */
export function frozenBlocks(net: Net, names: readonly string[], drawn: Float32Array): Frozen {
  const indices = indicesOf(net, names);
  return { indices, values: Float32Array.from(indices, (index) => drawn[index]!) };
}

/** The entries of those blocks, at 0. */
export function zeroBlocks(net: Net, names: readonly string[]): Frozen {
  const indices = indicesOf(net, names);
  return { indices, values: new Float32Array(indices.length) };
}

const indicesOf = (net: Net, names: readonly string[]): Int32Array =>
  Int32Array.from(
    names.flatMap((name) => {
      const { offset, size } = block(net, name);
      return Array.from({ length: size }, (_, at) => offset + at);
    }),
  );

/** All entries of both, each once; where both freeze one, that of `first` counts. */
export function bothFrozen(first: Frozen, second: Frozen): Frozen {
  const values = new Map<number, number>();
  for (const { indices, values: given } of [second, first])
    for (const [at, index] of indices.entries()) values.set(index, given[at]!);
  return { indices: Int32Array.from(values.keys()), values: Float32Array.from(values.values()) };
}

/**
 * Blocks that are learnt beside those fixed ones: numbers of 32 bits, so without the remainders (`W_out_low` of `W_out`),
 * which stay 0.
 */
export const learntBlocks = (net: Net, fixed: readonly string[]): readonly ParameterBlock[] =>
  net.blocks.filter(({ name }) => !fixed.includes(name) && !name.endsWith('_low'));

/** Sets the frozen entries of the parameter vector that begins at `offset`. Returns the array. */
export function applyFrozen<V extends Float32Array | Float64Array>(
  { indices, values }: Frozen,
  parameters: V,
  offset = 0,
): V {
  for (const [at, index] of indices.entries()) parameters[offset + index] = values[at]!;
  return parameters;
}

/** Clears the frozen entries of a gradient. */
export function clearFrozen({ indices }: Frozen, gradient: Float32Array | Float64Array): void {
  for (const index of indices) gradient[index] = 0;
}
