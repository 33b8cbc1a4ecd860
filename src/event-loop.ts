/** Turns of the event loop, in Node and in browsers. */

/**
 * Yields to the event loop, so that messages and deferred work come through in a thread that otherwise never pauses.
 * Browsers have no setImmediate, and delay timers in hidden pages; a message to oneself is not delayed.
 */
export const turnOfTheEventLoop: () => Promise<void> =
  typeof setImmediate === 'undefined'
    ? () =>
        new Promise((resolve) => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            port1.close();
            resolve();
          };
          port2.postMessage(null);
        })
    : () => new Promise((resolve) => setImmediate(resolve));
