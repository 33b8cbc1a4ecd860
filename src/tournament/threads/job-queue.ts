/**
 * A line of evaluation jobs in shared memory, from which the thread that runs a trial and the threads that
 * help it take their work. Nobody is sent a job: whoever is free takes the oldest that is open.
 *
 *   empty ──publish──▶ open ──take──▶ taken by a thread ──finish──▶ done ──clear──▶ empty
 *                        ▲                    │
 *                        └───── the thread died, or could not do it
 *
 * Genomes and losses lie in blocks of shared memory that threads know by number, as they know the batch.
 */

/** Jobs in the line at most. */
export const PLACES = 64;

const EMPTY = 0;
const OPEN = 1;
const DONE = 2;
/** A job in this state plus n is taken by thread n. */
const TAKEN = 3;

/** `[0]` counts what helpers wait for; `[1]` is 1 once the line is closed; then the places. */
const CHANGES = 0;
const CLOSED = 1;
const FIRST_PLACE = 2;
const STATE = 0;
const NUMBER = 1;
const BLOCK = 2;
const BATCH = 3;
const FROM = 4;
const COUNT = 5;
const PLACE_SIZE = 6;

/** The shared memory of a line. */
export type Line = Int32Array;

/** Genomes number `from` to `from + count - 1` of a block, on a batch. */
export interface Job {
  readonly block: number;
  readonly batch: number;
  readonly from: number;
  readonly count: number;
}

/** The thread that runs the trial; helpers are 1, 2, 3, … */
export const OWNER = 0;

export const newLine = (): Line =>
  new Int32Array(new SharedArrayBuffer(4 * (FIRST_PLACE + PLACES * PLACE_SIZE)));

const placeAt = (place: number): number => FIRST_PLACE + place * PLACE_SIZE;

/** Puts a job in the line and gives its place; null when the line is full. Only the owner publishes. */
export function publish(line: Line, { block, batch, from, count }: Job, number: number): number | null {
  for (let place = 0; place < PLACES; place++) {
    const at = placeAt(place);
    if (Atomics.load(line, at + STATE) !== EMPTY) continue;
    line[at + NUMBER] = number;
    line[at + BLOCK] = block;
    line[at + BATCH] = batch;
    line[at + FROM] = from;
    line[at + COUNT] = count;
    // What was written above is seen by whoever sees the job open.
    Atomics.store(line, at + STATE, OPEN);
    announce(line);
    return place;
  }
  return null;
}

/** Takes the oldest open job for a thread and gives its place; null when none is open. */
export function takeOldest(line: Line, thread: number): number | null {
  for (;;) {
    let oldest: number | null = null;
    for (let place = 0; place < PLACES; place++) {
      const at = placeAt(place);
      if (Atomics.load(line, at + STATE) !== OPEN) continue;
      if (oldest === null || line[at + NUMBER]! - line[placeAt(oldest) + NUMBER]! < 0) oldest = place;
    }
    if (oldest === null || take(line, oldest, thread)) return oldest;
  }
}

/** Takes that job for a thread, if it is open still. */
export function take(line: Line, place: number, thread: number): boolean {
  return Atomics.compareExchange(line, placeAt(place) + STATE, OPEN, TAKEN + thread) === OPEN;
}

export function jobAt(line: Line, place: number): Job {
  const at = placeAt(place);
  return {
    block: line[at + BLOCK]!,
    batch: line[at + BATCH]!,
    from: line[at + FROM]!,
    count: line[at + COUNT]!,
  };
}

/** The losses are written; whoever waits for them may go on. */
export function finish(line: Line, place: number): void {
  Atomics.store(line, placeAt(place) + STATE, DONE);
  Atomics.notify(line, placeAt(place) + STATE);
}

export const isDone = (line: Line, place: number): boolean =>
  Atomics.load(line, placeAt(place) + STATE) === DONE;

/** Makes the place of a job that is done free for another. */
export function clear(line: Line, place: number): void {
  Atomics.store(line, placeAt(place) + STATE, EMPTY);
}

/** Opens again what a thread has taken and will not finish. */
export function giveBack(line: Line, thread: number): void {
  for (let place = 0; place < PLACES; place++) {
    const at = placeAt(place) + STATE;
    if (Atomics.compareExchange(line, at, TAKEN + thread, OPEN) === TAKEN + thread) Atomics.notify(line, at);
  }
  announce(line);
}

/** Waits until that job, taken by another thread, changes, but not longer than so many milliseconds. */
export function waitForJob(line: Line, place: number, milliseconds: number): void {
  const at = placeAt(place) + STATE;
  const state = Atomics.load(line, at);
  if (state >= TAKEN && staysFor(line, at, state)) Atomics.wait(line, at, state, milliseconds);
}

/** How much has happened so far; to be read before looking for work, and given to `waitForWork`. */
export const changesIn = (line: Line): number => Atomics.load(line, CHANGES);

/** Waits until something happens beyond `seen`, but not longer than so many milliseconds. */
export function waitForWork(line: Line, seen: number, milliseconds: number): void {
  if (staysFor(line, CHANGES, seen)) Atomics.wait(line, CHANGES, seen, milliseconds);
}

/** Going to sleep and being woken takes longer than most waits here, so a thread looks a while before it does. */
const LOOKS = 5000;

function staysFor(line: Line, at: number, value: number): boolean {
  for (let look = 0; look < LOOKS; look++) if (Atomics.load(line, at) !== value) return false;
  return true;
}

/** Sends the helpers away. */
export function close(line: Line): void {
  Atomics.store(line, CLOSED, 1);
  announce(line);
}

export const isClosed = (line: Line): boolean => Atomics.load(line, CLOSED) === 1;

function announce(line: Line): void {
  Atomics.add(line, CHANGES, 1);
  Atomics.notify(line, CHANGES);
}

/** A block of shared memory with genomes in it, and room for their losses. */
export interface Block {
  readonly number: number;
  /** `[genomes][parameters]` */
  readonly genomes: Float32Array;
  /** `[genomes]` */
  readonly losses: Float64Array;
}
