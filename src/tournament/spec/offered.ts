/** Offered contestants, each with its own net or with one that a user puts in its place. */
import { UserError } from '../../errors.ts';
import { findLearner, type OfferedContestant } from '../../learners/index.ts';
import type { Learner } from '../../learners/learner.ts';
import { defaultArchitecture } from '../../nets/index.ts';
import type { Architecture } from '../../nets/net.ts';
import { isNetChoice, netOption } from '../../nets/setting.ts';
import { describeOptions, type OptionDescription } from '../../options/describe.ts';

/**
 * Contestant that settings, as they are written, make of an offered one: they may choose its net. Of settings that are not
 * allowed it is the offered one, and validation finds the fault.
 */
export function presetWith(
  preset: OfferedContestant,
  settings: Readonly<Record<string, unknown>>,
): OfferedContestant {
  try {
    return { ...preset, ...findLearner(preset.learner).presetWith?.(preset, settings) };
  } catch (error) {
    if (error instanceof UserError) return preset;
    throw error;
  }
}

/** Name of the architecture that the contestant has by default. */
export const ownNet = (preset: Pick<OfferedContestant, 'net'>): string =>
  preset.net ?? defaultArchitecture.name;

export interface OfferedWithNet {
  readonly learner: Learner;
  readonly architecture: Architecture;
  /**
   * Settings of the contestant itself. With another net than its own, the values of net options hold as far as that net
   * has options of these names and allows the values; its others are at their defaults.
   */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Options with the contestant's own values as defaults. */
  readonly options: {
    readonly learner: readonly OptionDescription[];
    /** Option `net` itself, where there is more than one. */
    readonly choice: readonly OptionDescription[];
    readonly net: readonly OptionDescription[];
  };
}

export function offeredWith(preset: OfferedContestant, architecture: Architecture): OfferedWithNet {
  const learner = findLearner(preset.learner);
  const learnerOptions = describeOptions(learner.settings);
  const own = ownNet(preset);
  const fields = architecture.options.shape;
  const holds = ([key, value]: [string, unknown]): boolean =>
    architecture.name === own ||
    learnerOptions.some(({ name }) => name === key) ||
    (Object.hasOwn(fields, key) && fields[key]!.safeParse(value).success);
  const settings = Object.fromEntries(Object.entries(preset.settings).filter(holds));
  const withOwn = (option: OptionDescription): OptionDescription =>
    option.name in settings ? { ...option, default: settings[option.name] } : option;
  return {
    learner,
    architecture,
    settings,
    options: {
      learner: learnerOptions.map(withOwn),
      choice: isNetChoice() ? [netOption(own)] : [],
      net: describeOptions(architecture.options).map(withOwn),
    },
  };
}
