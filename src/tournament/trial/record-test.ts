/** Recording of one episode of a test, outside a trial. */
import { findTask } from '../../../tasks/index.ts';
import { stepperOf } from '../../engine/reference/stepper.ts';
import { UserError } from '../../errors.ts';
import type { Solution } from '../../nets/solution.ts';
import { type Outcome, playOne } from '../../tasks/play-episodes.ts';
import { prepareEpisodes } from '../../tasks/prepare-episodes.ts';
import { type Recording, recordEpisode } from '../../tasks/record-episode.ts';
import { hostOf } from '../plugins/plugin.ts';
import type { StreamOrigin } from '../spec/stream-root.ts';
import type { PluginLimits, TaskChoice } from '../spec/tournament.ts';
import { examSet, setOfCases } from './examine-episodes.ts';

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
 * Records one episode of the test of that origin. One of a task from a file is played in its host thread, within its
 * limits, and comes without the states of the net.
 * @throws UserError where the test has fewer starts, and where the task fails
 */
export async function recordTest(
  choice: TaskChoice,
  origin: StreamOrigin,
  { net, parameters }: Solution,
  { start, most, limits }: RecordRequest,
): Promise<RecordedTest> {
  const { name, module, options, facts } = choice;
  const { sequences } = facts.success;
  const within = (starts: number): void => {
    if (start > starts)
      throw new UserError(
        `--start ${start}: the test of ${choice.label} has ${starts === 1 ? 'one start, 1' : `starts 1 to ${starts}`}`,
      );
  };
  if (module === undefined) {
    const task = findTask(name);
    await prepareEpisodes(task);
    const set = examSet(choice, task, origin, 'test', sequences);
    within(set.sequences);
    const number = set.first + start - 1;
    return {
      recording: recordEpisode(task, net, parameters, set, number, most),
      outcome: playOne(task, stepperOf(net, parameters), set, number),
      starts: set.sequences,
    };
  }
  const host = hostOf(module, `task ${name}`, limits);
  const cases = (await host.ask('cases', options, 'test')) ?? null;
  const set = setOfCases(choice, cases, origin, 'test', sequences);
  within(set.sequences);
  const recorded = await host.ask('record', net, parameters, set, set.first + start - 1, most);
  return { ...recorded, starts: set.sequences };
}
