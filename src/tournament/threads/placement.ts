/**
 * Placement of trials on threads. Most have a thread of the common worker pool to themselves. Trials of a device that
 * shares its dispatches among trials meet in one thread where they have a task and a net's shape in common: a cohort. A
 * trial of a plugin blocks its thread whenever it waits for the plugin's own, and so is in no cohort.
 */

import { netOf } from '../../nets/net-of.ts';
import type { Catalogue } from '../spec/catalogue.ts';
import type { TrialSpec } from '../spec/tournament.ts';

export interface Placement {
  /** Pool of its thread. Threads of different pools never meet; null is the common one. */
  readonly pool: string | null;
  readonly kind: 'common' | 'plugin' | 'cohort';
  /** Number of trials that a thread of it plays at once. A cohort has one thread, the others as many as are wanted. */
  readonly trialsAtOnce: number;
}

export const COMMON: Placement = { pool: null, kind: 'common', trialsAtOnce: 1 };

/** Placements of trials, memoised for those that differ in their repetition alone. */
export function placementsOf(catalogue: Catalogue): (trial: TrialSpec) => Placement {
  const known = new Map<string, Placement>();
  const placed = new WeakMap<TrialSpec, Placement>();
  return (trial) => {
    const before = placed.get(trial);
    if (before !== undefined) return before;
    const key = JSON.stringify([trial.task.label, trial.contestant.name, trial.device]);
    let place = known.get(key);
    if (place === undefined) {
      place = placeOf(catalogue, trial);
      known.set(key, place);
    }
    placed.set(trial, place);
    return place;
  };
}

function placeOf(catalogue: Catalogue, { task, contestant, device }: TrialSpec): Placement {
  const trialsAtOnce = catalogue.trialsAtOnce(device);
  if (trialsAtOnce === 1) return COMMON;
  if (task.module !== undefined) return { pool: task.module, kind: 'plugin', trialsAtOnce: 1 };
  const { net } = netOf(contestant, task.facts.shape, catalogue.architecture);
  return { pool: JSON.stringify([task.label, device, net]), kind: 'cohort', trialsAtOnce };
}

/** Trial with its placement. */
export interface PlacedTrial {
  readonly place: Placement;
}

/**
 * Index of the pending trial to begin next: the first that fits beside those under way; null where none does.
 * @param placeOf placement of a pending trial
 * @param threads that may be at work at a time
 */
export function nextToBegin<Pending>(
  pending: readonly Pending[],
  placeOf: (trial: Pending) => Placement,
  underWay: readonly PlacedTrial[],
  threads: number,
): number | null {
  const cohorts = new Map<Placement['pool'], { trials: number; readonly room: number }>();
  for (const { place } of underWay) {
    if (place.kind !== 'cohort') continue;
    const cohort = cohorts.get(place.pool) ?? { trials: 0, room: place.trialsAtOnce };
    cohort.trials++;
    cohorts.set(place.pool, cohort);
  }
  const hasThread = threadsAtWork(underWay) < threads;
  const open = new Set([...cohorts].filter(([, { trials, room }]) => trials < room).map(([pool]) => pool));
  if (!hasThread && open.size === 0) return null;
  const index = pending.findIndex((trial) => {
    const { kind, pool } = placeOf(trial);
    return kind === 'cohort' && cohorts.has(pool) ? open.has(pool) : hasThread;
  });
  return index < 0 ? null : index;
}

/** Number of threads that those trials take. */
export function threadsAtWork(underWay: readonly PlacedTrial[]): number {
  const cohorts = underWay.filter(({ place }) => place.kind === 'cohort');
  return underWay.length - cohorts.length + new Set(cohorts.map(({ place }) => place.pool)).size;
}
