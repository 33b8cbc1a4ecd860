/** Candidates of a search: contestants with settings from the points of a sampler. */
import { UserError } from '../../errors.ts';
import { NET } from '../../nets/setting.ts';
import type { Space } from '../../options/space.ts';
import { valueAt } from '../../options/space-values.ts';
import { type Random, randomStream } from '../../random/random.ts';
import { sobolPoints } from '../../random/sobol.ts';
import { resolveContestant } from '../spec/resolve.ts';
import type { Contestant } from '../spec/tournament.ts';
import type { SamplerName } from '../spec/tuning.ts';
import { defaultSpaceOf } from './default-space.ts';
import { valuesOf } from './space-of.ts';

export interface CandidatesOptions {
  /** Name of the offered contestant that `base` is derived from. */
  readonly preset: string;
  readonly base: Contestant;
  readonly space: Space;
  readonly count: number;
  readonly sampler: SamplerName;
  /** Seed of the tournament. */
  readonly seed: number;
  /** Condition on candidates from points; all are taken where left out. */
  readonly accepts?: (candidate: Contestant) => boolean;
}

/** Points of each sampler, without end. */
const samplers: Readonly<Record<SamplerName, (dimensions: number, random: Random) => Iterable<number[]>>> = {
  sobol: sobolPoints,
  halving: sobolPoints,
  random: randomPoints,
};

function* randomPoints(dimensions: number, random: Random): Generator<number[]> {
  for (;;) yield Array.from({ length: dimensions }, () => random.uniform());
}

/** Points that are tried for each candidate, on average, before the space counts as exhausted. */
const TRIES = 100;

export const candidateName = (base: string, number: number): string => `${base}#${number}`;

/**
 * Candidates `name#1`, `name#2`, …: `base` itself, then one a point of the sampler. A setting whose condition does not
 * hold keeps the value of `base`. A point whose settings do not go together, are not accepted, or equal those of an
 * earlier candidate, gives way to the next. The same seed gives the same candidates, and a larger count more of them.
 * @returns `count` of them; fewer where the space has fewer combinations
 */
export function candidatesOf({
  preset,
  base,
  space,
  count,
  sampler,
  seed,
  accepts = () => true,
}: CandidatesOptions): Contestant[] {
  const first = { ...base, name: candidateName(base.name, 1) };
  const candidates: Contestant[] = [first];
  const names = Object.keys(space);
  if (names.length === 0) return candidates;
  const known = new Set([identityOf(base)]);
  const tried = new Set<string>();
  const conditions = { ...defaultSpaceOf(base.learner, base.architecture), ...space };
  const random = randomStream(seed, 'tuning', base.name, sampler);
  let tries = TRIES * count;
  for (const point of samplers[sampler](names.length, random)) {
    if (candidates.length >= count || tries-- === 0) break;
    const drawn = Object.fromEntries(
      names.map((name, index) => [name, valueAt(space[name]!, point[index]!)]),
    );
    const values = { ...valuesOf(base), ...drawn };
    const active = names.filter((name) => isActive(name, conditions, values));
    const chosen = Object.fromEntries(active.map((name) => [name, drawn[name]!]));
    const attempt = JSON.stringify(chosen);
    if (tried.has(attempt)) continue;
    tried.add(attempt);
    const candidate = resolved(preset, base, chosen, candidateName(base.name, candidates.length + 1));
    if (candidate === null || known.has(identityOf(candidate))) continue;
    known.add(identityOf(candidate));
    if (!accepts(candidate)) continue;
    candidates.push(candidate);
  }
  return candidates;
}

/** Contestant with those values over its base; null where they do not go together. */
function resolved(
  preset: string,
  base: Contestant,
  chosen: Readonly<Record<string, unknown>>,
  name: string,
): Contestant | null {
  const settings = { ...valuesOf(base), ...chosen, [NET]: base.architecture };
  try {
    return { ...base, ...resolveContestant(preset, settings, { as: name }) };
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** True where the condition of that setting holds, and so on up the conditions. */
export function isActive(name: string, space: Space, values: Readonly<Record<string, unknown>>): boolean {
  const condition = space[name]?.when;
  if (condition === undefined) return true;
  const { setting, is } = condition;
  return is.some((value) => value === values[setting]) && isActive(setting, space, values);
}

const identityOf = ({ settings, architecture, netOptions }: Contestant): string =>
  JSON.stringify([architecture, Object.entries(settings).sort(), Object.entries(netOptions).sort()]);
