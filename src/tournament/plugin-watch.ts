/**
 * Watches a thread that runs code of a plugin: ends it when a call does not return in time, or when the thread
 * needs too much memory, and says which call it was. The thread cannot be asked, for it may never come back.
 *
 * Memory is looked at rather than left to the thread's own `resourceLimits`: these count nothing outside the
 * V8 heap, and many ways of reaching them (a growing Map, `new Array(n).fill(0)`) end the whole process (seen
 * with Node 26). They are set far above what is allowed here, as the last resort.
 */
import type { ResourceLimits, Worker } from 'node:worker_threads';
import { type Mark, type Marks, markOf, type PluginCall } from './plugin-marks.ts';
import type { PluginLimits } from './tournament.ts';

export interface WatchOptions {
  /** Whose code it is, as messages begin: `task my-task`. */
  readonly where: string;
  readonly limits: PluginLimits;
  /** The thread that writes the marks; undefined while there is none. */
  thread(): Worker | undefined;
  /** While this holds, a call that lasts is not taken for one that hangs. */
  isPaused?(): boolean;
  /** The thread is ended only while a call lasts: between calls it is at a device that cannot be left. */
  readonly onlyInCalls?: boolean;
  /** Given what the thread uses, whenever that is looked at. */
  onMemory?(megabytes: number): void;
}

export interface Watch {
  /** What a plugin's call did that the thread died of, in one line; null when its death is not the plugin's. */
  blame(death: unknown): string | null;
  end(): void;
}

const MEGABYTE = 2 ** 20;
const LOOK_EVERY_MILLISECONDS = 50;

/** For the threads that run plugins. */
export const resourceLimitsOf = ({ megabytes }: PluginLimits): ResourceLimits => ({
  maxOldGenerationSizeMb: 4 * megabytes + 4096,
});

export function watchPlugin(marks: Marks, options: WatchOptions): Watch {
  const { where, limits, isPaused = () => false } = options;
  const tooMany = Math.ceil((1000 * limits.seconds) / LOOK_EVERY_MILLISECONDS);
  let seen = markOf(marks);
  // Looks are counted instead of time, for a process that was stopped or a machine that slept made none.
  let looks = 0;
  let asking = false;
  let verdict: string | null = null;

  const condemn = (thread: Worker, fault: string): void => {
    verdict = `${where}: ${fault}`;
    clearInterval(timer);
    thread.terminate().catch(() => {});
  };

  const look = (): void => {
    const mark = markOf(marks);
    if (!mark.lasts || mark.word !== seen.word) looks = 0;
    seen = mark;
    const thread = options.thread();
    if (thread === undefined) return;
    if (mark.lasts && !isPaused() && ++looks > tooMany) {
      condemn(thread, `${unended(mark.call)} within ${limits.seconds} s`);
    } else if (!asking) weigh(thread).catch(() => {});
  };

  async function weigh(thread: Worker): Promise<void> {
    asking = true;
    try {
      const { used_heap_size, external_memory } = await thread.getHeapStatistics();
      const megabytes = (used_heap_size + external_memory) / MEGABYTE;
      options.onMemory?.(megabytes);
      const mark = markOf(marks);
      const mayEnd = mark.lasts || !options.onlyInCalls;
      if (megabytes > limits.megabytes && mayEnd && verdict === null) {
        condemn(thread, tooLarge(mark, limits));
      }
    } finally {
      asking = false;
    }
  }

  const timer = setInterval(look, LOOK_EVERY_MILLISECONDS);
  return {
    blame(death) {
      if (verdict !== null) return verdict;
      const mark = markOf(marks);
      if ((death as { code?: unknown } | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY') {
        return `${where}: ${tooLarge(mark, limits)}`;
      }
      return mark.lasts ? `${where}: ${named(mark.call)} ended its thread, as process.exit() does` : null;
    },
    end: () => clearInterval(timer),
  };
}

/** The call as a sentence's subject. */
function named(call: PluginCall | null): string {
  if (call === 'import') return 'loading its module';
  return call === 'options' ? 'its options schema' : `${call}()`;
}

const unended = (call: PluginCall | null): string =>
  call === 'import' || call === 'options' ? `${named(call)} did not end` : `${named(call)} did not return`;

function tooLarge({ call, lasts }: Mark, { megabytes }: PluginLimits): string {
  const much = `more than ${megabytes} MB`;
  if (lasts) return `${named(call)} needed ${much}`;
  return `its thread needed ${much}${call === null ? '' : `, last after ${named(call)}`}`;
}
