/** Calling a task's functions so that whatever one throws is named with the task and the function. */
import { oneLine, UserError } from '../errors.ts';
import type { Task } from './define-task.ts';

/** Options as `task.options` gives them: every option present and valid. */
export type TaskOptions = Readonly<Record<string, unknown>>;

/**
 * @param what the function's name, or what says it at the time of the error
 * @throws UserError with what the function threw, as `task NAME: FUNCTION: …`
 */
export function calling<Result>(task: Task, what: string | (() => string), call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    const place = typeof what === 'string' ? what : what();
    throw new UserError(`task ${task.name}: ${place}: ${oneLine(error)}`, { cause: error });
  }
}
