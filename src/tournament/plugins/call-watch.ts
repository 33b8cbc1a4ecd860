/**
 * Heartbeat of a plugin's thread in shared memory, by which another thread sees that it goes on. A mark is one word:
 * the call's number, its function, and whether it still lasts. An unchanged mark while an answer is due shows a hanging
 * thread, in a call or after it.
 */
import { defineEpisode } from '../../tasks/define-episode.ts';
import type { Task } from '../../tasks/define-task.ts';
import type { EpisodeDefinition } from '../../tasks/episode.ts';

/** Calls of a plugin's code: loading its module, its options' schema, its functions. */
const CALLS = [
  'import',
  'options',
  'shape',
  'cases',
  'shared',
  'sample',
  'judge',
  'chance',
  'preprocessing',
  'begin',
  'observe',
  'act',
  'outcome',
  'reward',
  'close',
  'prepare',
  'versions',
  'success',
  'agents',
  'picture',
] as const;
export type PluginCall = (typeof CALLS)[number];

/** Heartbeat word `[mark]` in shared memory. One thread writes, others read. */
export type Marks = Int32Array;

export const newMarks = (): Marks => new Int32Array(new SharedArrayBuffer(4));

export interface Mark {
  /** Word: two marks of one call are equal; those of two calls differ. */
  readonly word: number;
  /** Last call; null before the first. */
  readonly call: PluginCall | null;
  /** True for a call that has not returned yet. */
  readonly lasts: boolean;
}

/** Bits of the word: one for `lasts`, these for the function, the rest for the number. */
const CALL_BITS = 5;

export function markOf(marks: Marks): Mark {
  const word = Atomics.load(marks, 0);
  const code = (word >> 1) & (2 ** CALL_BITS - 1);
  return { word, call: code === 0 ? null : CALLS[code - 1]!, lasts: (word & 1) === 1 };
}

/** Writer of the heartbeat in the plugin's thread. */
export class Marker {
  readonly #marks: Marks;
  #number = 0;
  #code = 0;
  /** Fault of the plugin's code between calls, set from outside its functions; the next call throws it. */
  fault: string | null = null;

  constructor(marks: Marks) {
    this.#marks = marks;
  }

  /** Marks the start of a request: the thread goes on, though no call of the plugin has begun yet. */
  note(): void {
    this.#leave(this.#next());
  }

  /**
   * Runs `act`, which calls code of the plugin, and returns its result; meanwhile the marks say that the call lasts.
   */
  during<Result>(call: PluginCall, act: () => Result): Result {
    const mark = this.#enter(CALLS.indexOf(call) + 1);
    try {
      return act();
    } finally {
      this.#leave(mark);
    }
  }

  /** Runs a call that returns a promise, as `during` does. */
  async duringAsync<Result>(call: PluginCall, act: () => Promise<Result>): Promise<Result> {
    const mark = this.#enter(CALLS.indexOf(call) + 1);
    try {
      return await act();
    } finally {
      this.#leave(mark);
    }
  }

  /** Wraps a function with marks around each call. At most three arguments, since a rest parameter would cost more. */
  around<Act extends (one: never, two: never, three: never) => unknown>(call: PluginCall, act: Act): Act {
    const code = CALLS.indexOf(call) + 1;
    const marked = (one: never, two: never, three: never): unknown => {
      const mark = this.#enter(code);
      try {
        return act(one, two, three);
      } finally {
        this.#leave(mark);
      }
    };
    return marked as Act;
  }

  // Plain stores, not atomic ones, which take ten times as long: a reader may see a mark a moment late.
  #enter(code: number): number {
    if (this.fault !== null) throw new Error(this.fault);
    this.#code = code;
    const mark = this.#next();
    this.#marks[0] = mark | 1;
    return mark;
  }

  #next(): number {
    this.#number = (this.#number + 1) | 0;
    return (this.#number << (CALL_BITS + 1)) | (this.#code << 1);
  }

  #leave(mark: number): void {
    this.#marks[0] = mark;
  }
}

/** Definition of an episode task with marks around each call of its functions, and of those of its episodes. */
function markedEpisode(given: EpisodeDefinition, marker: Marker): EpisodeDefinition {
  const { name, summary, source, options, units } = given;
  const { prepare, versions, cases, isExhaustive, isGate, success, chance, agents } = given;
  const begin = marker.around('begin', given.begin.bind(given));
  return {
    ...{ name, summary, source, options },
    ...(units === undefined ? {} : { units }),
    shape: marker.around('shape', given.shape.bind(given)),
    begin(...about) {
      const episode = begin(...about);
      if (typeof episode !== 'object' || episode === null) return episode;
      const { observe, act, reward, outcome, close, picture } = episode;
      const marked = <Act extends (one: never, two: never, three: never) => unknown>(
        call: PluginCall,
        one: Act | undefined,
      ) => (typeof one === 'function' ? marker.around(call, one.bind(episode) as Act) : one!);
      return {
        observe: marked('observe', observe),
        act: marked('act', act),
        outcome: marked('outcome', outcome),
        ...(reward !== undefined && { reward: marked('reward', reward) }),
        ...(close !== undefined && { close: marked('close', close) }),
        ...(picture !== undefined && { picture: marked('picture', picture) }),
      };
    },
    ...(prepare && { prepare: () => marker.duringAsync('prepare', prepare.bind(given)) }),
    ...(versions && { versions: marker.around('versions', versions.bind(given)) }),
    ...(cases && { cases: marker.around('cases', cases.bind(given)) }),
    ...(isExhaustive && { isExhaustive: marker.around('success', isExhaustive.bind(given)) }),
    ...(isGate && { isGate: marker.around('success', isGate.bind(given)) }),
    ...(success && { success: marker.around('success', success.bind(given)) }),
    ...(chance && { chance: marker.around('chance', chance.bind(given)) }),
    ...(agents && { agents: marker.around('agents', agents.bind(given)) }),
  };
}

/** Task with marks around each call of its functions. */
export function markedTask(task: Task, marker: Marker): Task {
  if (task.episode !== undefined) return defineEpisode(markedEpisode(task.episode, marker));
  const { name, summary, source, files, options, success, score, units, exhaustive } = task;
  const { shared, cases, judge, chance, preprocessing } = task;
  return {
    name,
    summary,
    source,
    ...(files === undefined ? {} : { files }),
    options,
    ...(success === undefined ? {} : { success }),
    ...(score === undefined ? {} : { score }),
    ...(units === undefined ? {} : { units }),
    ...(exhaustive === undefined ? {} : { exhaustive }),
    shape: marker.around('shape', task.shape.bind(task)),
    sample: marker.around('sample', task.sample.bind(task)),
    ...(shared && { shared: marker.around('shared', shared.bind(task)) }),
    ...(cases && { cases: marker.around('cases', cases.bind(task)) }),
    ...(judge && { judge: marker.around('judge', judge.bind(task)) }),
    ...(chance && { chance: marker.around('chance', chance.bind(task)) }),
    ...(preprocessing && { preprocessing: marker.around('preprocessing', preprocessing.bind(task)) }),
  };
}
