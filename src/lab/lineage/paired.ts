/**
 * Losses of many genomes on the same sequences, group by group, and their differences from one of them, paired by group:
 * the mean of a group's difference, with Student's interval over the groups. Of many differences together the intervals
 * are simultaneous, by Bonferroni's correction.
 */
import type { Problem } from '../../learners/learner.ts';
import { studentQuantile } from '../../numeric/student.ts';

/** Number of groups that the sequences are dealt to. */
export const GROUPS = 32;
/** Number of the first lesson in the training stream that no search reaches. */
const FIRST_LESSON = 1_000_000_000;
const CONFIDENCE = 0.95;

/** Losses of genomes, `[count][GROUPS]`, on lessons that no search has trained on. */
export async function lossesOf(
  problem: Problem,
  parameters: readonly Float32Array[],
  sequences: number,
): Promise<Float64Array> {
  const { length } = parameters;
  const size = problem.net.parameters;
  const genomes = new Float32Array(new SharedArrayBuffer(4 * Math.max(1, length * size)));
  for (const [index, vector] of parameters.entries()) genomes.set(vector, index * size);
  const losses = new Float64Array(length * GROUPS);
  for (let group = 0; group < GROUPS && length > 0; group++) {
    const lesson = problem.lesson(FIRST_LESSON + group, Math.ceil(sequences / GROUPS));
    const scores = await problem.evaluatePopulation(genomes, length, lesson)();
    for (const [index, loss] of scores.losses.entries()) losses[index * GROUPS + group] = loss;
  }
  return losses;
}

/** Difference with its interval; null where a loss is not finite. */
export interface Difference {
  readonly value: number | null;
  readonly interval: readonly [low: number, high: number] | null;
}

/** Mean of some numbers. */
export const meanOf = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  return sum / values.length;
};

/**
 * Mean difference of paired losses `[groups]`, with an interval of 95 % for that many differences together.
 */
export function pairedDifference(
  losses: ArrayLike<number>,
  base: ArrayLike<number>,
  together = 1,
): Difference {
  const differences = Array.from(losses, (loss, group) => loss - base[group]!);
  const value = meanOf(differences);
  if (!Number.isFinite(value)) return { value: null, interval: null };
  let squares = 0;
  for (const one of differences) squares += (one - value) * (one - value);
  const error = Math.sqrt(squares / (differences.length - 1) / differences.length);
  const half = studentQuantile(1 - (1 - CONFIDENCE) / (2 * together), differences.length - 1) * error;
  return { value, interval: [value - half, value + half] };
}
