/**
 * Validation of a task, a plugin's default export for instance: its names, functions, options and its shape under the
 * options' defaults. Its sequences are checked batch by batch (build-batch.ts).
 */

import type { Batch } from '../engine/batch.ts';
import { oneLine, UserError } from '../errors.ts';
import { describeOptions } from '../options/describe.ts';
import { jsonFault } from '../options/json-value.ts';
import { playAgent } from './agents.ts';
import { drawBatch, judgeBatch } from './batches.ts';
import { episodeProblems } from './check-episode.ts';
import { checkChance, checkShape, show } from './check-shape.ts';
import { scoreProblems, successProblems, unitProblems } from './check-success.ts';
import type { Task } from './define-task.ts';

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const LONGEST_NAME = 60;
const TEXTS = ['name', 'summary', 'source'] as const;
const REQUIRED = ['shape', 'sample'] as const;
const OPTIONAL = ['shared', 'cases', 'judge', 'chance', 'preprocessing'] as const;

/** Faults of a task, each in one line; empty when it is a valid task. */
export function taskProblems(value: unknown): string[] {
  const problems = formProblems(value);
  // Its functions can be tried only when they are there and have options to be called with.
  return problems.length > 0 ? problems : trialProblems(value as Task);
}

/** Faults that show without calling one of the task's functions. */
export function formProblems(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) {
    return [`it is ${show(value)}, it must be what defineTask({...}) gives`];
  }
  const task = value as Task;
  const isEpisode = 'episode' in task && task.episode !== undefined;
  return [
    ...textProblems(task),
    ...(isEpisode ? episodeProblems(task) : functionProblems(task)),
    ...optionProblems(task),
    ...successProblems(task),
    ...scoreProblems(task),
    ...unitProblems(task),
    ...exhaustiveProblems(task),
  ];
}

/**
 * Requires a valid task.
 * @param where beginning of the message, for example the plugin's file
 * @throws UserError with the first problem
 */
export function checkTask(value: unknown, where: string): Task {
  const [problem] = taskProblems(value);
  if (problem !== undefined) throw new UserError(`${where}: ${problem}`);
  return value as Task;
}

function textProblems(task: Task): string[] {
  const isWrong = (field: (typeof TEXTS)[number] | 'files'): boolean =>
    typeof task[field] !== 'string' || task[field].trim() === '';
  const given = task.files === undefined ? TEXTS : ([...TEXTS, 'files'] as const);
  const problems = given
    .filter(isWrong)
    .map((field) => `${field} is ${show(task[field])}, it must be a text`);
  if (typeof task.name === 'string' && task.name !== '' && !NAME.test(task.name)) {
    problems.push(`name is ${show(task.name)}, it must be lower case words joined by hyphens`);
  }
  if (typeof task.name === 'string' && task.name.length > LONGEST_NAME) {
    problems.push(`name has ${task.name.length} characters, it must have at most ${LONGEST_NAME}`);
  }
  if (typeof task.summary === 'string' && task.summary.includes('\n')) {
    problems.push('summary has several lines, it must have one');
  }
  return problems;
}

function functionProblems(task: Task): string[] {
  const isWrong = (field: (typeof REQUIRED)[number] | (typeof OPTIONAL)[number]) =>
    typeof task[field] !== 'function' && (task[field] !== undefined || REQUIRED.some((one) => one === field));
  return [...REQUIRED, ...OPTIONAL]
    .filter(isWrong)
    .map((field) => `${field} is ${show(task[field])}, it must be a function`);
}

function optionProblems(task: Task): string[] {
  const schema = task.options;
  // By its form, not its class: a plugin may bring a zod of its own.
  if (typeof schema !== 'object' || schema === null || schema._zod?.def?.type !== 'object') {
    return [`options is ${show(schema)}, it must be a zod 4 object, z.object({...})`];
  }
  try {
    const problems = Object.entries(schema.shape).flatMap(([name, field]) =>
      field.safeParse(undefined).success
        ? []
        : [`options.${name} has no default, give it one with .default(...)`],
    );
    const reserved = Object.keys(schema.shape).filter((name) => name in {});
    problems.push(
      ...reserved.map((name) => `options.${name} has a name that every object has, give it another`),
    );
    if (problems.length > 0) return problems;
    const values = schema.parse({});
    const faults = Object.entries(values).flatMap(([name, value]) => {
      const fault = jsonFault(value);
      return fault === null
        ? []
        : [`options.${name} has the default ${fault}, it must be a value that JSON holds`];
    });
    if (faults.length > 0) return faults;
    return describeOptions(schema)
      .filter(({ meaning }) => meaning.trim() === '')
      .map(({ name }) => `options.${name} has no description, give it one with .describe('...')`);
  } catch (error) {
    return [`options cannot be read: ${oneLine(error)}`];
  }
}

function exhaustiveProblems({ exhaustive, cases }: Task): string[] {
  if (exhaustive === undefined || exhaustive === false) return [];
  if (exhaustive !== true) return [`exhaustive is ${show(exhaustive)}, it must be true or false`];
  if (cases !== undefined) return [];
  return ['exhaustive is true, but there is no `cases` to say how many sequences there are'];
}

/**
 * Trial of a task under the default options: shape, chance, a small batch and, where success asks for a measure, its
 * judgement.
 */
function trialProblems(task: Task): string[] {
  try {
    const options = task.options.parse({});
    checkShape(task.shape(options), 'under the default options');
    checkChance(task.chance?.(options) ?? {}, 'under the default options');
    if (task.episode !== undefined) {
      playAgent(task, options, 'do nothing', { part: 'training', path: ['check'], episodes: 1 });
      return [];
    }
    const batch = drawBatch(task, options, ['check'], 0, 2);
    if (task.success?.measure !== undefined) judgeBatch(task, options, batch, silence(batch));
    return [];
  } catch (error) {
    return [oneLine(error)];
  }
}

/** Outputs of a net that are all 0. */
const silence = ({ answerSteps, outputs, sequences }: Batch): Float32Array =>
  new Float32Array(answerSteps.length * outputs * sequences);
