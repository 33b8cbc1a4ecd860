/**
 * Unhandled rejections and uncaught errors of a plugin's code, which come while nobody calls it: from a promise, from a
 * timer. Only for threads that run one plugin and nothing else.
 */
import { oneLine } from '../../errors.ts';
import type { Marker } from './call-watch.ts';

/**
 * Installs handlers: from now on such a fault neither ends the thread nor is printed but goes to the marker. The first
 * one counts.
 */
export function catchUncaught(marker: Marker): void {
  process.on('unhandledRejection', (reason) => {
    marker.fault ??= `rejected a promise that nothing catches: ${oneLine(reason)}`;
  });
  process.on('uncaughtException', (error) => {
    marker.fault ??= `failed outside of its functions: ${oneLine(error)}`;
  });
}

/** Waits until pending rejections have been reported, before the thread answers. */
export async function untilUncaughtCame(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Diverts prints of this thread to `tell`, so that they do not mix with genoprop's output or screen. */
export function divertPrints(tell: (text: string) => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = ((text: unknown, ...rest: unknown[]) => {
      tell(String(text));
      const told = rest.at(-1);
      if (typeof told === 'function') queueMicrotask(told as () => void);
      return true;
    }) as typeof stream.write;
  }
}
