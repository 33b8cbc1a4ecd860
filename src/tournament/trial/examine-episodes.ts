/**
 * Examiner for tasks that are played in episodes: validation and test are episodes of the streams
 * `seed/task/validation` and `seed/task/test`, the same for every contestant.
 */
import { blame } from '../../blame.ts';
import type { EpisodeSet } from '../../engine/lesson.ts';
import type { Solution } from '../../nets/solution.ts';
import { caseCount } from '../../tasks/batches.ts';
import type { Task } from '../../tasks/define-task.ts';
import { type Outcome, outcomesOf, type PlayEpisode } from '../../tasks/play-episodes.ts';
import type { Examination } from '../spec/examination.ts';
import { type StreamOrigin, streamRoot } from '../spec/stream-root.ts';
import type { Success } from '../spec/success.ts';
import type { TaskChoice, TrialSpec } from '../spec/tournament.ts';
import type { Examiner, ExamName } from './examine.ts';
import { MeasureSums } from './measure-sums.ts';
import { withScore } from './score-of-batch.ts';

/**
 * Examiner in the calling thread.
 * @param stopped called between and within episodes
 */
export function episodeExaminer(
  play: PlayEpisode,
  { task: choice, ...origin }: Pick<TrialSpec, 'task' | 'seed' | 'tuning'>,
  task: Task,
  stopped: () => boolean,
): Examiner {
  return {
    async examine({ net, parameters }, exam, sequences) {
      const set = examSet(choice, task, origin, exam, sequences);
      return examineEpisodes(play, { net, parameters }, choice.facts.success, set, stopped);
    },
  };
}

/** First `sequences` episodes of validation or test, or as many starts as the part has. */
export function examSet(
  { name, options }: Pick<TaskChoice, 'name' | 'options'>,
  task: Task,
  origin: StreamOrigin,
  part: ExamName,
  sequences: number,
): EpisodeSet {
  const cases = blame(`task ${name}`, () => caseCount(task, options, part)) ?? null;
  return {
    ...{ kind: 'episodes', task: name, options, path: [...streamRoot(origin), name, part] },
    ...{ first: 0, sequences: Math.min(sequences, cases ?? sequences), part, cases },
  };
}

/** Examination on these episodes; null when asked to stop meanwhile. */
export function examineEpisodes(
  play: PlayEpisode,
  { net, parameters }: Solution,
  success: Success,
  set: EpisodeSet,
  stopped: () => boolean = () => false,
): Examination | null {
  const { sequences } = set;
  const sums = new MeasureSums();
  let [loss, wrong, macs, played] = [0, 0, 0, 0];
  const check = (): void => {
    if (stopped()) throw new Error('asked to stop');
  };
  try {
    for (const outcome of outcomesOf(play, net, parameters, set, check)) {
      // The rest counts as lost like an episode that decides for it.
      const standsFor = outcome.decides ? sequences - played : 1;
      const judged = { wrong: 0, squares: {}, measures: sumsOf(outcome, standsFor) };
      const losses = new Float64Array(standsFor).fill(outcome.loss);
      sums.add(withScore(success, judged, losses), standsFor);
      loss += outcome.loss * standsFor;
      wrong += Number(outcome.wrong) * standsFor;
      macs += outcome.macs;
      played += standsFor;
    }
  } catch (error) {
    if (stopped()) return null;
    throw error;
  }
  const [measures, standardErrors] = [sums.means(), sums.standardErrors()];
  return { sequences, loss: loss / sequences, error: wrong / sequences, measures, standardErrors, macs };
}

/** Sums of the measures of so many episodes that are all like this one. */
const sumsOf = ({ measures = {} }: Outcome, count: number): Record<string, number> =>
  Object.fromEntries(Object.entries(measures).map(([name, value]) => [name, count * value]));
