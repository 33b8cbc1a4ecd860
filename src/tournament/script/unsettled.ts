/** Promises of user code that never settle, for example a top-level `await` of nothing. */
import process from 'node:process';

const MOST_SECONDS = 60;

/**
 * Value of the promise, or a rejection where it cannot settle any more, because the process has nothing left to do, or
 * has not settled within a minute.
 */
export async function unlessUnsettled<Value>(
  promise: Promise<Value>,
  seconds: number = MOST_SECONDS,
): Promise<Value> {
  const { promise: never, reject } = Promise.withResolvers<never>();
  const onIdle = (): void => reject(new Error('its top-level `await` never ends'));
  // Does not keep the process alive by itself: where nothing else does, `beforeExit` comes first.
  const timer = setTimeout(
    () => reject(new Error(`its top-level \`await\` has not ended within ${seconds} s`)),
    1000 * seconds,
  ).unref();
  process.once('beforeExit', onIdle);
  try {
    return await Promise.race([promise, never]);
  } finally {
    clearTimeout(timer);
    process.off('beforeExit', onIdle);
  }
}
