/** Description of a task's form, for listings and checks. */
import type { TaskShape } from './define-task.ts';
import type { Reading } from './episode.ts';

/** Text of the inputs: `one of 6 symbols a step`; `2 numbers a step, from step 31 on the net's own outputs` */
export function inputText({ inputs, outputs, feedback }: TaskShape): string {
  const size = `${inputs.size} ${inputs.size === 1 ? 'number' : 'numbers'}`;
  const text = `${inputs.kind === 'symbols' ? `one of ${inputs.size} symbols` : size} a step`;
  if (feedback === undefined) return text;
  const own = inputs.size === outputs ? '' : `the first ${outputs} of them `;
  return `${text}, from step ${feedback.washout + 1} on ${own}the net's own outputs`;
}

const READS: Readonly<Record<Reading, string>> = {
  linear: 'the outputs as they are',
  logistic: 'the logistic function of the output',
  tanh: 'tanh of the output',
  softmax: 'softmax of the outputs',
};

/** Text of the outputs: `4 values, softmax loss at the last step` */
export function outputText({ outputs, loss, scored, episode }: TaskShape): string {
  if (episode !== undefined) {
    const actions = `${outputs} ${outputs === 1 ? 'action' : 'actions'} a step, ${READS[episode.reads]}`;
    return `${actions}, for at most ${episode.steps} steps`;
  }
  const scores = scored === 'last' ? 'at the last step' : 'at every step that has a target';
  return `${outputs} ${outputs === 1 ? 'value' : 'values'}, ${loss} loss ${scores}`;
}
