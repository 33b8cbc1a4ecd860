/**
 * Examiner for tasks that are played in episodes: validation and test are episodes of the streams
 * `seed/task/validation` and `seed/task/test`, the same for every contestant.
 */
import type { EpisodeSet } from '../../engine/lesson.ts';
import { outcomesOf, type PlayEpisode } from '../../tasks/play-episodes.ts';
import { streamRoot } from '../spec/stream-root.ts';
import type { TrialSpec } from '../spec/tournament.ts';
import type { Examiner } from './examine.ts';

/** Examiner in the calling thread. @param stopped called between episodes */
export function episodeExaminer(
  play: PlayEpisode,
  { task, ...origin }: Pick<TrialSpec, 'task' | 'seed' | 'tuning'>,
  stopped: () => boolean,
): Examiner {
  return {
    async examine({ net, parameters }, exam, sequences) {
      const { name, options } = task;
      const set: EpisodeSet = {
        ...{ kind: 'episodes', task: name, options, path: [...streamRoot(origin), name, exam] },
        ...{ first: 0, sequences },
      };
      let loss = 0;
      let wrong = 0;
      let macs = 0;
      for (const outcome of outcomesOf(play, net, parameters, set)) {
        if (stopped()) return null;
        loss += outcome.loss;
        wrong += Number(outcome.wrong);
        macs += outcome.macs;
      }
      const means = { loss: loss / sequences, error: wrong / sequences };
      return { sequences, ...means, measures: {}, standardErrors: {}, macs };
    },
  };
}
