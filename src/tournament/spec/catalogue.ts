/**
 * Catalogue: the registries in which a trial looks up the names of its spec. Tests, and worker threads with tasks of
 * their own, use others.
 */

import { findTask, tasks } from '../../../tasks/index.ts';
import type { Awaitable, Device } from '../../engine/device.ts';
import { openDevice, trialsAtOnce } from '../../engine/index.ts';
import { findLearner } from '../../learners/index.ts';
import type { Learner } from '../../learners/learner.ts';
import { findArchitecture } from '../../nets/index.ts';
import type { Architecture } from '../../nets/net.ts';
import type { Task } from '../../tasks/define-task.ts';
import { episodePlayer, type PlayEpisode } from '../../tasks/play-episodes.ts';
import { type PlayRollouts, rolloutPlayer } from '../../tasks/play-rollouts.ts';

export interface Catalogue {
  /** Finds the entry of a name. Each throws UserError on an unknown name. */
  task(name: string): Task;
  learner(name: string): Learner;
  architecture(name: string): Architecture;
  openDevice(name: string): Awaitable<Device>;
  /** Player of the episodes of that task; null for a task of sequences. */
  episodes(task: string): PlayEpisode | null;
  /** Player of its episodes by sampled actions; null for a task of sequences. */
  rollouts(task: string): PlayRollouts | null;
  /** Number of trials that one thread plays together on that device. */
  trialsAtOnce(device: string): number;
}

export const builtIn: Catalogue = {
  task: findTask,
  learner: findLearner,
  architecture: findArchitecture,
  openDevice,
  episodes: (name) => playerOf(tasks.find((task) => task.name === name)),
  rollouts(name) {
    const task = tasks.find((one) => one.name === name);
    return task?.episode === undefined ? null : rolloutPlayer(task);
  },
  trialsAtOnce,
};

/** Player of the episodes of a task whose code is in this thread; null where it has none. */
const playerOf = (task: Task | undefined): PlayEpisode | null =>
  task?.episode === undefined ? null : episodePlayer(task);
