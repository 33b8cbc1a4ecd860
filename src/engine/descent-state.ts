/**
 * State of a descent: all that its next update depends on beside its batch. A descent that begins at the state of
 * another one goes on bit for bit as that one would have.
 */
export interface DescentState {
  /** θ `[parameters]` */
  readonly parameters: Float32Array;
  /** Vectors that the rule keeps beside θ, in its own order; none at the beginning, and for the plain rule. */
  readonly moments: readonly Float32Array[];
  /** Hidden state that the next batch goes on from, `[carried][B]`; null where sequences begin anew. */
  readonly carried: Float32Array | null;
}

/** The state before the first update. The parameters are not copied. */
export const beginning = (parameters: Float32Array): DescentState => ({
  parameters,
  moments: [],
  carried: null,
});

/**
 * Checks a state's moments against those of the rule at its beginning, by number and by length; a state that has none
 * is at the beginning.
 * @param carries true where the descent carries states
 * @throws RangeError where they differ, and for a carried state of a descent that carries none
 */
export function requireState(
  { moments, carried }: DescentState,
  begun: readonly Float32Array[],
  carries = false,
): void {
  if (carried !== null && !carries) {
    throw new RangeError('a descent at a carried state, which the device does not take');
  }
  const lengths = (some: readonly Float32Array[]): string =>
    `[${some.map(({ length }) => length).join(', ')}]`;
  if (moments.length === 0 || lengths(moments) === lengths(begun)) return;
  throw new RangeError(`moments of the lengths ${lengths(moments)} for a rule with ${lengths(begun)}`);
}
