/** Wording of a tournament's tasks in a paragraph on methods. */
import { listed } from '../statistics/words.ts';
import type { TaskChoice } from '../tournament/spec/tournament.ts';

/** Text of the tasks: `the task xor`, `the tasks xor and parity` */
export function tasksText(tasks: readonly TaskChoice[]): string {
  const labels = tasks.map(({ label }) => label);
  return labels.length === 1 ? `the task ${labels[0]}` : `the tasks ${listed(labels)}`;
}
