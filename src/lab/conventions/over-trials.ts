/** Means over trials, each of which is one sample. */
import { studentQuantile } from '../../numeric/student.ts';

export interface OverTrials {
  readonly value: number;
  /** Student's 95 % interval; null of a single trial. */
  readonly low: number | null;
  readonly high: number | null;
  readonly trials: number;
}

/** Mean over trials with Student's interval; null without any. */
export function overTrials(values: readonly number[]): OverTrials | null {
  const trials = values.length;
  if (trials === 0) return null;
  const value = values.reduce((sum, one) => sum + one, 0) / trials;
  if (trials === 1) return { value, low: null, high: null, trials };
  const squares = values.reduce((sum, one) => sum + (one - value) * (one - value), 0);
  const half = studentQuantile(0.975, trials - 1) * Math.sqrt(squares / (trials - 1) / trials);
  return { value, low: value - half, high: value + half, trials };
}
