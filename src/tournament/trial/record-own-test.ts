/** Recording of one episode of the test of a task whose code is in this thread. */
import { stepperOf } from '../../engine/reference/stepper.ts';
import { UserError } from '../../errors.ts';
import type { Solution } from '../../nets/solution.ts';
import type { Task } from '../../tasks/define-task.ts';
import { type Outcome, playOne } from '../../tasks/play-episodes.ts';
import { prepareEpisodes } from '../../tasks/prepare-episodes.ts';
import { type Recording, recordEpisode } from '../../tasks/record-episode.ts';
import type { StreamOrigin } from '../spec/stream-root.ts';
import type { PluginLimits, TaskChoice } from '../spec/tournament.ts';
import { examSet } from './examine-episodes.ts';

export interface RecordRequest {
  /** Number of the start among those of the test, from 1. */
  readonly start: number;
  /** Most steps that are recorded. The episode is played to its end in any case. */
  readonly most: number;
  /** Limits of the code of a task from a file. */
  readonly limits?: PluginLimits | undefined;
}

export interface RecordedTest {
  readonly recording: Recording;
  /** Result of the whole episode. */
  readonly outcome: Outcome;
  /** Number of starts of the test. */
  readonly starts: number;
}

/**
 * Records one episode of the test of that origin.
 * @throws UserError where the test has fewer starts, and where the task fails
 */
export async function recordOwnTest(
  task: Task,
  choice: TaskChoice,
  origin: StreamOrigin,
  { net, parameters }: Solution,
  { start, most }: Pick<RecordRequest, 'start' | 'most'>,
): Promise<RecordedTest> {
  await prepareEpisodes(task);
  const set = examSet(choice, task, origin, 'test', choice.facts.success.sequences);
  requireStart(choice, start, set.sequences);
  const number = set.first + start - 1;
  return {
    recording: recordEpisode(task, net, parameters, set, number, most),
    outcome: playOne(task, stepperOf(net, parameters), set, number),
    starts: set.sequences,
  };
}

/** Requires a start that the test has, from 1. @throws UserError */
export function requireStart({ label }: Pick<TaskChoice, 'label'>, start: number, starts: number): void {
  if (start > starts)
    throw new UserError(
      `--start ${start}: the test of ${label} has ${starts === 1 ? 'one start, 1' : `starts 1 to ${starts}`}`,
    );
}
