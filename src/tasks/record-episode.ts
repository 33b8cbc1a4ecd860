/** Recording of an episode, step by step, for people to look at. */
import type { EpisodeSet } from '../engine/lesson.ts';
import type { Blocks } from '../engine/reference/cells/cell.ts';
import { stepperOf } from '../engine/reference/stepper.ts';
import type { Net } from '../nets/net.ts';
import { requirePicture } from './check-picture.ts';
import type { Task } from './define-task.ts';
import type { Picture } from './episode.ts';
import { playOne } from './play-episodes.ts';

export interface Recording {
  /** Observations before each action `[step][observation]`, and the actions `[step][action]`. */
  readonly observations: readonly Float64Array[];
  readonly actions: readonly Float64Array[];
  /** Numbers of the net at each step that pictures show, by the labels of its strips. */
  readonly shown: readonly Blocks[];
  /** Picture before each action; empty where the task draws none. */
  readonly pictures: readonly Picture[];
  /** True where the episode was over by then, false where it goes on after the last recorded step. */
  readonly isOver: boolean;
  /** True where it is over and lost. */
  readonly isLost: boolean;
}

/** Plays episode `number` of the set, and records its first `most` steps. @throws UserError where the task throws */
export function recordEpisode(
  task: Task,
  net: Net,
  parameters: Float32Array,
  set: EpisodeSet,
  number: number,
  most: number,
): Recording {
  const observations: Float64Array[] = [];
  const actions: Float64Array[] = [];
  const shown: Blocks[] = [];
  const pictures: Picture[] = [];
  let isOver = true;
  const { wrong } = playOne(task, stepperOf(net, parameters), set, number, {
    onStep(step) {
      if (observations.length >= most) {
        isOver = false;
        return false;
      }
      observations.push(step.observations.slice());
      actions.push(step.actions.slice());
      shown.push(step.stepper.shown?.() ?? {});
      if (step.episode.picture !== undefined) {
        const picture = step.episode.picture();
        requirePicture(task, picture);
        pictures.push(picture);
      }
      return true;
    },
  });
  return { observations, actions, shown, pictures, isOver, isLost: isOver && wrong };
}
