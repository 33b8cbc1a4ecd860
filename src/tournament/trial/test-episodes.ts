/** Test of a task that is played in episodes, outside a trial. */
import { findTask } from '../../../tasks/index.ts';
import type { Solution } from '../../nets/solution.ts';
import { episodePlayer } from '../../tasks/play-episodes.ts';
import { prepareEpisodes } from '../../tasks/prepare-episodes.ts';
import { hostOf } from '../plugins/plugin.ts';
import type { Examination } from '../spec/examination.ts';
import type { StreamOrigin } from '../spec/stream-root.ts';
import type { PluginLimits, TaskChoice } from '../spec/tournament.ts';
import { EpisodeSums, examineEpisodes, examSet, setOfCases } from './examine-episodes.ts';

/**
 * Examination on the first `sequences` test episodes of that origin, or on all starts. A plugin's are played in its host
 * thread.
 * @throws UserError where the task fails
 */
export async function testEpisodes(
  choice: TaskChoice,
  origin: StreamOrigin,
  { net, parameters }: Solution,
  sequences: number,
  limits?: PluginLimits,
): Promise<Examination> {
  const { name, module, options, facts } = choice;
  if (module === undefined) {
    const task = findTask(name);
    await prepareEpisodes(task);
    const set = examSet(choice, task, origin, 'test', sequences);
    return examineEpisodes(episodePlayer(task), { net, parameters }, facts.success, set)!;
  }
  const host = hostOf(module, `task ${name}`, limits);
  const cases = (await host.ask('cases', options, 'test')) ?? null;
  const set = setOfCases(choice, cases, origin, 'test', sequences);
  const sums = new EpisodeSums(facts.success, set.sequences);
  for (let number = 0, isDecided = false; number < set.sequences && !isDecided; ) {
    const outcomes = await host.ask('play', net, parameters, set, number);
    for (const outcome of outcomes) sums.add(outcome);
    isDecided = outcomes.at(-1)!.decides === true;
    number += outcomes.length;
  }
  return sums.examination();
}
