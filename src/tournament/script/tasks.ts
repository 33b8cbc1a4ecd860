/** Reader of the task entries of a script: tasks with their options resolved. */
import * as z from 'zod';
import { RunError, UserError } from '../../errors.ts';
import type { OptionDescription } from '../../options/describe.ts';
import { changedOptions, nameWith } from '../../options/written.ts';
import { type OpenOptions, type OpenTask, openTask } from '../plugins/plugin.ts';
import type { Budget, TaskChoice } from '../spec/tournament.ts';
import { BUDGET_IN_WORDS, readBudget } from './budget.ts';
import { type FaultList, type Path, placeOf } from './fault-list.ts';
import { anything, readForm, shown } from './form.ts';
import { resolveSwept, type Values } from './sweep.ts';

/** Task of the tournament, and its place in the script. */
export interface ReadTask {
  readonly choice: TaskChoice;
  readonly path: Path;
}

const FIELDS = {
  task: z.string().min(1).describe('the name of a task, a file or a package'),
  options: z.record(z.string(), z.unknown()).optional().describe('options by their names'),
  budget: anything(BUDGET_IN_WORDS).optional(),
};

const IN_WORDS = "a task's name, file or package, or { task, options, budget }";

export async function readTasks(
  entries: readonly unknown[],
  open: OpenOptions,
  faults: FaultList,
): Promise<ReadTask[]> {
  const read: ReadTask[] = [];
  for (const [index, entry] of entries.entries()) {
    const path = ['tasks', index];
    const fields = readEntry(entry, path, faults);
    const budget =
      fields?.budget === undefined ? null : readBudget(fields.budget, [...path, 'budget'], faults);
    if (fields?.task === undefined) continue;
    const task = await openEntry(fields.task, open, path, faults);
    if (task === null) continue;
    const choices = await choose(task, fields.options ?? {}, path, faults);
    read.push(...choices.map((choice) => ({ choice: budgeted(choice, budget), path })));
  }
  refuseClashes(read, faults);
  return read;
}

function readEntry(entry: unknown, path: Path, faults: FaultList) {
  if (typeof entry === 'string') return { task: entry };
  if (typeof entry === 'object' && entry !== null && 'sample' in entry) {
    faults.add(path, 'is a task itself, name the file that exports it instead, relative to the script');
    return null;
  }
  if (typeof entry !== 'object' || entry === null) {
    faults.add(path, `must be ${IN_WORDS}, not ${shown(entry)}`);
    return null;
  }
  return readForm(FIELDS, entry, IN_WORDS, path, faults);
}

async function openEntry(
  name: string,
  options: OpenOptions,
  path: Path,
  faults: FaultList,
): Promise<OpenTask | null> {
  try {
    return await openTask(name, options);
  } catch (error) {
    if (!isTold(error)) throw error;
    faults.add(path, error.message);
    return null;
  }
}

function choose(task: OpenTask, options: Values, path: Path, faults: FaultList): Promise<TaskChoice[]> {
  const where = { path: [...path, 'options'], entry: path, faults };
  return resolveSwept(withNulls(options, task.options), where, async (values, wording) => {
    try {
      return await task.choose(values, { wording });
    } catch (error) {
      // Any failure of a plugin's code is the user's to mend before anything starts.
      throw isTold(error) ? new UserError(error.message, { cause: error }) : error;
    }
  }).then((variants) =>
    variants.map(({ result, keys }) => {
      // A swept value is part of the name even where it is the default.
      const label = nameWith(result.name, changedOptions(task.options, result.options, keys));
      return keys.size === 0 ? result : { ...result, label };
    }),
  );
}

const isTold = (error: unknown): error is UserError | RunError =>
  error instanceof UserError || error instanceof RunError;

const budgeted = (choice: TaskChoice, budget: Budget | null): TaskChoice =>
  budget === null ? choice : { ...choice, budget };

/**
 * Values without those left out, and null where `none` is written, as listings call it, for an option that may be null.
 */
export function withNulls(values: Values, options: readonly OptionDescription[]): Values {
  const nullable = new Set(options.filter((option) => option.nullable).map(({ name }) => name));
  const whole = (key: string, value: unknown) => (value === 'none' && nullable.has(key) ? null : value);
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [
        key,
        Array.isArray(value) ? value.map((one: unknown) => whole(key, one)) : whole(key, value),
      ]),
  );
}

/** Refuses clashes: trials are known by their task's label, and tasks by their names. */
function refuseClashes(read: readonly ReadTask[], faults: FaultList): void {
  const byLabel = new Map<string, ReadTask>();
  const byName = new Map<string, ReadTask>();
  for (const task of read) {
    const { choice, path } = task;
    const twin = byLabel.get(choice.label);
    const namesake = byName.get(choice.name);
    if (namesake !== undefined && namesake.choice.module !== choice.module) {
      const other = placeOf(namesake.path);
      faults.add(
        path,
        `its name '${choice.name}' is that of another task too (${other}), rename one of them`,
      );
    } else if (twin !== undefined) {
      faults.add(path, `'${choice.label}' takes part already (${placeOf(twin.path)}), leave one out`);
    }
    if (twin === undefined) byLabel.set(choice.label, task);
    if (namesake === undefined) byName.set(choice.name, task);
  }
}
