/** First event of a run that a program plays. */
import type { OpenRun } from '../store/session-run.ts';

/** Yields it. Where the program leaves its loop at it nothing has started, so the run file is closed here. */
export function* firstEvent<Event>(event: Event, run: OpenRun | null): Generator<Event, void> {
  let isLeft = true;
  try {
    yield event;
    isLeft = false;
  } finally {
    if (isLeft) run?.close();
  }
}
