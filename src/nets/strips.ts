/** Strips of a net's states, as pictures show them. */
import type { StateStrip } from './net.ts';

/** Numbers of a state that the strips show, one strip after the other; of one strip a view, not a copy. */
export function shownStates(strips: readonly StateStrip[], state: Float64Array): Float64Array {
  const parts = strips.map(({ from, count }) => state.subarray(from, from + count));
  return parts.length === 1 ? parts[0]! : Float64Array.from(parts.flatMap((part) => [...part]));
}

/** Names of these numbers: `h1`, `h2`. */
export const stateNames = (strips: readonly StateStrip[]): string[] =>
  strips.flatMap(({ label, count }) => Array.from({ length: count }, (_, unit) => `${label}${unit + 1}`));
