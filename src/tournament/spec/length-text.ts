/** Length of a task's sequences or episodes in words. */
import type { TaskShape } from '../../tasks/define-task.ts';
import { FIRST_STEPS } from './choose-task.ts';

/** Sentence on the length of the sequences, or of the episodes; empty where it is unknown. */
export function lengthText(steps: number | null, { episode }: TaskShape): string {
  const mean = steps === null ? null : String(Number(steps.toPrecision(3)));
  if (episode === undefined) return mean === null ? '' : `Sequences of ${mean} steps on average. `;
  const most = `Episodes of at most ${episode.steps.toLocaleString('en')} actions`;
  // Longer ones are cut where a task is chosen.
  const isKnown = steps !== null && steps < Math.min(FIRST_STEPS, episode.steps);
  return isKnown ? `${most}; those in which nothing is done end after ${mean} on average. ` : `${most}. `;
}
