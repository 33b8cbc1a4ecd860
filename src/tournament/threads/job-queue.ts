/**
 * Job queue of a trial: evaluation jobs in shared memory. The thread that runs the trial publishes jobs; it and its
 * helpers steal them: an idle thread takes the oldest open job by compare-and-swap.
 *
 *   empty ──publish──▶ open ──take──▶ taken by a thread ──finish──▶ done ──clear──▶ empty
 *                        ▲                    │
 *                        └───── the thread died, or could not do it
 *
 * Genomes and scores lie in blocks of shared memory that threads know by number, as they know the lesson.
 */

/** Most jobs in the queue. */
export const SLOTS = 64;

const EMPTY = 0;
const OPEN = 1;
const DONE = 2;
/** State of a job taken by thread n: this plus n. */
const TAKEN = 3;

/** Layout: `[0]` counts changes that helpers wait for; `[1]` is 1 once the queue is closed; then the slots. */
const CHANGES = 0;
const CLOSED = 1;
const FIRST_SLOT = 2;
const STATE = 0;
const NUMBER = 1;
const BLOCK = 2;
const LESSON = 3;
const FROM = 4;
const COUNT = 5;
const SLOT_SIZE = 6;

/** Shared memory of a queue. */
export type JobQueue = Int32Array;

/** Job: genomes number `from` to `from + count - 1` of a block, on a lesson. */
export interface Job {
  readonly block: number;
  readonly lesson: number;
  readonly from: number;
  readonly count: number;
}

/** Number of the thread that runs the trial; helpers are 1, 2, 3, … */
export const OWNER = 0;

export const newJobQueue = (): JobQueue =>
  new Int32Array(new SharedArrayBuffer(4 * (FIRST_SLOT + SLOTS * SLOT_SIZE)));

const slotAt = (slot: number): number => FIRST_SLOT + slot * SLOT_SIZE;

/** Puts a job in the queue and returns its slot; null when the queue is full. Only the owner publishes. */
export function publish(queue: JobQueue, { block, lesson, from, count }: Job, number: number): number | null {
  for (let slot = 0; slot < SLOTS; slot++) {
    const at = slotAt(slot);
    if (Atomics.load(queue, at + STATE) !== EMPTY) continue;
    queue[at + NUMBER] = number;
    queue[at + BLOCK] = block;
    queue[at + LESSON] = lesson;
    queue[at + FROM] = from;
    queue[at + COUNT] = count;
    // A thread that sees the job open sees the writes above.
    Atomics.store(queue, at + STATE, OPEN);
    announce(queue);
    return slot;
  }
  return null;
}

/** Takes the oldest open job for a thread and returns its slot; null when none is open. */
export function takeOldest(queue: JobQueue, thread: number): number | null {
  for (;;) {
    let oldest: number | null = null;
    for (let slot = 0; slot < SLOTS; slot++) {
      const at = slotAt(slot);
      if (Atomics.load(queue, at + STATE) !== OPEN) continue;
      if (oldest === null || queue[at + NUMBER]! - queue[slotAt(oldest) + NUMBER]! < 0) oldest = slot;
    }
    if (oldest === null || take(queue, oldest, thread)) return oldest;
  }
}

/** Takes that job for a thread, if it is open still. */
export function take(queue: JobQueue, slot: number, thread: number): boolean {
  return Atomics.compareExchange(queue, slotAt(slot) + STATE, OPEN, TAKEN + thread) === OPEN;
}

export function jobAt(queue: JobQueue, slot: number): Job {
  const at = slotAt(slot);
  return {
    block: queue[at + BLOCK]!,
    lesson: queue[at + LESSON]!,
    from: queue[at + FROM]!,
    count: queue[at + COUNT]!,
  };
}

/** Marks a job as done, its scores written, and wakes the threads that wait for it. */
export function finish(queue: JobQueue, slot: number): void {
  Atomics.store(queue, slotAt(slot) + STATE, DONE);
  Atomics.notify(queue, slotAt(slot) + STATE);
}

export const isDone = (queue: JobQueue, slot: number): boolean =>
  Atomics.load(queue, slotAt(slot) + STATE) === DONE;

/** Frees the slot of a job that is done. */
export function clear(queue: JobQueue, slot: number): void {
  Atomics.store(queue, slotAt(slot) + STATE, EMPTY);
}

/** Opens again the jobs that a thread has taken and will not finish. */
export function giveBack(queue: JobQueue, thread: number): void {
  for (let slot = 0; slot < SLOTS; slot++) {
    const at = slotAt(slot) + STATE;
    if (Atomics.compareExchange(queue, at, TAKEN + thread, OPEN) === TAKEN + thread)
      Atomics.notify(queue, at);
  }
  announce(queue);
}

/** Waits until that job, taken by another thread, changes, but not longer than so many milliseconds. */
export function waitForJob(queue: JobQueue, slot: number, milliseconds: number): void {
  const at = slotAt(slot) + STATE;
  const state = Atomics.load(queue, at);
  if (state >= TAKEN && staysFor(queue, at, state)) Atomics.wait(queue, at, state, milliseconds);
}

/** Number of changes so far; read it before looking for work, and pass it to `waitForWork`. */
export const changesIn = (queue: JobQueue): number => Atomics.load(queue, CHANGES);

/** Waits for a change after `seen`, but not longer than so many milliseconds. */
export function waitForWork(queue: JobQueue, seen: number, milliseconds: number): void {
  if (staysFor(queue, CHANGES, seen)) Atomics.wait(queue, CHANGES, seen, milliseconds);
}

/** Number of spins before a thread sleeps: sleeping and waking take longer than most waits here. */
const LOOKS = 5000;

function staysFor(queue: JobQueue, at: number, value: number): boolean {
  for (let look = 0; look < LOOKS; look++) if (Atomics.load(queue, at) !== value) return false;
  return true;
}

/** Closes the queue, so that the helpers leave. */
export function close(queue: JobQueue): void {
  Atomics.store(queue, CLOSED, 1);
  announce(queue);
}

export const isClosed = (queue: JobQueue): boolean => Atomics.load(queue, CLOSED) === 1;

/** Wakes the threads that wait for work. */
export function announce(queue: JobQueue): void {
  Atomics.add(queue, CHANGES, 1);
  Atomics.notify(queue, CHANGES);
}

/** Block of shared memory with genomes, and memory for their scores. */
export interface Block {
  readonly number: number;
  /** Genomes, `[genomes][parameters]`. */
  readonly genomes: Float32Array;
  /** Losses, `[genomes]`. */
  readonly losses: Float64Array;
  /** Multiply-accumulates of each, `[genomes]`. */
  readonly macs: Float64Array;
}
