/** Default search space of an offered contestant: of every setting of its learner and its net. */
import type * as z from 'zod';
import { contestantPresets, findLearner, learners, type OfferedContestant } from '../../learners/index.ts';
import { architectureNamed, findArchitecture } from '../../nets/index.ts';
import { unknownName } from '../../options/nearest.ts';
import type { Space } from '../../options/space.ts';
import { conditionText, dimensionText } from '../../options/space-values.ts';
import { ownNet } from '../spec/offered.ts';

/** @throws UserError on a name that no contestant has */
export function presetNamed(name: string): OfferedContestant {
  const presets = contestantPresets();
  const preset = presets.find((one) => one.name === name);
  if (preset !== undefined) return preset;
  const names = presets.map((one) => one.name);
  throw unknownName('contestant', name, names);
}

/**
 * Default spaces of all settings, the learner's before the net's; of ones that this version does not know, none. A run
 * may have been written by a version that knows more.
 */
export const defaultSpaceOf = (learner: string, architecture: string): Space => ({
  ...learners.find((one) => one.name === learner)?.space,
  ...architectureNamed(architecture)?.space,
});

export const schemasOf = (learner: string, architecture: string): readonly z.ZodObject[] => [
  findLearner(learner).settings,
  findArchitecture(architecture).options,
];

/** Setting of a listing. */
export interface ListedSetting {
  readonly setting: string;
  /** Values that tuning tries: `0.001 to 1, log`; null where it has no default space. */
  readonly values: string | null;
  /** Condition under which it has an effect, `selection=rank`; null where it always has. */
  readonly when: string | null;
  /** Flag of the settings that are searched unless a script says otherwise. */
  readonly isTuned: boolean;
  /** Reason why it has no default space; null where it has one. */
  readonly reason: string | null;
}

/**
 * Listing of the default search space of an offered contestant, setting by setting in the schemas' order.
 * @param architecture its net. Default: the contestant's own
 * @throws UserError on an unknown name
 */
export function listedSpace(contestant: string, architecture?: string): ListedSetting[] {
  const preset = presetNamed(contestant);
  const learner = findLearner(preset.learner);
  const net = findArchitecture(architecture ?? ownNet(preset));
  const space = defaultSpaceOf(learner.name, net.name);
  const reasons: Readonly<Record<string, string>> = { ...learner.unsearched, ...net.unsearched };
  const names = schemasOf(learner.name, net.name).flatMap((schema) => Object.keys(schema.shape));
  return names.map((setting) => {
    const dimension = space[setting];
    return {
      setting,
      values: dimension === undefined ? null : dimensionText(dimension),
      when: dimension?.when === undefined ? null : conditionText(dimension.when),
      isTuned: dimension !== undefined && (preset.tunes ?? []).includes(setting),
      reason: dimension === undefined ? (reasons[setting] ?? 'it declares none') : null,
    };
  });
}
