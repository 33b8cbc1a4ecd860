/**
 * Strategies as pure searches of ℝⁿ by generations, in the form of ask and tell: no nets, no tasks, no devices. A
 * `GenerationSearch` evaluates what they ask for.
 */
import type { Random } from '../../random/random.ts';
import type { Measures } from '../inside.ts';
import type { Snapshot } from '../learner.ts';

export interface Strategy {
  /** Points of the next generation. */
  readonly size: number;
  /**
   * Writes the next generation, `[size][n]`. The points follow from the state and from the numbers of the streams alone,
   * and asking changes nothing that `state` gives: asked again, a strategy writes the same.
   */
  ask(points: Float64Array): void;
  /** Takes the losses of the generation last asked for, `[size]`; a failed one is Infinity, and all may be. */
  tell(losses: Float64Array): void;
  /** Measures of its own, for `inside`. */
  measures(): Measures;
  /** Copy of its state between generations. */
  state(): Snapshot;
}

/** Strategy whose result is the centre of its distribution, `[n]`. */
export interface CentredStrategy extends Strategy {
  readonly centre: Float64Array;
}

/** Strategy whose result is the best point so far. */
export interface BestStrategy extends Strategy {
  /** Hook: loss of the best point so far on a new batch, before the next generation is told; it may be Infinity. */
  revalued?(loss: number): void;
}

/** Strategy that chooses its elite by a second evaluation. */
export interface ElitistStrategy extends Strategy {
  /**
   * Candidates for the elite, given the losses of the generation: writes them, `[count][n]`, and returns their number.
   * Changes nothing that `state` gives.
   */
  candidates(losses: Float64Array, points: Float64Array): number;
  /** Most candidates of a generation. */
  readonly mostCandidates: number;
  /** Takes the losses of the candidates, and the generation's; in place of `tell`. */
  choose(losses: Float64Array, ofCandidates: Float64Array): void;
}

/** Start of a strategy. */
export interface StrategyStart<Settings> {
  /** Dimension n. */
  readonly n: number;
  readonly settings: Settings;
  /** Draws point number `index` of the net's initialisation, `[n]`. */
  point(index: number): Float64Array;
  /** Random stream of that name. */
  random(...path: readonly (string | number)[]): Random;
  /** State to go on from. */
  readonly state?: Snapshot | undefined;
}

/** Euclidean distance of two points. */
export function distanceBetween(one: Float64Array, other: Float64Array): number {
  let squares = 0;
  for (let index = 0; index < one.length; index++) {
    const difference = one[index]! - other[index]!;
    squares += difference * difference;
  }
  return Math.sqrt(squares);
}
