/** Goal of a task in words, of sequences or of episodes. */
import { examinedText, nounsOf } from '../../tasks/examined-words.ts';
import { criterionText } from './criterion.ts';
import type { TaskFacts } from './tournament.ts';

/** Text such as `less than 1.0 % of 10000 test sequences wrong`, or `less than 5.0 % of 500 test episodes lost`. */
export function wholeGoalText(
  { success, shape }: Pick<TaskFacts, 'success' | 'shape'>,
  write?: (count: number) => string,
): string {
  const nouns = nounsOf(shape);
  return criterionText(success, examinedText(success, write, nouns), nouns.bad);
}
