/**
 * Watches a thread that runs code of a plugin, and nothing else: while an answer of it is waited for, its marks must
 * change within the limit, whatever it is at, a call, reading what a call gave, a timer of the plugin's. Its memory
 * is looked at all the time. The thread cannot be asked, for it may never come back.
 *
 * Memory is looked at rather than left to the thread's own `resourceLimits`: these count nothing outside the
 * V8 heap, and many ways of reaching them (a growing Map, `new Array(n).fill(0)`) end the whole process (seen
 * with Node 26). They are set far above what is allowed here, as the last resort.
 */
import type { ResourceLimits, Worker } from 'node:worker_threads';
import { oneLine } from '../../errors.ts';
import type { PluginLimits } from '../spec/tournament.ts';
import { type Mark, type Marks, markOf, type PluginCall } from './call-watch.ts';

export interface WatchOptions {
  readonly limits: PluginLimits;
  /** The thread that writes the marks. */
  readonly thread: Worker;
  /** An answer is waited for. */
  isBusy(): boolean;
  /** While this holds, a thread that does not go on is not taken for one that hangs. */
  isPaused?(): boolean;
  /** Told once, in words that follow `task my-task: `, when the thread is to be ended. */
  onFault(fault: string): void;
  /** Given what the thread uses, whenever that is looked at. */
  onMemory?(megabytes: number): void;
}

const MEGABYTE = 2 ** 20;
const LOOK_EVERY_MILLISECONDS = 50;

/** For the threads that run plugins. */
export const resourceLimitsOf = ({ megabytes }: PluginLimits): ResourceLimits => ({
  maxOldGenerationSizeMb: 4 * megabytes + 4096,
});

/** Gives the function that ends the watch. */
export function watchPlugin(marks: Marks, options: WatchOptions): () => void {
  const { limits, thread, isBusy, isPaused = () => false } = options;
  const tooMany = Math.ceil((1000 * limits.seconds) / LOOK_EVERY_MILLISECONDS);
  let seen = markOf(marks);
  // Looks are counted instead of time, for a process that was stopped or a machine that slept made none.
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
    // Until it has made a mark the thread is starting, which no code of the plugin has a part in.
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
 * What a thread did that has ended by itself, in words that follow `task my-task: `.
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

/** The call as a sentence's subject. */
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
