/**
 * Fixed points of the one-unit net, x = w σ(x) + b, and the values of b at which their number changes (saddle-nodes).
 * Pascanu, Mikolov & Bengio (2013), ICML, section 2.3; Strogatz (1994), "Nonlinear Dynamics and Chaos", section 3.1.
 */
import { logistic } from '../../numeric/elementary.ts';
import { rootBetween } from '../../numeric/root.ts';
import { FIRST_STATE, type Weights } from './one-unit.ts';

export interface FixedPoint {
  readonly x: number;
  /** Slope w σ'(x) of the map: stable below 1 in size. */
  readonly slope: number;
}

/** Slope of the map x → w σ(x) + b. */
export function slopeAt(w: number, x: number): number {
  const output = logistic(x);
  return w * output * (1 - output);
}

/** Greatest x of the search for turning points: σ' is below 1e-17 beyond it. */
const FAR = 40;

/**
 * Turning points of w σ(x) + b - x, where w σ'(x) = 1, the lower one first; empty where w is at most 4, since σ' is at
 * most 1/4.
 */
export function turningPoints(w: number): readonly number[] {
  if (w * 0.25 <= 1) return [];
  // σ' is even and falls on either side of 0.
  const upper = rootBetween((x) => slopeAt(w, x) - 1, 0, FAR);
  return [-upper, upper];
}

/** Values of b, the lower one first, at which two fixed points meet and vanish; empty where w is at most 4. */
export const saddleNodes = (w: number): readonly number[] =>
  turningPoints(w)
    .map((x) => x - w * logistic(x))
    .sort((one, other) => one - other);

/** Fixed points in rising order: one, or three between the saddle-nodes. w must be positive. */
export function fixedPoints({ w, b }: Weights): readonly FixedPoint[] {
  const beyond = (x: number): number => w * logistic(x) + b - x;
  // All lie in (b, b + w), for σ is between 0 and 1; between turning points the function rises or falls throughout.
  const [least, greatest] = [b - 1, b + w + 1];
  const turns = turningPoints(w).filter((x) => x > least && x < greatest);
  const ends = [least, ...turns, greatest];
  const found: number[] = [];
  for (const [index, low] of ends.slice(0, -1).entries()) {
    const high = ends[index + 1]!;
    if (beyond(low) > 0 === beyond(high) > 0) continue;
    const x = rootBetween(beyond, low, high);
    // A turning point that is a fixed point ends two stretches.
    if (x !== found.at(-1)) found.push(x);
  }
  return found.map((x) => ({ x, slope: slopeAt(w, x) }));
}

/**
 * b at which x_0 = .5 is the unstable fixed point between two basins: below it the net falls to the low fixed point,
 * above it rises to the high one, and E as a function of b becomes a step as T grows. Null where no such point is
 * unstable, for w up to 1 / σ'(.5) = 4.2551.
 */
export const wallAt = (w: number): number | null =>
  slopeAt(w, FIRST_STATE) > 1 ? FIRST_STATE - w * logistic(FIRST_STATE) : null;
