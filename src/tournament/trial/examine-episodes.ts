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
import { prepareEpisodes } from '../../tasks/prepare-episodes.ts';
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
      await prepareEpisodes(task);
      const set = examSet(choice, task, origin, exam, sequences);
      return examineEpisodes(play, { net, parameters }, choice.facts.success, set, stopped);
    },
  };
}

/** First `sequences` episodes of validation or test, or as many starts as the part has. */
export function examSet(
  choice: Pick<TaskChoice, 'name' | 'options'>,
  task: Task,
  origin: StreamOrigin,
  part: ExamName,
  sequences: number,
): EpisodeSet {
  const { name, options } = choice;
  const cases = blame(`task ${name}`, () => caseCount(task, options, part)) ?? null;
  return setOfCases(choice, cases, origin, part, sequences);
}

/** Set of `examSet`, where the number of starts is known. */
export const setOfCases = (
  { name, options }: Pick<TaskChoice, 'name' | 'options'>,
  cases: number | null,
  origin: StreamOrigin,
  part: ExamName,
  sequences: number,
): EpisodeSet => ({
  ...{ kind: 'episodes', task: name, options, path: [...streamRoot(origin), name, part] },
  ...{ first: 0, sequences: Math.min(sequences, cases ?? sequences), part, cases },
});

/** Examination on these episodes; null when asked to stop meanwhile. */
export function examineEpisodes(
  play: PlayEpisode,
  { net, parameters }: Solution,
  success: Success,
  set: EpisodeSet,
  stopped: () => boolean = () => false,
): Examination | null {
  const sums = new EpisodeSums(success, set.sequences);
  const check = (): void => {
    if (stopped()) throw new Error('asked to stop');
  };
  try {
    for (const outcome of outcomesOf(play, net, parameters, set, check)) sums.add(outcome);
  } catch (error) {
    if (stopped()) return null;
    throw error;
  }
  return sums.examination();
}

/** Sums over the episodes of an examination. */
export class EpisodeSums {
  readonly #success: Success;
  readonly #sequences: number;
  readonly #measures = new MeasureSums();
  #loss = 0;
  #wrong = 0;
  #macs = 0;
  #played = 0;

  /** @param sequences number of episodes of the whole examination */
  constructor(success: Success, sequences: number) {
    this.#success = success;
    this.#sequences = sequences;
  }

  /** Adds the next episode. Episodes after one that decides for them count like that one. */
  add({ loss, wrong, macs, measures = {}, decides }: Outcome): void {
    const count = decides ? this.#sequences - this.#played : 1;
    const sums = Object.fromEntries(Object.entries(measures).map(([name, value]) => [name, count * value]));
    const judged = { wrong: 0, measures: sums, squares: {} };
    this.#measures.add(withScore(this.#success, judged, new Float64Array(count).fill(loss)), count);
    this.#loss += count * loss;
    this.#wrong += count * Number(wrong);
    this.#macs += macs;
    this.#played += count;
  }

  examination(): Examination {
    const sequences = this.#sequences;
    return {
      sequences,
      loss: this.#loss / sequences,
      error: this.#wrong / sequences,
      measures: this.#measures.means(),
      standardErrors: this.#measures.standardErrors(),
      macs: this.#macs,
    };
  }
}
