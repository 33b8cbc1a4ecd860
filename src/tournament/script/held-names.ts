/**
 * Names of a run that a script extends. A script that sweeps one setting more names its contestants by that one too;
 * those that the run holds already are unchanged, and keep the names by which their trials are known.
 */
import { firstDifference } from '../spec/difference.ts';
import type { Contestant, TaskChoice, TournamentSpec } from '../spec/tournament.ts';

/** Tournament with the run's names for all that the run holds under another one. */
export function withHeldNames(wanted: TournamentSpec, held: TournamentSpec): TournamentSpec {
  return {
    ...wanted,
    tasks: renamed(wanted.tasks, held.tasks, 'label', sameTask),
    contestants: renamed(wanted.contestants, held.contestants, 'name', sameContestant),
  };
}

/** Renames each entry that the run holds under another name, unless that name is among those wanted. */
function renamed<Key extends string, One extends Readonly<Record<Key, string>>>(
  wanted: readonly One[],
  held: readonly One[],
  key: Key,
  same: (a: One, b: One) => boolean,
): One[] {
  const names = new Set(wanted.map((one) => one[key]));
  const free = held.filter((one) => !names.has(one[key]));
  const heldNames = new Set(held.map((one) => one[key]));
  return wanted.map((one) => {
    const former = heldNames.has(one[key]) ? undefined : free.find((other) => same(one, other));
    if (former === undefined) return one;
    free.splice(free.indexOf(former), 1);
    return { ...one, [key]: former[key] };
  });
}

const sameTask = (a: TaskChoice, b: TaskChoice): boolean =>
  a.name === b.name && a.module === b.module && firstDifference(a.options, b.options) === null;

const sameContestant = (a: Contestant, b: Contestant): boolean =>
  familyOf(a.name) === familyOf(b.name) &&
  a.learner === b.learner &&
  a.architecture === b.architecture &&
  firstDifference(a.settings, b.settings) === null &&
  firstDifference(a.netOptions, b.netOptions) === null;

/** Name of a contestant before its settings; another name was given on purpose. */
const familyOf = (name: string): string => name.split(':', 1)[0]!;
