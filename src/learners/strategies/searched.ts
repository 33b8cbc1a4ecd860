/** Searched parameters of a problem: those that are learnt and not frozen, as a point of ℝⁿ. */
import { applyFrozen } from '../../nets/frozen.ts';
import type { Problem } from '../learner.ts';

/** Map between points `[n]` and parameter vectors `[parameters]`. */
export interface Searched {
  readonly n: number;
  /** Index in the parameter vector of each coordinate. */
  readonly indices: Int32Array;
  /** Coordinates of a parameter vector. */
  read(parameters: Float32Array): Float64Array;
  /**
   * Writes the parameter vector of `points[from…from + n - 1]` at `parameters[at…]`, rounded to 32 bits.
   * @returns false where a parameter is beyond 32 bits
   */
  write(points: Float64Array, from: number, parameters: Float32Array, at: number): boolean;
}

/** The searched parameters of that problem. */
export function searchedOf({ net, frozen, learnt }: Pick<Problem, 'net' | 'frozen' | 'learnt'>): Searched {
  const isSearched = new Uint8Array(net.parameters).fill(learnt === undefined ? 1 : 0);
  for (const { offset, size } of learnt ?? []) isSearched.fill(1, offset, offset + size);
  for (const index of frozen?.indices ?? []) isSearched[index] = 0;
  const indices = Int32Array.from([...isSearched.keys()].filter((index) => isSearched[index] === 1));
  const rest = new Float32Array(net.parameters);
  if (frozen !== undefined) applyFrozen(frozen, rest);
  return {
    n: indices.length,
    indices,
    read: (parameters) => Float64Array.from(indices, (index) => parameters[index]!),
    write(points, from, parameters, at) {
      if (indices.length < rest.length) parameters.set(rest, at);
      let isSound = true;
      for (let coordinate = 0; coordinate < indices.length; coordinate++) {
        const place = at + indices[coordinate]!;
        parameters[place] = points[from + coordinate]!;
        isSound &&= Number.isFinite(parameters[place]!);
      }
      return isSound;
    },
  };
}
