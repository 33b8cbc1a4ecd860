/**
 * Moments of an update rule as a descent's state keeps them: vectors of θ's length, then the number of updates where
 * the rule counts them.
 */
import { type DescentState, requireState } from './descent-state.ts';
import { type Rule, ruleOf } from './rule.ts';

/** Moments that a rule keeps. */
export interface MomentLayout {
  /** Number of vectors of θ's length. */
  readonly vectors: number;
  /** True where the number of updates is the last moment. */
  readonly counts: boolean;
}

/** State of a descent, with its moments apart. */
export interface RuleState {
  readonly parameters: Float32Array;
  readonly vectors: readonly Float32Array[];
  /** Number of updates so far; 0 where the rule does not count. */
  readonly updates: number;
}

/** Updates that one number of the count holds: float32 has every whole number up to 2²⁴. */
const CARRY = 2 ** 20;

/** Number of updates t as a moment, [t mod 2²⁰, ⌊t / 2²⁰⌋]. */
export const countOf = (updates: number): Float32Array =>
  Float32Array.of(updates % CARRY, Math.floor(updates / CARRY));

/** Number of updates of such a moment. */
export const updatesOf = ([rest, carries]: ArrayLike<number> & Iterable<number>): number =>
  rest! + CARRY * carries!;

/** Moments before the first update. */
export const begunMoments = ({ vectors, counts }: MomentLayout, parameters: number): Float32Array[] => [
  ...Array.from({ length: vectors }, () => new Float32Array(parameters)),
  ...(counts ? [countOf(0)] : []),
];

/**
 * State that a descent on a device of its own begins at; its arrays are copied.
 * @throws RangeError where the state is none of the rule's, and for a descent that carries states
 */
export function ruleStateOf(
  at: DescentState,
  layout: MomentLayout,
  { carries = false }: { readonly carries?: boolean },
): RuleState {
  if (carries) throw new RangeError('a descent that carries states, which the device does not take');
  const begun = begunMoments(layout, at.parameters.length);
  requireState(at, begun);
  const moments = at.moments.length === 0 ? begun : at.moments.map((moment) => moment.slice());
  return {
    parameters: at.parameters.slice(),
    vectors: moments.slice(0, layout.vectors),
    updates: layout.counts ? updatesOf(moments.at(-1)!) : 0,
  };
}

/** State of a descent, the way back. */
export const descentStateOf = (
  { parameters, vectors, updates }: RuleState,
  { counts }: MomentLayout,
): DescentState => ({
  parameters,
  moments: [...vectors, ...(counts ? [countOf(updates)] : [])],
  carried: null,
});

/**
 * Code of a device for the rule of these settings.
 * @throws RangeError where it has none: a mistake in the calling code, which asks `lacks` before
 */
export function ruleCodeFor<Code>(
  known: Readonly<Record<string, Code>>,
  settings: { readonly rule?: Rule },
): Code {
  const { kind } = ruleOf(settings);
  if (Object.hasOwn(known, kind)) return known[kind]!;
  throw new RangeError(`a descent by the rule ${kind}, which the device lacks`);
}
