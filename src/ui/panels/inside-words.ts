/** Names and sentences for the numbers and series of a search's `inside`. */
import { learners } from '../../learners/index.ts';
import type { Inside } from '../../learners/inside.ts';
import { describedBy, type MeasureDescription } from '../../learners/measure-description.ts';
import { exp, log } from '../../numeric/elementary.ts';
import type { Moment } from '../../watch/story.ts';
import { brief, share } from '../../words/numbers.ts';
import { counted } from '../../words/text.ts';

export interface Quantity {
  readonly label: string;
  write(value: number): string;
  /** True for a history that is drawn logarithmically. */
  readonly log?: true;
}

const WRITERS: Readonly<Record<MeasureDescription['write'], (value: number) => string>> = {
  number: brief,
  count: String,
  share,
};

/** Numbers in that history that are worth a row: those that learners describe, in order, then others by their names. */
export function quantities(history: readonly Moment[]): (readonly [string, Quantity])[] {
  const now = history.at(-1)?.numbers ?? {};
  const isQuiet = (key: string, quiet: MeasureDescription['quiet']): boolean => {
    if (quiet === undefined) return false;
    if (quiet === 'always') return true;
    if (quiet === 'at 0') return now[key] === 0;
    return history.every(({ numbers }) => {
      // Before the first update a mean over updates is NaN.
      const value = numbers[key] ?? Number.NaN;
      return Number.isNaN(value) || value === (quiet === 'always 0' ? 0 : numbers[quiet.as]);
    });
  };
  const measures = describedBy(learners);
  const known = measures
    .filter(({ key, quiet }) => key in now && !isQuiet(key, quiet))
    .map(({ key, label, write, log }) => {
      return [key, { label, write: WRITERS[write], ...(log === undefined ? {} : { log }) }] as const;
    });
  const others = Object.keys(now)
    .filter((key) => !measures.some((one) => one.key === key))
    .filter((key) => history.some(({ numbers }) => !Number.isNaN(numbers[key] ?? Number.NaN)))
    .map((key) => [key, { label: words(key), write: brief }] as const);
  return [...known, ...others];
}

const words = (key: string): string =>
  key.replaceAll(/([a-z0-9])([A-Z])/g, (_, end: string, begin: string) => `${end} ${begin.toLowerCase()}`);

/** Series of `inside` under the key, if it is one; NaN for unknown entries. */
export function series(inside: Inside, key: string): readonly number[] | null {
  const found = inside[key];
  return Array.isArray(found) && found.length > 0 ? found.map((value) => value ?? Number.NaN) : null;
}

/**
 * Threshold of a gradient that has vanished (below it) or exploded (above its inverse), relative to the last step's.
 */
const LOST = 1e-3;

/** Sentence on ‖∂E/∂h_t‖ on its way back from the last step T to the first. */
export function gradientSentence(norms: readonly number[]): string {
  const steps = norms.length;
  const [first] = norms;
  const last = norms.at(-1)!;
  if (!norms.every(Number.isFinite)) return 'is not finite.';
  if (steps < 2) return 'has a single step, with no way back to follow.';
  if (last === 0) return first === 0 ? 'is 0 everywhere.' : 'is 0 at the last step, which is not scored.';
  if (first === 0) return `vanishes: nothing comes back over all ${steps} steps.`;
  const ratio = first! / last;
  const factor = exp(log(ratio) / (steps - 1));
  const times = `×${brief(factor)} a step back, ×${brief(ratio)} over all ${steps} steps`;
  if (ratio < LOST) return `vanishes: ${times}.`;
  return ratio > 1 / LOST ? `explodes: ${times}.` : `is kept: ${times}.`;
}

/** Sentence on the population: how far it has converged, and whether children are still taken in. */
export function populationSentence(history: readonly Moment[]): string {
  const first = history[0]?.numbers.diversity ?? Number.NaN;
  const now = history.at(-1)?.numbers ?? {};
  if (!(first > 0)) return '';
  const kept = (now.diversity ?? Number.NaN) / first;
  const spread =
    kept < 0.1 ? 'It has drawn together' : kept < 0.6 ? 'It draws together' : 'It is still spread out';
  const rate = now.acceptanceRate ?? Number.NaN;
  const taken =
    history.length < 2
      ? ''
      : rate < 0.01
        ? '; hardly a child gets in'
        : `; one child in ${Math.round(1 / rate)} gets in`;
  const failed = now.failedMembers ?? 0;
  return (
    `${spread}: ${share(kept)} of its first diversity${taken}.` +
    (failed > 0 ? ` ${counted(failed, 'member')} failed.` : '')
  );
}
