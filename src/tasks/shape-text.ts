/** A task's form in words, for listings and checks. */
import type { TaskShape } from './define-task.ts';

/** `one of 6 symbols a step` */
export const inputText = ({ inputs }: TaskShape): string =>
  `${inputs.kind === 'symbols' ? `one of ${inputs.size} symbols` : `${inputs.size} ${inputs.size === 1 ? 'number' : 'numbers'}`} a step`;

/** `4 values, softmax loss at the last step` */
export function outputText({ outputs, loss, scored }: TaskShape): string {
  const scores = scored === 'last' ? 'at the last step' : 'at every step that has a target';
  return `${outputs} ${outputs === 1 ? 'value' : 'values'}, ${loss} loss ${scores}`;
}
