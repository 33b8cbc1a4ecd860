/**
 * Ratios of two subjects that take turns, in time of the processor. Both turns of a pair see the same moment of a busy
 * machine, and each subject begins in half of the pairs.
 */
import { quantile, type Subject } from '../measure.ts';
import { turn } from './processor-time.ts';

/** Least milliseconds of a turn. */
const TURN = 30;
const FEWEST_PAIRS = 8;

export interface Ratio {
  readonly median: number;
  /** Interval of about 95 % confidence for the median. */
  readonly low: number;
  readonly high: number;
  readonly pairs: number;
}

/**
 * Ratio of the times of a run, `other` over `subject`: above 1 where the subject is faster.
 * @param milliseconds time of the processor to spend, at least that of eight pairs
 */
export async function ratioInTurns(subject: Subject, other: Subject, milliseconds: number): Promise<Ratio> {
  for (const each of [subject, other]) await turn(each, TURN);
  const ratios: number[] = [];
  for (let spent = 0; spent < milliseconds || ratios.length < FEWEST_PAIRS; ) {
    const times = new Map<Subject, number>();
    const pair = ratios.length % 2 === 0 ? [subject, other] : [other, subject];
    for (const each of pair) {
      const { elapsed, runs } = await turn(each, TURN);
      times.set(each, elapsed / runs);
      spent += elapsed;
    }
    ratios.push(times.get(other)! / times.get(subject)!);
  }
  return medianOf(ratios);
}

/**
 * Median, and its interval by the sign test: the order statistics √n · 1.96 / 2 places from the middle on either side,
 * the normal approximation of the binomial distribution (Conover 1999, 3.2).
 */
export function medianOf(ratios: readonly number[]): Ratio {
  const sorted = [...ratios].sort((left, right) => left - right);
  const half = (1.96 * Math.sqrt(sorted.length)) / 2;
  const low = Math.max(0, Math.floor(sorted.length / 2 - half));
  const high = sorted.length - 1 - low;
  return { median: quantile(sorted, 0.5), low: sorted[low]!, high: sorted[high]!, pairs: sorted.length };
}
