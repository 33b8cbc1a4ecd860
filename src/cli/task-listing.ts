/** What `genoprop tasks` prints. */

import type { Task } from '../../tasks/define-task.ts';
import { findTask, tasks } from '../../tasks/index.ts';
import { describeOptions } from '../options/describe.ts';
import { validateOptions } from '../options/validate.ts';
import { successOf } from '../tournament/success.ts';
import { percent } from './format.ts';
import { chanceText, factLines, jsonText, linesText, nameLines, optionLines } from './listing.ts';

/**
 * All tasks, or the one of that name, as text.
 * @throws UserError on an unknown name
 */
export function taskListing(name: string | undefined, json: boolean, columns: number): string {
  const shown = name === undefined ? tasks : [findTask(name)];
  if (json) return jsonText({ format: 'genoprop.tasks/1', tasks: shown.map(taskJson) });
  if (name !== undefined) return linesText(taskLines(shown[0]!, columns));
  return linesText([
    'Tasks:',
    ...nameLines(tasks, columns),
    '',
    '`genoprop tasks NAME` shows one with its options, `genoprop duel NAME` plays it.',
  ]);
}

function taskLines(task: Task, columns: number): string[] {
  const options = validateOptions(task.options, {}, task.name);
  const { inputs, outputs, loss, scored } = task.shape(options);
  const { error, sequences, exhaustive } = successOf(task, options);
  const each = inputs.kind === 'symbols' ? `one of ${inputs.size} symbols` : `${inputs.size} numbers`;
  const scores = scored === 'last' ? 'at the last step' : 'at every step that has a target';
  return [
    task.name,
    ...factLines(
      [
        ['summary', task.summary],
        ['source', task.source],
        ['input', `${each} a step`],
        ['output', `${outputs} ${outputs === 1 ? 'value' : 'values'}, ${loss} loss ${scores}`],
        ['chance', chanceText(task.chance?.(options) ?? {}) ?? 'not known'],
        [
          'success',
          `less than ${percent(error)} of ${exhaustive ? `all ${sequences}` : `${sequences} unseen`} sequences wrong`,
        ],
      ],
      columns,
    ),
    '',
    'Options, for --set:',
    ...optionLines(describeOptions(task.options), columns),
  ];
}

function taskJson(task: Task): object {
  const options = validateOptions(task.options, {}, task.name);
  const { error, sequences } = successOf(task, options);
  return {
    name: task.name,
    summary: task.summary,
    source: task.source,
    shape: task.shape(options),
    chance: task.chance?.(options) ?? null,
    success: { error, sequences },
    options: describeOptions(task.options),
  };
}
