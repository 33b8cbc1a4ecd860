/** Offered contestants as values that a script derives its own from. Made from the registry of learners. */
import { type ContestantName, contestantPresets } from '../../learners/index.ts';
import { unknownName } from '../../options/nearest.ts';
import type { WrittenSpace, WrittenValues } from './define-tournament.ts';

/**
 * Contestant of a script, immutable. Its fields are those of a data file, so that it serves as an entry among
 * `contestants`.
 */
export class ContestantDefinition {
  /** Name of the offered contestant that it is derived from. */
  readonly contestant: string;
  /** Settings that differ from the offered ones; lists are swept. */
  readonly settings: WrittenValues;
  declare readonly name?: string;
  /** Search space of `genoprop tune`. */
  declare readonly space?: WrittenSpace;

  constructor(contestant: string, settings: WrittenValues = {}, name?: string, space?: WrittenSpace) {
    this.contestant = contestant;
    this.settings = settings;
    if (name !== undefined) this.name = name;
    if (space !== undefined) this.space = space;
  }

  /** Contestant with other settings of its learner or its net; a list makes one variant a value. */
  with(settings: WrittenValues): ContestantDefinition {
    return new ContestantDefinition(
      this.contestant,
      { ...this.settings, ...settings },
      this.name,
      this.space,
    );
  }

  /** Contestant under a name of its own. */
  named(name: string): ContestantDefinition {
    return new ContestantDefinition(this.contestant, this.settings, name, this.space);
  }

  /** Contestant whose tuning searches these settings too, or in other ranges; false leaves one as it is. */
  searching(space: WrittenSpace): ContestantDefinition {
    return new ContestantDefinition(this.contestant, this.settings, this.name, { ...this.space, ...space });
  }
}

type Capitals<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<Capitals<Rest>>}`
  : Name;

/** Offered contestants by name, and by the same in camel case: `contestants.msgdCr`. */
export type Contestants = Readonly<Record<ContestantName | Capitals<ContestantName>, ContestantDefinition>>;

const camelCase = (name: string): string =>
  name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const offered = new Map(contestantPresets().map(({ name }) => [name, new ContestantDefinition(name)]));
const byName = Object.fromEntries(
  [...offered].flatMap(([name, one]) => [
    [camelCase(name), one],
    [name, one],
  ]),
);

/**
 * Offered contestants: `contestants.genitor`, `contestants['msgd-cr']` or `contestants.msgdCr`. An unknown name throws
 * a UserError with the nearest.
 */
export const contestants = new Proxy(byName, {
  get(target, key, receiver) {
    // Any object is asked for a promise's `then` and the like.
    if (typeof key === 'symbol' || key in target || key === 'then' || key === 'toJSON') {
      return Reflect.get(target, key, receiver) as unknown;
    }
    throw unknownName('contestant', key, [...offered.keys()], 'contestants');
  },
}) as Contestants;
