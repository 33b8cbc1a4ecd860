/** Calls of a task's functions; errors gain the names of the task and the function. */
import { oneLine, UserError } from '../errors.ts';
import type { Task } from './define-task.ts';

/** Options as `task.options` gives them: every option present and valid. */
export type TaskOptions = Readonly<Record<string, unknown>>;

/**
 * Calls a function of a task.
 * @param what the function's name, or a function that gives it at the time of the error
 * @throws UserError with the function's error, as `task NAME: FUNCTION: …`
 */
export function calling<Result>(task: Task, what: string | (() => string), call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    const place = typeof what === 'string' ? what : what();
    throw new UserError(`task ${task.name}: ${place}: ${oneLine(error)}`, { cause: error });
  }
}
