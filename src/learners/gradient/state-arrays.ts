/**
 * A descent's state as arrays of a snapshot: `parameters`, then `moment1`, `moment2` and so on, and `carried`, each
 * where there is one.
 */
import type { DescentState } from '../../engine/descent-state.ts';
import type { Snapshot } from '../learner.ts';

/** Copies of the state's arrays. */
export function arraysOf({ parameters, moments, carried }: DescentState): Snapshot['arrays'] {
  const named = moments.map((moment, index) => [`moment${index + 1}`, moment.slice()]);
  return {
    parameters: parameters.slice(),
    ...Object.fromEntries(named),
    ...(carried === null ? {} : { carried: carried.slice() }),
  };
}

/** The state whose arrays `arraysOf` gave, copied again; other arrays may lie beside them. */
export function stateFrom(arrays: Snapshot['arrays']): DescentState {
  const moments: Float32Array[] = [];
  for (let next = arrays.moment1; next !== undefined; next = arrays[`moment${moments.length + 1}`]) {
    moments.push(Float32Array.from(next));
  }
  return {
    parameters: Float32Array.from(arrays.parameters!),
    moments,
    carried: arrays.carried === undefined ? null : Float32Array.from(arrays.carried),
  };
}
