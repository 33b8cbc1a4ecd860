/** Recording of one episode of a test, outside a trial. */
import { findTask } from '../../../tasks/index.ts';
import type { Solution } from '../../nets/solution.ts';
import { hostOf } from '../plugins/plugin.ts';
import type { StreamOrigin } from '../spec/stream-root.ts';
import type { TaskChoice } from '../spec/tournament.ts';
import { setOfCases } from './examine-episodes.ts';
import { type RecordedTest, type RecordRequest, recordOwnTest, requireStart } from './record-own-test.ts';

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
  if (module === undefined) {
    return recordOwnTest(findTask(name), choice, origin, { net, parameters }, { start, most });
  }
  const host = hostOf(module, `task ${name}`, limits);
  const cases = (await host.ask('cases', options, 'test')) ?? null;
  const set = setOfCases(choice, cases, origin, 'test', sequences);
  requireStart(choice, start, set.sequences);
  const recorded = await host.ask('record', net, parameters, set, set.first + start - 1, most);
  return { ...recorded, starts: set.sequences };
}
