/** Contestants as a command line writes them, resolved. */
import { contestantPresets, type OfferedContestant } from '../../learners/index.ts';
import { architectureOfSetting, NET, netOption } from '../../nets/setting.ts';
import { unknownName } from '../../options/nearest.ts';
import { assignmentWording, readAssignments } from '../../options/parse.ts';
import type { ContestantText } from './contestant-text.ts';
import { offeredWith, ownNet, presetWith } from './offered.ts';
import { resolveContestant } from './resolve.ts';
import type { Contestant } from './tournament.ts';

/**
 * Contestant that is offered under the name.
 * @param where beginning of the message, for a name that stands in something longer
 * @throws UserError on an unknown name
 */
export function findPreset(name: string, where = ''): OfferedContestant {
  const presets = contestantPresets();
  const found = presets.find((preset) => preset.name === name);
  if (found !== undefined) return found;
  const names = presets.map((preset) => preset.name);
  throw unknownName('contestant', name, names, where);
}

/**
 * Contestant of such a text, its assignments quoted in messages as they were written.
 * @throws UserError on an unknown contestant or setting, on a value that is not allowed, and on one without an effect
 */
export function writtenContestant({ name, preset, assignments }: ContestantText): Contestant {
  const offered = findPreset(preset, name === preset ? '' : `--contestant ${name}`);
  const found = presetWith(offered, textsOf(assignments));
  const where = `--contestant ${preset}`;
  const wording = assignmentWording(assignments, where, ':');
  // The net decides the other settings.
  const isNet = (assignment: string): boolean => assignment.split('=', 1)[0]!.trim() === NET;
  const choice = readAssignments(assignments.filter(isNet), [netOption(ownNet(found))], where, ':');
  const { options } = offeredWith(found, architectureOfSetting(choice[NET], ownNet(found), where, wording));
  const known = [...options.learner, ...options.choice, ...options.net];
  const others = assignments.filter((assignment) => !isNet(assignment));
  const settings = { ...readAssignments(others, known, where, ':'), ...choice };
  return resolveContestant(preset, settings, { as: name, wording });
}

/** Values of assignments as they are written. */
const textsOf = (assignments: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    assignments.flatMap((assignment) => {
      const equals = assignment.indexOf('=');
      return equals < 1 ? [] : [[assignment.slice(0, equals).trim(), assignment.slice(equals + 1).trim()]];
    }),
  );
