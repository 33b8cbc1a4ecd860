/**
 * Format of an episode task, built in or plugged in. A task defines its starts, its steps and the scoring of an episode;
 * everything else (evaluation on threads, validation and test, costs, success, reports) is derived from this.
 */
import type * as z from 'zod';
import type { LossKind } from '../engine/batch.ts';
import { checkEpisodeShape } from './check-episode.ts';
import type { Task, TaskShape, TaskSuccess } from './define-task.ts';
import type { EpisodeDefinition, EpisodeShape, Reading } from './episode.ts';

/** Loss kind under which an output's reading is exported and shown. */
const KINDS: Readonly<Record<Reading, LossKind>> = {
  linear: 'squared',
  tanh: 'squared',
  logistic: 'bernoulli',
  softmax: 'softmax',
};

const DEFAULT_SUCCESS: TaskSuccess = { error: 0.01, sequences: 1000 };

/** Criterion of an episode task under these options. */
export const episodeSuccess = (
  { success }: Pick<EpisodeDefinition, 'success'>,
  options: Readonly<Record<string, unknown>>,
): TaskSuccess => success?.(options) ?? DEFAULT_SUCCESS;

/**
 * Task of the definition. Types its functions by its options; checks nothing at run time (`checkTask` does). The task has
 * no sequences: its `sample` throws.
 */
export function defineEpisode<Options extends z.ZodObject>(definition: EpisodeDefinition<Options>): Task {
  // A definition that is no object is named by `checkTask`.
  const given = Object(definition) as EpisodeDefinition;
  const { name, summary, source, options, units, chance } = given;
  return {
    ...{ name, summary, source, options },
    ...(units === undefined ? {} : { units }),
    ...(given.cases && { cases: (chosen, context) => given.cases!(chosen, context) }),
    ...(chance && { chance: (chosen) => given.chance!(chosen) }),
    shape: (chosen) => taskShape(given.shape(chosen)),
    sample() {
      throw new Error('it is played in episodes, so there are no sequences of it');
    },
    episode: given,
  };
}

/** Shape as that of a sequence task: dense inputs, an answer at every step. */
function taskShape(shape: EpisodeShape): TaskShape {
  checkEpisodeShape(shape);
  const { observations, actions, reads, steps, places, observationNames, actionNames } = shape;
  return {
    inputs: { kind: 'dense', size: observations },
    outputs: actions,
    loss: KINDS[reads],
    scored: 'masked',
    episode: { reads, steps },
    ...(places === undefined ? {} : { places }),
    ...(observationNames && { inputNames: observationNames }),
    ...(actionNames && { outputNames: actionNames }),
  };
}
