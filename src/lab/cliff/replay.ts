/**
 * Replay of a descent from its start, on the batches of its trial, with a threshold of the reader's choice: with the
 * trial's own one it makes the same updates, to the last bit where the trial was played on the wasm device too.
 */
import { findLearner } from '../../learners/index.ts';
import type { Problem, Snapshot } from '../../learners/learner.ts';
import type { TrialSpec } from '../../tournament/spec/tournament.ts';
import type { LabWork } from '../view.ts';

/** Point of a replay: its update, and what the caller makes of its parameters. */
export interface ReplayPoint<Seen> {
  readonly update: number;
  readonly seen: Seen;
}

export interface ReplayRequest<Seen> {
  readonly problem: Problem;
  readonly spec: TrialSpec;
  /** Norm to which the gradient is clipped; 0: no clipping. */
  readonly threshold: number;
  readonly updates: number;
  /** Number of updates between two points. */
  readonly every: number;
  /** Name of the replay among those of the view. */
  readonly key: string;
  see(parameters: Float32Array): Seen | Promise<Seen>;
  onProgress(update: number): void;
}

export interface Replay<Seen> {
  readonly points: readonly ReplayPoint<Seen>[];
  /** Words on the update that was not finite; null where all were. */
  readonly exploded: string | null;
}

/** MACs of a part that is kept, roughly: seconds. */
const PART_MACS = 2e10;

/** Part of a replay, as it is kept. */
interface Part<Seen> extends Replay<Seen> {
  readonly state: StoredSnapshot;
}

export async function replay<Seen>(request: ReplayRequest<Seen>, work: LabWork): Promise<Replay<Seen>> {
  const { problem, spec, threshold, updates, every, key, see, onProgress } = request;
  const learner = findLearner(spec.contestant.learner);
  const settings = { ...spec.contestant.settings, threshold };
  const macs = problem.gradientMacs(problem.trainingBatch(0, Number(spec.contestant.settings.batch)), {
    omega: Number(spec.contestant.settings.alpha ?? 0) > 0,
  });
  const size = Math.max(every, every * Math.floor(PART_MACS / macs / every));
  const points: ReplayPoint<Seen>[] = [];
  let exploded: string | null = null;
  let state: Snapshot | undefined;
  for (let first = 0; first < updates && exploded === null; first += size) {
    const part: Part<Seen> = await work.kept(`${key}/updates ${first}-`, async () => {
      const search = await learner.start(problem, settings, state);
      const made: ReplayPoint<Seen>[] = [];
      let ended: string | null = null;
      const note = async (update: number): Promise<void> => {
        made.push({ update, seen: await see(search.champion().parameters) });
      };
      if (first === 0) await note(0);
      for (let update = first + 1; update <= Math.min(first + size, updates) && ended === null; update++) {
        const { stop } = await search.step();
        ended = stop?.detail ?? null;
        if (ended === null && (update % every === 0 || update === updates)) await note(update);
        if (update % every === 0) onProgress(update);
      }
      await search.settle?.();
      const snapshot = search.snapshot();
      search.close?.();
      return { points: made, exploded: ended, state: stored(snapshot) };
    });
    points.push(...part.points);
    exploded = part.exploded;
    state = restored(part.state);
    onProgress(Math.min(first + size, updates));
    await work.breathe();
  }
  return { points, exploded };
}

const TYPES = { Float32Array, Float64Array, Int32Array, Uint8Array } as const;
type TypeName = keyof typeof TYPES;

/** Snapshot as plain JSON. Its numbers are finite: a replay ends at the first that is not. */
interface StoredSnapshot {
  readonly arrays: readonly {
    readonly name: string;
    readonly type: TypeName;
    readonly numbers: readonly number[];
  }[];
  readonly values: Snapshot['values'];
}

const stored = ({ arrays, values }: Snapshot): StoredSnapshot => ({
  arrays: Object.entries(arrays).map(([name, array]) => ({
    name,
    type: array.constructor.name as TypeName,
    numbers: [...array],
  })),
  values,
});

const restored = ({ arrays, values }: StoredSnapshot): Snapshot => ({
  arrays: Object.fromEntries(arrays.map(({ name, type, numbers }) => [name, TYPES[type].from(numbers)])),
  values,
});
