/** Hybrids of a run, contestants that hand over or train what they breed, and their parents among its contestants. */
import { isDeepStrictEqual } from 'node:util';
import { memeticFields } from '../../learners/genetic/memetic.ts';
import { learners, readParts } from '../../learners/index.ts';
import type { Contestant } from '../../tournament/spec/tournament.ts';

export interface Hybrid {
  readonly contestant: Contestant;
  /** Contestants that it is made of. */
  readonly parents: readonly Parent[];
  /** Parts without a parent in the run. */
  readonly missing: readonly string[];
  /** Handover: its parts and the share of the budget at which the first ends; null for a memetic one. */
  readonly handover: { readonly parts: string; readonly share: number } | null;
}

export interface Parent {
  readonly contestant: Contestant;
  /** True where it has the hybrid's net, its start included. */
  readonly hasSameNet: boolean;
}

type Values = Readonly<Record<string, unknown>>;

/** Hybrids among these contestants, their parents among all of the run. */
export const hybridsOf = (
  contestants: readonly Contestant[],
  all: readonly Contestant[],
): readonly Hybrid[] => contestants.flatMap((one) => handoverOf(one, all) ?? memeticOf(one, all) ?? []);

function handoverOf(contestant: Contestant, all: readonly Contestant[]): Hybrid | null {
  const { learner, settings } = contestant;
  // A run of a later version may know other settings.
  if (learner !== 'handover' || typeof settings.parts !== 'string') return null;
  const { parts } = readParts(settings.parts);
  const found = parts.map(({ preset, learner: own, settings: wanted }) => ({
    name: preset.name,
    parents: parentsOf(contestant, { learner: own.name, settings: wanted }, all),
  }));
  return {
    contestant,
    parents: found.flatMap(({ parents }) => parents),
    missing: found.filter(({ parents }) => parents.length === 0).map(({ name }) => name),
    handover: {
      parts: parts.map(({ preset }) => preset.name).join('>'),
      share: Number.parseFloat(String(settings.at)),
    },
  };
}

function memeticOf(contestant: Contestant, all: readonly Contestant[]): Hybrid | null {
  const { learner, settings } = contestant;
  if (!(Number(settings.trainingSteps) > 0)) return null;
  const others = Object.entries(settings).filter(([key]) => !(key in memeticFields));
  const untrained = { ...Object.fromEntries(others), trainingSteps: 0 };
  const parents = parentsOf(contestant, { learner, settings: untrained }, all);
  return {
    contestant,
    parents,
    missing: parents.length === 0 ? [`${learner} without training`] : [],
    handover: null,
  };
}

/** Contestants of that learner with these settings: those of the hybrid's own net, or where there is none, of others. */
function parentsOf(
  { architecture, netOptions }: Contestant,
  { learner, settings }: { readonly learner: string; readonly settings: Values },
  all: readonly Contestant[],
): readonly Parent[] {
  const alike = all.filter(
    (one) =>
      one.learner === learner &&
      one.architecture === architecture &&
      Object.entries(settings).every(([key, value]) => isDeepStrictEqual(complete(one)[key], value)),
  );
  const parents = alike.map((contestant) => ({
    contestant,
    hasSameNet: isDeepStrictEqual(contestant.netOptions, netOptions),
  }));
  const own = parents.filter(({ hasSameNet }) => hasSameNet);
  return own.length > 0 ? own : parents;
}

/** Settings with the defaults of those that an older version did not know. */
function complete({ learner, settings }: Contestant): Values {
  const parsed = learners.find(({ name }) => name === learner)?.settings.safeParse(settings);
  return parsed?.success === true ? { ...parsed.data, ...settings } : settings;
}
