/**
 * Windows of time steps in which the relevant symbols stand. Sources give them in parts of a sequence's length, as
 * closed intervals or half-open ones, and differ; a rule is one source's.
 */
import { UserError } from '../../src/errors.ts';
import type { Random } from '../../src/random/random.ts';
import type { LengthRange } from './lengths.ts';

export interface WindowRule {
  /** Begin and end of each window, in percent of the length, in order of time. */
  readonly percent: readonly (readonly [from: number, to: number])[];
  /**
   * Ends of windows. closed: all steps t with from ≤ t ≤ to, where a step that two windows share belongs to the
   * earlier. half-open: as programs write [from, to), from ⌊from⌋ on as many steps as ⌊to - from⌋.
   *
   */
  readonly ends: 'closed' | 'half-open';
  /** Length that the percentages are of: each sequence's own, or the shortest there is. */
  readonly of: 'own' | 'shortest';
  /** Number of steps at the beginning and the end that are reserved. */
  readonly kept?: { readonly before: number; readonly after: number };
}

/** Window, first and last step included. */
export interface Window {
  readonly first: number;
  readonly last: number;
}

/** Windows of a sequence of that length; they may be empty or lie outside where the length is short. */
export function windowsAt(rule: WindowRule, length: number, shortest: number): Window[] {
  const whole = rule.of === 'own' ? length : shortest;
  let before = -1;
  return rule.percent.map(([from, to]) => {
    // Products of whole numbers divided once: exact where the result is a whole number.
    const first = rule.ends === 'closed' ? Math.ceil((from * whole) / 100) : Math.floor((from * whole) / 100);
    const last =
      rule.ends === 'closed'
        ? Math.floor((to * whole) / 100)
        : first + Math.floor(((to - from) * whole) / 100) - 1;
    const window = { first: Math.max(first, before + 1), last };
    before = last;
    return window;
  });
}

/** Draws a step of the window, uniformly. */
export const drawStep = (random: Random, { first, last }: Window): number =>
  first + random.integer(last - first + 1);

/**
 * Checks the windows of all lengths.
 * @throws UserError where a length of the range leaves a window empty, out of order or outside the sequence
 */
export function checkWindows(rule: WindowRule, { shortest, longest }: LengthRange): void {
  // From 100 steps on every window of a percent or more holds a step, so only short lengths can fail.
  for (let length = shortest; length <= Math.min(longest, Math.max(shortest, 100)); length++) {
    if (!fits(rule, length, shortest)) {
      throw new UserError(
        `length ${length} leaves a window without a step, the shortest length that works is ${shortestFitting(rule, length)}`,
      );
    }
  }
}

function fits(rule: WindowRule, length: number, shortest: number): boolean {
  const { before, after } = rule.kept ?? { before: 0, after: 0 };
  let previous = before - 1;
  for (const { first, last } of windowsAt(rule, length, shortest)) {
    if (first <= previous || last < first || last >= length - after) return false;
    previous = last;
  }
  return true;
}

function shortestFitting(rule: WindowRule, from: number): number {
  let length = from;
  while (!fits(rule, length, length)) length++;
  return length;
}
