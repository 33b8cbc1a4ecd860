/** Preprocessing that a task declares: plain JSON of moderate size, for it is written into every champion. */
import { UserError } from '../errors.ts';
import { show } from './check-shape.ts';
import type { Task } from './define-task.ts';
import type { TaskOptions } from './task-call.ts';

const MOST_BYTES = 2 ** 18;
const DEEPEST = 16;

/**
 * Copy of the task's `preprocessing`; undefined where the task has none.
 * @throws UserError on a value that JSON does not hold, and on more than 256 KiB of it
 */
export function preprocessingOf(
  task: Task,
  options: TaskOptions,
): Readonly<Record<string, unknown>> | undefined {
  const given: unknown = task.preprocessing?.(options);
  if (given === undefined) return undefined;
  if (!isPlainObject(given)) throw new UserError(`gave ${show(given)}, it must give an object`);
  requireJson(given, '', 0);
  const text = JSON.stringify(given);
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > MOST_BYTES) {
    throw new UserError(`gave ${bytes} bytes as JSON, it must give at most ${MOST_BYTES}`);
  }
  return JSON.parse(text) as Record<string, unknown>;
}

function requireJson(value: unknown, path: string, depth: number): void {
  if (depth > DEEPEST) throw new UserError(`gave ${place(path)} nested more than ${DEEPEST} deep`);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) requireJson(one, `${path}[${index}]`, depth + 1);
  } else if (isPlainObject(value)) {
    for (const [key, one] of Object.entries(value))
      requireJson(one, path === '' ? key : `${path}.${key}`, depth + 1);
  } else {
    throw new UserError(
      `gave ${show(value)} as ${place(path)}, it must be text, true, false, null, a finite number, a list or an object`,
    );
  }
}

const place = (path: string): string => (path === '' ? 'what it gave' : path.slice(0, 200));

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null);
