/** End of an exchange with a server. */
import type { Exchange } from './exchange.ts';

/** Milliseconds which the farewell to a server may take: one that is silent does not say goodbye. */
export const FAREWELL = 500;

/**
 * Exchange of queue and blobs that is closed once: the queue ends, calls under way fail, then the connection ends.
 * @param link watch over the connection
 * @param disconnect ends the connection, in any state and in bounded time
 */
export function closedOnce(
  open: Omit<Exchange, 'close'>,
  link: { close(): void },
  disconnect: () => Promise<void>,
): Exchange {
  let closing: Promise<void> | null = null;
  return {
    ...open,
    close: () => {
      closing ??= (async () => {
        const ended = open.queue.close();
        link.close();
        await ended;
        await disconnect();
      })();
      return closing;
    },
  };
}

/** Resolves when `goodbye` has ended, well or not, or has taken too long. */
export async function atMost(milliseconds: number, goodbye: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([goodbye.catch(() => {}), late]);
  clearTimeout(timer);
}
