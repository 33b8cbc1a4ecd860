/** Output of `genoprop tasks`. */

import { tasks } from '../../../tasks/index.ts';
import { factLines, jsonText, linesText, nameLines, optionLines } from '../../session/listing.ts';
import { examinedText, overlapText } from '../../tasks/examined-words.ts';
import { inputText, outputText } from '../../tasks/shape-text.ts';
import { closePlugins, type OpenTask, openTask } from '../../tournament/plugins/plugin.ts';
import { criterionText, lossName } from '../../tournament/spec/criterion.ts';
import type { TaskFacts } from '../../tournament/spec/tournament.ts';
import { chanceText } from '../../words/chance.ts';
import { wrap } from '../../words/text.ts';

/**
 * All tasks, or the one of that name or file, as text.
 * @throws UserError on an unknown name, and on a file that has no valid task
 */
export async function taskListing(name: string | undefined, json: boolean, columns: number): Promise<string> {
  try {
    if (name !== undefined) {
      const task = await openTask(name);
      const { facts } = await task.choose();
      return json ? listJson([taskJson(task, facts)]) : linesText(taskLines(name, task, facts, columns));
    }
    if (!json) return linesText(allLines(columns));
    const open = await Promise.all(tasks.map((task) => openTask(task.name)));
    return listJson(await Promise.all(open.map(async (task) => taskJson(task, (await task.choose()).facts))));
  } finally {
    await closePlugins();
  }
}

const allLines = (columns: number): string[] => [
  'Tasks:',
  ...nameLines(tasks, columns),
  '',
  ...wrap(
    '`genoprop tasks NAME` shows one with its options, `genoprop duel NAME` plays it. In place of a name, ' +
      'the file of a task of your own: `genoprop tasks ./my-task.ts`.',
    columns - 1,
  ),
];

function taskLines(written: string, task: OpenTask, facts: TaskFacts, columns: number): string[] {
  const { success, overlap } = facts;
  const { files } = task;
  return [
    task.name,
    ...factLines(
      [
        ['summary', task.summary],
        ['source', task.source],
        ...(task.module === null ? [] : [['file', written] as const]),
        ['input', inputText(facts.shape)],
        ['output', outputText(facts.shape)],
        ['chance', chanceText(facts.chance, lossName(facts.success)) ?? 'not known'],
        ['success', criterionText(success, examinedText(success))],
        ...(files === undefined ? [] : [['files', files] as const]),
        ...(overlap === undefined ? [] : [['note', overlapText(overlap)] as const]),
      ],
      columns,
    ),
    '',
    'Options, for --set:',
    ...optionLines(task.options, columns),
  ];
}

const listJson = (shown: readonly object[]): string => jsonText({ format: 'genoprop.tasks/1', tasks: shown });

function taskJson({ name, summary, source, files, module, options }: OpenTask, facts: TaskFacts): object {
  const { exhaustive: _, ...success } = facts.success;
  const { shape, chance } = facts;
  const known = Object.keys(chance).length > 0;
  return {
    name,
    summary,
    source,
    ...(module === null ? {} : { module }),
    shape,
    chance: known ? chance : null,
    success,
    ...(files === undefined ? {} : { files }),
    options,
  };
}
