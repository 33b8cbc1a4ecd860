/**
 * Timing in time of the processor, which other programs on a busy machine disturb less than the clock on the wall.
 * Subjects and peers take turns, and the fastest turn of each counts: what disturbs a turn only ever slows it.
 */
import type { PeerProgram, Subject } from '../measure.ts';

/** Milliseconds of this thread on the processor. */
function threadMilliseconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

export interface Turns {
  /** Milliseconds of one `run`, of the fastest turn, by name. */
  readonly ours: ReadonlyMap<string, number>;
  /** The same of the peers, as they tell it themselves. */
  readonly peers: ReadonlyMap<string, number>;
}

/** Least milliseconds of a turn, a hundred times the step in which Linux tells a thread its own time. */
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
      for (const subject of subjects) keep(ours, subject.name, await turn(subject, TURN));
    } while (threadMilliseconds() < end);
    for (const { name, run } of peers) keep(theirs, name, await run());
  }
  return { ours, peers: theirs };
}

async function turn(subject: Subject, atLeast: number): Promise<number> {
  const begin = threadMilliseconds();
  let runs = 0;
  let elapsed = 0;
  do {
    await subject.run();
    runs++;
    elapsed = threadMilliseconds() - begin;
  } while (elapsed < atLeast);
  return elapsed / runs;
}
