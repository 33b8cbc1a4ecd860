/** Output of `genoprop tasks`. */

import { tasks } from '../../../tasks/index.ts';
import { oneLine, UserError } from '../../errors.ts';
import { factLines, jsonText, linesText, nameLines, optionLines } from '../../session/listing.ts';
import type { Floor } from '../../tasks/agents.ts';
import { overlapText } from '../../tasks/examined-words.ts';
import { inputText, outputText } from '../../tasks/shape-text.ts';
import { closePlugins, type OpenTask, openTask } from '../../tournament/plugins/plugin.ts';
import { lossName, measureText } from '../../tournament/spec/criterion.ts';
import { wholeGoalText } from '../../tournament/spec/goal-words.ts';
import type { Success } from '../../tournament/spec/success.ts';
import type { TaskFacts } from '../../tournament/spec/tournament.ts';
import { chanceText } from '../../words/chance.ts';
import { percent } from '../../words/numbers.ts';
import { wrap } from '../../words/text.ts';

/**
 * All tasks, or the one of that name or file, as text.
 * @throws UserError on an unknown name, and on a file that has no valid task
 */
export async function taskListing(name: string | undefined, json: boolean, columns: number): Promise<string> {
  try {
    if (name !== undefined) {
      const task = await openTask(name);
      const { facts, floors, lacking } = await listed(task);
      return json
        ? listJson([taskJson(task, facts, floors)])
        : linesText(taskLines(name, task, { facts, floors, lacking }, columns));
    }
    if (!json) return linesText(allLines(columns));
    const open = await Promise.all(tasks.map((task) => openTask(task.name)));
    const all = open.map(async (task) => {
      const { facts, floors } = await listed(task);
      return taskJson(task, facts, floors);
    });
    return listJson(await Promise.all(all));
  } finally {
    await closePlugins();
  }
}

interface Listed {
  readonly facts: TaskFacts;
  readonly floors: readonly Floor[];
  /** Reason why a built-in task cannot be played here, such as a package that is not installed; null where it can. */
  readonly lacking: string | null;
}

async function listed(task: OpenTask): Promise<Listed> {
  const choice = await task.choose({}, { isListed: true });
  try {
    return { facts: choice.facts, floors: await task.floors(choice), lacking: null };
  } catch (error) {
    if (task.module !== null || !(error instanceof UserError)) throw error;
    return { facts: choice.facts, floors: [], lacking: oneLine(error) };
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

function taskLines(
  written: string,
  task: OpenTask,
  { facts, floors, lacking }: Listed,
  columns: number,
): string[] {
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
        ['success', wholeGoalText(facts)],
        ...floors.map((floor, index) => [index === 0 ? 'floors' : '', floorText(floor, success)] as const),
        ...(files === undefined ? [] : [['files', files] as const]),
        ...(lacking === null ? [] : [['note', lacking] as const]),
        ...(overlap === undefined ? [] : [['note', overlapText(overlap)] as const]),
      ],
      columns,
    ),
    '',
    'Options, for --set:',
    ...optionLines(task.options, columns),
  ];
}

/** Text of a floor: `do nothing: balanced 23 steps, loss 0.9998`. */
function floorText({ agent, loss, error, measures }: Floor, success: Success): string {
  const reached =
    success.measure === undefined
      ? `${percent(error)} of episodes lost`
      : `${success.measure} ${measureText(measures[success.measure], success.unit)}`;
  return `${agent}: ${reached}, loss ${loss.toPrecision(4)}`;
}

const listJson = (shown: readonly object[]): string => jsonText({ format: 'genoprop.tasks/1', tasks: shown });

function taskJson(
  { name, summary, source, files, module, options }: OpenTask,
  facts: TaskFacts,
  floors: readonly Floor[],
): object {
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
    ...(floors.length === 0 ? {} : { floors }),
    ...(files === undefined ? {} : { files }),
    options,
  };
}
