/** Judgement of a batch with the score of a task that is judged by its loss. */
import type { Vector } from '../../engine/device.ts';
import type { BatchJudgement } from '../../tasks/batches.ts';
import type { Criterion } from '../spec/criterion.ts';

/**
 * The judgement, with the mean loss as one more measure where the criterion asks for it.
 * @param losses `[B]` loss of each sequence
 */
export function withScore(
  criterion: Criterion,
  judged: BatchJudgement,
  losses: Vector,
): Pick<BatchJudgement, 'measures' | 'squares'> {
  if (criterion.measure === undefined || criterion.of !== 'loss') return judged;
  const { measure } = criterion;
  let sum = 0;
  for (const loss of losses) sum += loss;
  const mean = sum / losses.length;
  let squares = 0;
  for (const loss of losses) squares += (loss - mean) * (loss - mean);
  return {
    measures: { ...judged.measures, [measure]: sum },
    squares: { ...judged.squares, [measure]: squares },
  };
}
