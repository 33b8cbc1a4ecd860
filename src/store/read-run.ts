/** The one way in which commands read a run file: opened, read and closed, with one line for whatever is wrong. */
import { readFailure } from './damage.ts';
import { openRun, type RunFile } from './run-file.ts';

/**
 * What `read` gives of the open run, a promise of it included.
 * @throws UserError where there is no run, and a line with the file's name for whatever reading it throws
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
