/** Description of a task's form, for listings and checks. */
import type { TaskShape } from './define-task.ts';

/** Text of the inputs: `one of 6 symbols a step` */
export const inputText = ({ inputs }: TaskShape): string =>
  `${inputs.kind === 'symbols' ? `one of ${inputs.size} symbols` : `${inputs.size} ${inputs.size === 1 ? 'number' : 'numbers'}`} a step`;

/** Text of the outputs: `4 values, softmax loss at the last step` */
export function outputText({ outputs, loss, scored }: TaskShape): string {
  const scores = scored === 'last' ? 'at the last step' : 'at every step that has a target';
  return `${outputs} ${outputs === 1 ? 'value' : 'values'}, ${loss} loss ${scores}`;
}
