/** What `genoprop tasks` prints. */
import { findTask, tasks } from '../../tasks/index.ts';
import type { Task } from '../../tasks/define-task.ts';
import { describeOptions } from '../options/describe.ts';
import { validateOptions } from '../options/validate.ts';
import { successOf } from '../tournament/success.ts';
import { percent } from './format.ts';
import { factLines, nameLines, optionLines, writeLines } from './listing.ts';
import type { Surface } from './terminal.ts';

/** @throws UserError on an unknown name */
export function listTasks(name: string | undefined, json: boolean, surface: Surface): void {
  const shown = name === undefined ? tasks : [findTask(name)];
  if (json) {
    const listing = { format: 'genoprop.tasks/1', tasks: shown.map(taskJson) };
    return surface.write(`${JSON.stringify(listing, null, 2)}\n`);
  }
  if (name !== undefined) return writeLines(surface, taskLines(shown[0]!, surface.columns));
  writeLines(surface, [
    'Tasks:',
    ...nameLines(tasks, surface.columns),
    '',
    '`genoprop tasks NAME` shows one with its options, `genoprop duel NAME` plays it.',
  ]);
}

/** Chance in words, null where the task does not know it. */
export function chanceText(task: Task, options: Readonly<Record<string, unknown>>): string | null {
  const { error, loss } = task.chance?.(options) ?? {};
  const parts = [
    ...(error === undefined ? [] : [`${percent(error)} wrong`]),
    ...(loss === undefined ? [] : [`loss ${loss.toPrecision(4)}`]),
  ];
  return parts.length === 0 ? null : `${parts.join(', ')}, for whoever ignores the input`;
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
        ['chance', chanceText(task, options) ?? 'not known'],
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
