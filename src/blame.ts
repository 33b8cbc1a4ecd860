/** Attribution of errors to a culprit: a task's mistake must not be reported as a learner's, nor the reverse. */
import { Blamed, oneLine } from './errors.ts';

export { Blamed, oneLine } from './errors.ts';

/** Runs `act` and returns its result; its errors become `Blamed` on `culprit`, for example `task parity`. */
export function blame<Value>(culprit: string, act: () => Value): Value {
  try {
    return act();
  } catch (error) {
    if (error instanceof Blamed) throw error;
    // A message that already begins with its culprit need not name it twice.
    const line = oneLine(error);
    throw new Blamed(line.startsWith(culprit) ? line : `${culprit}: ${line}`, { cause: error });
  }
}
