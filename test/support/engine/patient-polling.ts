/**
 * Dawn polls for what the GPU has done: while anything is under way it calls itself through `setImmediate`, without a
 * pause. Beside a real GPU that costs an idle core; SwiftShader computes on the same cores and loses them to it.
 */

/** Milliseconds between two polls: short beside any dispatch in SwiftShader. */
const PAUSE = 0.3;

const isNative = (callback: unknown): boolean =>
  Function.prototype.toString.call(callback).includes('[native code]');

/** From now on the thread sleeps for a moment before each poll. Changes the global `setImmediate`. */
export function pollPatiently(): void {
  const soon = globalThis.setImmediate;
  const nothing = new Int32Array(new SharedArrayBuffer(4));
  const patient = (callback: (...given: unknown[]) => void, ...given: unknown[]) => {
    if (!isNative(callback)) return soon(callback, ...given);
    return soon(() => {
      Atomics.wait(nothing, 0, 0, PAUSE);
      callback(...given);
    });
  };
  globalThis.setImmediate = Object.assign(patient, soon);
}
