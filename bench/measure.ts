/**
 * Timing on a noisy machine: warms up, takes many samples, states median and spread, and measures compared subjects in
 * turns, so that a slow minute hits both sides.
 */
import { performance } from 'node:perf_hooks';

/** Seconds of each sample, sorted ascending, with their statistics. */
export interface Timing {
  readonly samples: readonly number[];
  readonly median: number;
  /** Half the interquartile range over the median: the usual relative wobble. */
  readonly spread: number;
}

export const seconds = (): number => performance.now() / 1000;

/** Quantile: the value below which that share of the sorted samples lies, linearly interpolated. */
export function quantile(sorted: readonly number[], share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}

export function summarise(samples: readonly number[]): Timing {
  const sorted = [...samples].sort((a, b) => a - b);
  const median = quantile(sorted, 0.5);
  return {
    samples: sorted,
    median,
    spread: (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / (2 * median),
  };
}

/** Subject to time: `run` does the work `repeats` times. */
export interface Subject {
  readonly name: string;
  run(): unknown;
}

/**
 * Seconds of one `run` of each subject. Subjects take turns; each turn repeats a subject for at least
 * `turnSeconds`, and counts as one sample (its mean), until `totalSeconds` have passed in all.
 */
export async function timeInTurns(
  subjects: readonly Subject[],
  { turnSeconds = 0.05, totalSeconds = 3 } = {},
): Promise<Map<string, Timing>> {
  const samples = new Map<string, number[]>(subjects.map((subject) => [subject.name, []]));
  for (const subject of subjects) await turn(subject, 4 * turnSeconds);
  const end = seconds() + totalSeconds;
  do {
    for (const subject of subjects) samples.get(subject.name)!.push(await turn(subject, turnSeconds));
  } while (seconds() < end);
  return new Map([...samples].map(([name, values]) => [name, summarise(values)]));
}

async function turn(subject: Subject, atLeast: number): Promise<number> {
  const start = seconds();
  let runs = 0;
  let elapsed = 0;
  do {
    await subject.run();
    runs++;
    elapsed = seconds() - start;
  } while (elapsed < atLeast);
  return elapsed / runs;
}

/** Program of a peer: each call returns one figure of its own measuring. */
export interface PeerProgram {
  readonly name: string;
  run(): Promise<number>;
}

/** Timing as by `timeInTurns`, in several rounds between which each peer measures itself once. */
export async function timeBesidePeers(
  subjects: readonly Subject[],
  peers: readonly PeerProgram[],
  totalSeconds: number,
  rounds = 3,
): Promise<{ ours: Map<string, Timing>; peers: Map<string, Timing> }> {
  const ours = new Map<string, number[]>(subjects.map(({ name }) => [name, []]));
  const theirs = new Map<string, number[]>(peers.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const times = await timeInTurns(subjects, { totalSeconds: totalSeconds / rounds });
    for (const [name, { samples }] of times) ours.get(name)!.push(...samples);
    for (const { name, run } of peers) theirs.get(name)!.push(await run());
  }
  const summaries = (all: Map<string, number[]>) =>
    new Map([...all].map(([name, samples]) => [name, summarise(samples)]));
  return { ours: summaries(ours), peers: summaries(theirs) };
}
