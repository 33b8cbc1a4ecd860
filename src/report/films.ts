/** Episodes of the champions: each on the first start of the test, as pictures. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { oneLine } from '../blame.ts';
import { areTheSame } from '../export/own-task.ts';
import { netOf } from '../nets/net-of.ts';
import { openTask } from '../tournament/plugins/plugin.ts';
import type { TaskChoice, TournamentSpec } from '../tournament/spec/tournament.ts';
import { recordTest } from '../tournament/trial/record-test.ts';
import type { Best } from './champions.ts';
import type { ChampionFilm, ReportTask } from './data.ts';
import { filmOf } from './film-of.ts';
import type { Limits } from './limits.ts';

const EPISODES = 'The task is played in episodes: what a net sees depends on what it did before';

/** Films of the champions on a task that is played in episodes, with the sentence before them or in their place. */
export async function filmsOf(
  task: TaskChoice,
  { limits: pluginLimits, seed, tuning }: Pick<TournamentSpec, 'limits' | 'seed' | 'tuning'>,
  champions: readonly Best[],
  limits: Limits,
): Promise<Pick<ReportTask, 'films' | 'specimensLack'>> {
  const without = (why: string) => ({ specimensLack: `${EPISODES}. None is shown: ${why}.` });
  try {
    const now = await presentTask(task, pluginLimits);
    if (typeof now === 'string') return without(now);
    const films: ChampionFilm[] = [];
    for (const { contestant, trial, net: own, parameters } of champions) {
      const net = own ?? netOf(contestant, task.facts.shape)?.net;
      if (net === undefined || net.parameters !== parameters.length) continue;
      const request = { start: 1, most: limits.recorded, limits: pluginLimits };
      const origin = { seed, ...(tuning === undefined ? {} : { tuning }) };
      const recorded = await recordTest(now, origin, { net, parameters }, request);
      if (recorded.recording.pictures.length === 0) continue;
      films.push({
        contestant: contestant.name,
        repetition: trial.repetition,
        start: 1,
        ...filmOf(recorded, limits),
      });
    }
    if (films.length === 0) return without('it draws no pictures');
    return { films, specimensLack: `${EPISODES}, so each champion is shown in an episode of its own.` };
  } catch (error) {
    return without(oneLine(error));
  }
}

/** Task as it is now, with options that it did not have when the run was made; or the reason why it is not played. */
async function presentTask(
  { name, module, options, facts }: TaskChoice,
  limits: TournamentSpec['limits'],
): Promise<TaskChoice | string> {
  if (module !== undefined && !existsSync(fileURLToPath(module)))
    return 'the file of the task is no longer where it was';
  const opened = await openTask(module ?? name, { limits });
  const now = await opened.choose(options);
  const isSame = opened.name === name && areTheSame(facts, now.facts);
  return isSame
    ? now
    : `${module === undefined ? 'the task' : 'the file of the task'} has changed since the run was made`;
}
