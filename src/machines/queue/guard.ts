/**
 * Guard of a server's calls. A call waits a bounded time while the connection is down, fails at once when it breaks
 * under it, and every failure is one line of ours. The loss and the return of the connection are told once each.
 */
import { RunError } from '../../errors.ts';

export interface Guard {
  /**
   * Makes a call to the server.
   * @throws RunError where the server cannot be reached, or refuses
   */
  run<T>(call: () => Promise<T>): Promise<T>;
  /** The same where the connection is up; otherwise nothing. */
  whenUp<T>(call: () => Promise<T>): Promise<T | null>;
}

/** Guard, as the one who watches the connection moves it. */
export interface Link extends Guard {
  /** The connection broke. */
  lost(reason: Error): void;
  back(): void;
  close(): void;
}

/** Milliseconds for which a call waits for a connection that is down. */
export const PATIENCE = 5000;

/**
 * @param shown address without secrets
 * @param explain the failure of a call, or of the connection, as one line
 */
export function newLink(
  shown: string,
  explain: (error: unknown) => Error,
  onNote: (line: string) => void,
  patience = PATIENCE,
): Link {
  let state: 'up' | 'down' | 'closed' = 'up';
  let reason = '';
  /** Listeners of the state: calls under way while it is up, calls that have not begun while it is down. */
  const waiting = new Set<() => void>();
  const move = (to: typeof state): void => {
    state = to;
    for (const changed of [...waiting]) changed();
  };
  const failure = (): Error =>
    new RunError(state === 'closed' ? `the connection to ${shown} has been closed` : reason);

  /** Resolves when the connection is up. */
  async function untilUp(): Promise<void> {
    const end = performance.now() + patience;
    while (state === 'down') {
      const left = end - performance.now();
      if (left <= 0) throw failure();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, left);
        waiting.add(done);
        function done(): void {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        }
      });
    }
    if (state === 'closed') throw failure();
  }

  function unlessLost<T>(call: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (state !== 'up') return reject(failure());
      const broken = (): void => {
        if (state === 'up') return;
        waiting.delete(broken);
        reject(failure());
      };
      waiting.add(broken);
      call()
        .finally(() => waiting.delete(broken))
        .then(resolve, (error: unknown) => reject(explain(error)));
    });
  }

  const run = async <T>(call: () => Promise<T>): Promise<T> => {
    await untilUp();
    return unlessLost(call);
  };
  return {
    run,
    whenUp: async (call) => (state === 'up' ? run(call) : null),
    lost(error) {
      if (state === 'closed') return;
      reason = explain(error).message;
      if (state === 'down') return;
      move('down');
      onNote(`${reason}; trying again`);
    },
    back() {
      if (state !== 'down') return;
      move('up');
      onNote(`connected to ${shown} again`);
    },
    close: () => move('closed'),
  };
}
