/**
 * Resolution of names: from the user's choices to the specs of a tournament: every option present and valid. Values are
 * typed here; texts of a command line are turned into values before (see `src/options/parse.ts`).
 */

import { findTask } from '../../../tasks/index.ts';
import { UserError } from '../../errors.ts';
import { contestantPresets } from '../../learners/index.ts';
import { architectureOfSetting, NET } from '../../nets/setting.ts';
import { unknownName } from '../../options/nearest.ts';
import { plainWording, validateOptions, type Wording } from '../../options/validate.ts';
import { chooseTask } from './choose-task.ts';
import { offeredWith, ownNet, presetWith } from './offered.ts';
import type { Contestant, TaskChoice } from './tournament.ts';

export interface ResolveOptions {
  /** Name of the contestant in the tournament. Default: the name it was chosen by. */
  readonly as?: string | undefined;
  /** Wording of messages about values. Default: plainly, under the chosen name. */
  readonly wording?: Wording | undefined;
}

type Values = Readonly<Record<string, unknown>>;

/**
 * Contestant of that name with its preset settings, overridden by `settings`. A setting is the learner's or the net's,
 * whichever has the key; `net` chooses the net.
 * @throws UserError on an unknown contestant or setting, on a value that is not allowed, and on one without an effect
 */
export function resolveContestant(
  name: string,
  settings: Values = {},
  { as = name, wording = plainWording(`contestant ${name}`) }: ResolveOptions = {},
): Contestant {
  const presets = contestantPresets();
  const found = presets.find((one) => one.name === name);
  if (found === undefined) {
    throw unknownName(
      'contestant',
      name,
      presets.map((one) => one.name),
    );
  }
  const preset = presetWith(found, settings);
  const where = `contestant ${name}`;
  const { [NET]: net, ...others } = settings;
  const architecture = architectureOfSetting(net, ownNet(preset), where, wording);
  const { learner, settings: own, options } = offeredWith(preset, architecture);
  const chosen = { ...own, ...others };
  const [learnerKeys, choiceKeys, netKeys] = [options.learner, options.choice, options.net].map((some) =>
    some.map((option) => option.name),
  ) as [string[], string[], string[]];
  const known = [...learnerKeys, ...choiceKeys, ...netKeys];
  for (const key of Object.keys(chosen)) {
    if (!known.includes(key)) throw unknownName('setting', key, known, wording.where(key));
  }
  const learnt = validateOptions(learner.settings, pick(chosen, learnerKeys), where, wording);
  const unchanged = validateOptions(architecture.options, pick(own, netKeys), where, wording) as Values;
  for (const [key, reason] of Object.entries(learner.idle?.(learnt, architecture.name) ?? {})) {
    if (Number(others[key] ?? 0) > 0 && Number(others[key]) !== unchanged[key])
      throw new UserError(`${wording.where(key)}: ${key} has no effect: ${reason}`);
  }
  return {
    name: as,
    learner: learner.name,
    settings: learnt,
    architecture: architecture.name,
    netOptions: validateOptions(architecture.options, pick(chosen, netKeys), where, wording),
  };
}

/**
 * Task of that name with these options, and defaults for the others.
 * @throws UserError on an unknown task or option, and on a value that is not allowed
 */
export function resolveTask(
  name: string,
  options: Values = {},
  { wording }: Pick<ResolveOptions, 'wording'> = {},
): TaskChoice {
  const task = findTask(name);
  return chooseTask(task, options, { wording });
}

const pick = (values: Values, keys: readonly string[]): Values =>
  Object.fromEntries(Object.entries(values).filter(([key]) => keys.includes(key)));
