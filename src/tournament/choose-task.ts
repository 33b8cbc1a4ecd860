/**
 * From a task and what was written about its options to a TaskChoice, which is plain data. From then on
 * nobody but the thread of a trial needs to call the task.
 */
import { createHash } from 'node:crypto';
import { drawBatch, shapeOf, type TaskOptions } from '../../tasks/batches.ts';
import type { Task } from '../../tasks/define-task.ts';
import { calling } from '../../tasks/task-call.ts';
import { describeOptions } from '../options/describe.ts';
import { plainWording, validateOptions, type Wording } from '../options/validate.ts';
import { changedOptions, nameWith } from '../options/written.ts';
import { successOf } from './success.ts';
import type { TaskChoice, TaskFacts } from './tournament.ts';

export interface ChooseOptions {
  /** Address of the plugin's module; left out for a built-in task. */
  readonly module?: string | undefined;
  /** How messages say where a value was written. */
  readonly wording?: Wording | undefined;
}

/**
 * The task under these options, with defaults for those left out.
 * @throws UserError on an unknown option, on a value that is not allowed, and on options that do not go together
 */
export function chooseTask(
  task: Task,
  values: Readonly<Record<string, unknown>> = {},
  { module, wording = plainWording(`task ${task.name}`) }: ChooseOptions = {},
): TaskChoice {
  const options = validateOptions(task.options, values, `task ${task.name}`, wording);
  return {
    name: task.name,
    label: nameWith(task.name, changedOptions(describeOptions(task.options), options)),
    ...(module === undefined ? {} : { module }),
    options,
    facts: taskFacts(task, options),
  };
}

/** @throws UserError when the task throws or says what makes no sense */
function taskFacts(task: Task, options: TaskOptions): TaskFacts {
  return {
    shape: shapeOf(task, options),
    success: calling(task, 'success', () => successOf(task, options)),
    chance: calling(task, 'chance', () => task.chance?.(options) ?? {}),
    ...sampleFacts(task, options),
  };
}

const FIRST_SEQUENCES = 16;

/** Nulls where sequences cannot be drawn, of which the trials will tell. */
function sampleFacts(task: Task, options: TaskOptions): Pick<TaskFacts, 'steps' | 'fingerprint'> {
  try {
    const batch = drawBatch(task, options, ['fingerprint', task.name], 0, FIRST_SEQUENCES);
    const hash = createHash('sha256');
    for (const field of [
      batch.lengths,
      batch.symbols,
      batch.dense,
      batch.mask,
      batch.classes,
      batch.values,
    ]) {
      hash.update(field === null ? 'null' : Buffer.from(field.buffer, field.byteOffset, field.byteLength));
    }
    return {
      steps: batch.activeSteps / batch.sequences,
      fingerprint: hash.digest('hex').slice(0, 32),
    };
  } catch {
    return { steps: null, fingerprint: null };
  }
}
