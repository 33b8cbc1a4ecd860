/** Offer of the playground, made from the registries: a task, learner or net that joins them is offered by itself. */
import { tasks } from '../../../tasks/index.ts';
import { contestantPresets, findLearner, learners } from '../../learners/index.ts';
import { describedBy } from '../../learners/measure-description.ts';
import { architectures, findArchitecture } from '../../nets/index.ts';
import { describeOptions } from '../../options/describe.ts';
import type { Task } from '../../tasks/define-task.ts';
import { settleTask, UNKNOWN } from '../../tournament/spec/choose-task.ts';
import { unfitness } from '../../tournament/spec/fit.ts';
import { offeredWith, ownNet } from '../../tournament/spec/offered.ts';
import type { TaskChoice } from '../../tournament/spec/tournament.ts';
import { version } from '../../version.ts';
import type { Offer, OfferedContestant, OfferedTask, Wish } from '../messages.ts';
import { chosenTask, lacksInBrowser, presetNamed, usualWish } from './plan.ts';

export function offerOf(): Offer {
  const offered = tasks.map(offeredTask);
  return {
    genoprop: version(),
    tasks: offered,
    contestants: contestantPresets().map(offeredContestant),
    nets: architectures.map(({ name, summary }) => ({ name, summary })),
    measures: describedBy(learners),
    opening: offered.find(({ usual }) => usual !== null)!.usual!,
  };
}

function offeredTask(task: Task): OfferedTask {
  const lacks = lacksInBrowser(task);
  return {
    name: task.name,
    summary: task.summary,
    source: task.source,
    options: describeOptions(task.options),
    isEpisodes: task.episode !== undefined,
    lacks,
    usual: lacks === null ? usualWish(settled(task)) : null,
  };
}

/** The task with its defaults, as far as fitting contestants goes: no sequence is drawn. */
function settled(task: Task): TaskChoice {
  const { name, label, options, facts } = settleTask(task, {});
  return { name, label, options, facts: { ...facts, ...UNKNOWN } };
}

function offeredContestant(preset: ReturnType<typeof contestantPresets>[number]): OfferedContestant {
  const net = ownNet(preset);
  const { options } = offeredWith(preset, findArchitecture(net));
  const { kind, floor = false, source } = findLearner(preset.learner);
  return {
    ...{ name: preset.name, summary: preset.summary, source, learner: preset.learner, kind, net, floor },
    settings: [...options.learner, ...options.choice, ...options.net],
  };
}

/** Reasons why contestants cannot play the wish's task, by their names. @throws UserError as `chosenTask` */
export function unfitFor(wish: Wish): Readonly<Record<string, string>> {
  const choice = chosenTask(wish);
  return Object.fromEntries(
    contestantPresets().flatMap(({ name }) => {
      const reason = unfitness(presetNamed(name), choice);
      return reason === null ? [] : [[name, reason]];
    }),
  );
}
