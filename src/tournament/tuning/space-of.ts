/** Search space of a contestant: the default one, with that of the script over it. */

import { NET } from '../../nets/setting.ts';
import type { FaultSink, Path } from '../../options/place.ts';
import { readSpace } from '../../options/read-space.ts';
import type { Dimension, Space } from '../../options/space.ts';
import { conditionText, mayBe } from '../../options/space-values.ts';
import { optionText } from '../../options/written.ts';
import { MOST_DIMENSIONS } from '../../random/sobol.ts';
import { resolveContestant } from '../spec/resolve.ts';
import type { Contestant } from '../spec/tournament.ts';
import { defaultSpaceOf, presetNamed, schemasOf } from './default-space.ts';

/** Values of all settings of a contestant, its learner's and its net's. */
export const valuesOf = ({ settings, netOptions }: Contestant): Readonly<Record<string, unknown>> => ({
  ...settings,
  ...netOptions,
});

/**
 * Space that is searched for a contestant, in the order of its schemas. By default these are the settings that its
 * preset tunes, without those that the script fixed. A written space adds settings, changes their ranges or takes them
 * out. A setting falls out whose condition no candidate can meet; one that the script named is a fault then.
 * @param contestantPresetName offered contestant that `base` is derived from
 * @param written space as the script has it; undefined: the default one
 * @param path place of the space in the script
 * @param fixed settings that the script gives. Default: those in which `base` differs from what is offered
 */
export function spaceOf(
  contestantPresetName: string,
  base: Contestant,
  written: unknown,
  path: Path,
  faults: FaultSink,
  fixed: readonly string[] = changedSettings(contestantPresetName, base),
): Space {
  const before = faults.size;
  const defaults = defaultSpaceOf(base.learner, base.architecture);
  const { tunes = [] } = presetNamed(contestantPresetName);
  const schemas = schemasOf(base.learner, base.architecture);
  const read =
    written === undefined
      ? {}
      : readSpace(withoutNet(written, path, faults), schemas, defaults, path, faults);
  const merged: Record<string, Dimension> = {};
  for (const name of schemas.flatMap((schema) => Object.keys(schema.shape))) {
    const own = read[name];
    const isDefault = own === undefined && tunes.includes(name) && !fixed.includes(name);
    const dimension = isDefault ? defaults[name] : own;
    if (dimension) merged[name] = dimension;
  }
  if (faults.size > before) return {};
  const values = valuesOf(base);
  const space: Record<string, Dimension> = {};
  for (const [name, dimension] of Object.entries(merged)) {
    if (canMatter(name, merged, defaults, values)) space[name] = dimension;
    else if (read[name] !== undefined) {
      const condition = conditionText(dimension.when!);
      faults.add([...path, name], `has an effect only with ${condition}, which no candidate has`);
    }
  }
  const count = Object.keys(space).length;
  if (count === 0 && faults.size === before) {
    const given = fixed.length > 0 ? ', since those under settings keep their value' : '';
    faults.add(path, `searches no setting${given}; name one, as in { learningRate: true }`);
  }
  if (count > MOST_DIMENSIONS) {
    faults.add(path, `searches ${count} settings, at most ${MOST_DIMENSIONS} are allowed`);
  }
  return space;
}

/** Written space without `net`, which is refused: each net has settings of its own. */
function withoutNet(written: unknown, path: Path, faults: FaultSink): unknown {
  if (typeof written !== 'object' || written === null || !Object.hasOwn(written, NET)) return written;
  faults.add([...path, NET], 'is not searched, write a contestant for each net');
  return Object.fromEntries(Object.entries(written).filter(([name]) => name !== NET));
}

/** Names of the settings in which a contestant differs from what is offered with its net. */
function changedSettings(preset: string, base: Contestant): string[] {
  const offered = valuesOf(resolveContestant(preset, { [NET]: base.architecture }));
  return Object.entries(valuesOf(base)).flatMap(([name, value]) =>
    optionText(value) === optionText(offered[name]) ? [] : [name],
  );
}

/**
 * True where some candidate meets the condition of that setting, and so on up the conditions: the setting that one asks
 * for has a condition of its own.
 */
function canMatter(
  name: string,
  space: Space,
  defaults: Space,
  values: Readonly<Record<string, unknown>>,
): boolean {
  const condition = (space[name] ?? defaults[name])?.when;
  if (condition === undefined) return true;
  const { setting, is } = condition;
  const searched = space[setting];
  const isMet =
    searched === undefined
      ? is.some((value) => value === values[setting])
      : is.some((value) => mayBe(searched, value));
  return isMet && canMatter(setting, space, defaults, values);
}
