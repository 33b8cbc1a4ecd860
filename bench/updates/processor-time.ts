/**
 * Timing in time of the processor, which other programs on a busy machine disturb less than the clock on the wall.
 * Subjects and peers take turns, and the fastest turn of each counts: what disturbs a turn only ever slows it.
 */
import type { PeerProgram, Subject } from '../measure.ts';

const waited = new Int32Array(new SharedArrayBuffer(4));

/** Milliseconds of this thread on the processor. A short wait first: as it leaves the processor, Linux counts its time. */
function threadMilliseconds(): number {
  Atomics.wait(waited, 0, 0, 0.01);
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

export interface Turns {
  /** Milliseconds of one `run`, of the fastest turn, by name. */
  readonly ours: ReadonlyMap<string, number>;
  /** The same of the peers, as they tell it themselves. */
  readonly peers: ReadonlyMap<string, number>;
}

/** Least milliseconds of a turn. */
const TURN = 400;

/**
 * Times all subjects in turns.
 * @param rounds number of rounds; in each a subject gets turns until `milliseconds` have passed, and a peer runs once
 */
export async function fastestInTurns(
  subjects: readonly Subject[],
  peers: readonly PeerProgram[],
  { rounds, milliseconds }: { readonly rounds: number; readonly milliseconds: number },
): Promise<Turns> {
  const ours = new Map<string, number>();
  const theirs = new Map<string, number>();
  const keep = (all: Map<string, number>, name: string, time: number) =>
    all.set(name, Math.min(time, all.get(name) ?? Number.POSITIVE_INFINITY));
  for (const subject of subjects) await turn(subject, TURN);
  for (let round = 0; round < rounds; round++) {
    const end = threadMilliseconds() + milliseconds * subjects.length;
    do {
      for (const subject of subjects) {
        const { elapsed, runs } = await turn(subject, TURN);
        keep(ours, subject.name, elapsed / runs);
      }
    } while (threadMilliseconds() < end);
    for (const { name, run } of peers) keep(theirs, name, await run());
  }
  return { ours, peers: theirs };
}

/** Runs a subject for at least so many milliseconds of the processor, and tells how many it took. */
export async function turn(
  subject: Subject,
  atLeast: number,
): Promise<{ readonly elapsed: number; readonly runs: number }> {
  const begin = threadMilliseconds();
  let runs = 0;
  let elapsed = 0;
  do {
    await subject.run();
    runs++;
    elapsed = threadMilliseconds() - begin;
  } while (elapsed < atLeast);
  return { elapsed, runs };
}
