/**
 * Watchdog of a thread that runs code of a plugin alone: while an answer of it is due, its heartbeat must change within
 * the limit, during a call, while its result is read, and in a timer of the plugin's. Its memory is polled all the
 * time. The thread cannot be asked, since it may hang.
 *
 * Memory is polled rather than left to the thread's own `resourceLimits`: these count nothing outside the V8 heap, and
 * many ways of reaching them (a growing Map, `new Array(n).fill(0)`) end the whole process (seen with Node 26). The
 * resource limits are set far above the limit, as the last resort.
 */
import type { ResourceLimits, Worker } from 'node:worker_threads';
import { oneLine } from '../../errors.ts';
import type { PluginLimits } from '../spec/tournament.ts';
import { type Mark, type Marks, markOf, type PluginCall } from './call-watch.ts';

export interface WatchOptions {
  readonly limits: PluginLimits;
  /** Thread that writes the marks. */
  readonly thread: Worker;
  /** True while an answer is due. */
  isBusy(): boolean;
  /** True while a thread that does not go on is not taken for a hanging one. */
  isPaused?(): boolean;
  /** Callback, once, with words that follow `task my-task: `, when the thread is to be ended. */
  onFault(fault: string): void;
  /** Receives the thread's memory at each poll. */
  onMemory?(megabytes: number): void;
}

const MEGABYTE = 2 ** 20;
const LOOK_EVERY_MILLISECONDS = 50;

/** Resource limits of the threads that run plugins. */
export const resourceLimitsOf = (limits: PluginLimits): ResourceLimits => ({
  maxOldGenerationSizeMb: mostOfProcess(limits),
});

/** Last limit in megabytes, of a thread and of a process that runs a plugin, for memory that the watchdog does not see. */
export const mostOfProcess = ({ megabytes }: PluginLimits): number => 4 * megabytes + 4096;

/** Starts the watchdog. Returns the function that ends it. */
export function watchPlugin(marks: Marks, options: WatchOptions): () => void {
  const { limits, thread, isBusy, isPaused = () => false } = options;
  const tooMany = Math.ceil((1000 * limits.seconds) / LOOK_EVERY_MILLISECONDS);
  let seen = markOf(marks);
  // Polls are counted instead of time, since a process that was stopped or a machine that slept made none.
  let looks = 0;
  let asking = false;
  let isOver = false;

  const end = (): void => {
    isOver = true;
    clearInterval(timer);
  };

  const condemn = (fault: string): void => {
    if (isOver) return;
    end();
    options.onFault(fault);
  };

  const look = (): void => {
    const mark = markOf(marks);
    // Until its first mark the thread is starting, without any code of the plugin.
    const counts = isBusy() && mark.word !== 0;
    if (!counts || mark.word !== seen.word) looks = 0;
    seen = mark;
    if (counts && !isPaused() && ++looks > tooMany) condemn(hanging(mark, limits));
    else if (!asking) weigh().catch(() => {});
  };

  async function weigh(): Promise<void> {
    asking = true;
    try {
      const { used_heap_size, external_memory } = await thread.getHeapStatistics();
      const megabytes = (used_heap_size + external_memory) / MEGABYTE;
      options.onMemory?.(megabytes);
      if (megabytes > limits.megabytes) condemn(tooLarge(markOf(marks), limits));
    } finally {
      asking = false;
    }
  }

  const timer = setInterval(look, LOOK_EVERY_MILLISECONDS);
  return end;
}

/**
 * Cause of a thread's end by itself, in words that follow `task my-task: `.
 * @param death its error, or its exit code
 */
export function deathOf(death: unknown, marks: Marks, limits: PluginLimits): string {
  const mark = markOf(marks);
  if ((death as { code?: unknown } | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return tooLarge(mark, limits);
  if (mark.word === 0) return `its thread did not start: ${oneLine(death)}`;
  if (typeof death !== 'number') return `failed outside of its functions: ${oneLine(death)}`;
  if (mark.lasts) return `${named(mark.call)} ended its thread, as process.exit() does`;
  return `its thread was ended between calls, as process.exit() in a timer does${last(mark)}`;
}

/** Name of the call as a sentence's subject. */
function named(call: PluginCall | null): string {
  if (call === 'import') return 'loading its module';
  return call === 'options' ? 'its options schema' : `${call}()`;
}

const last = ({ call }: Mark): string => (call === null ? '' : `, last after ${named(call)}`);

function hanging(mark: Mark, { seconds }: PluginLimits): string {
  const { call, lasts } = mark;
  const within = `within ${seconds} s`;
  if (!lasts) {
    return `its thread did not go on ${within}${last(mark)}: a getter, a timer or a promise of its does not end`;
  }
  const what = call === 'import' || call === 'options' ? 'did not end' : 'did not return';
  return `${named(call)} ${what} ${within}`;
}

function tooLarge(mark: Mark, { megabytes }: PluginLimits): string {
  const much = `more than ${megabytes} MB`;
  return mark.lasts ? `${named(mark.call)} needed ${much}` : `its thread needed ${much}${last(mark)}`;
}
