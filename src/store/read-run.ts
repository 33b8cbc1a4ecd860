/** Reading of a run file by commands: opens, reads and closes it, and turns every failure into one line. */
import { readFailure } from './damage.ts';
import { openRun, type RunFile } from './run-file.ts';

/**
 * Result of `read` on the open run, which may be a promise.
 * @throws UserError where there is no run, and a line with the file's name for each error of reading it
 */
export function readRun<Result>(path: string, read: (run: RunFile) => Result): Result {
  const run = openRun(path, { readOnly: true });
  let result: Result;
  try {
    result = read(run);
  } catch (error) {
    run.close();
    throw readFailure(path, error);
  }
  if (!(result instanceof Promise)) {
    run.close();
    return result;
  }
  const failing = (error: unknown): never => {
    throw readFailure(path, error);
  };
  return result.catch(failing).finally(() => run.close()) as Result;
}
