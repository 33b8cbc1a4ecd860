/**
 * Exchange whose server and network fail on command, around any exchange: for tests of coordinators and workers in one
 * process. Each handle is one process' connection.
 */
import { RunError } from '../../../src/errors.ts';
import type { Exchange } from '../../../src/machines/queue/exchange.ts';

export interface FaultyExchange extends Exchange {
  /** Cuts the connection: calls reject, those under way too, although the server may have done their work. */
  cut(): void;
  /** Holds all calls back, those under way too, as of a process that is stopped or a network that is silent. */
  hold(): void;
  /** Lets calls pass again, and those that were held. */
  mend(): void;
  /** Cuts the connection for ever, as when the process is killed. */
  kill(): void;
}

type Gate = 'open' | 'cut' | 'held' | 'dead';

/** @param onAnswer hears of each call that has been answered */
export function faultyExchange(inner: Exchange, onAnswer: () => void = () => {}): FaultyExchange {
  let gate: Gate = 'open';
  let changed = Promise.withResolvers<void>();
  const turn = (to: Gate): void => {
    if (gate === 'dead') return;
    gate = to;
    changed.resolve();
    changed = Promise.withResolvers();
  };
  const pass = async (): Promise<void> => {
    while (gate === 'held') await changed.promise;
    if (gate !== 'open') throw new RunError(`${inner.shown}: the connection is cut`);
  };
  /** Resolves to the answer once the network lets it through; rejects where it is cut before. */
  async function through<T>(call: () => Promise<T>): Promise<T> {
    await pass();
    const answer = call();
    const settled = answer.then(
      () => true,
      () => true,
    );
    for (;;) {
      const isSettled = await Promise.race([settled, changed.promise.then(() => false)]);
      await pass();
      if (!isSettled) continue;
      onAnswer();
      return answer;
    }
  }
  const guard = <T extends object>(object: T): T =>
    new Proxy(object, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key);
        if (typeof value !== 'function' || key === 'close') return value;
        return (...given: unknown[]) => through(() => value.apply(target, given) as Promise<unknown>);
      },
    });
  return {
    queue: guard(inner.queue),
    blobs: guard(inner.blobs),
    shown: inner.shown,
    close: () => inner.close(),
    cut: () => turn('cut'),
    hold: () => turn('held'),
    mend: () => turn('open'),
    kill: () => turn('dead'),
  };
}
