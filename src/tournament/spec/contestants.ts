/** The offered contestants as values that a script derives its own from. Made from the registry of learners. */
import { type ContestantName, contestantPresets } from '../../learners/index.ts';
import { unknownName } from '../../options/nearest.ts';
import type { WrittenValues } from './define-tournament.ts';

/**
 * A contestant of a script, immutable. It has the fields that data files write, so that it is an entry among
 * `contestants` as it is.
 */
export class ContestantDefinition {
  /** The name of the offered contestant that it is derived from. */
  readonly contestant: string;
  /** What differs from the offered one; lists are swept. */
  readonly settings: WrittenValues;
  declare readonly name?: string;

  constructor(contestant: string, settings: WrittenValues = {}, name?: string) {
    this.contestant = contestant;
    this.settings = settings;
    if (name !== undefined) this.name = name;
  }

  /** The same with other settings of its learner or its net; a list lets one variant a value take part. */
  with(settings: WrittenValues): ContestantDefinition {
    return new ContestantDefinition(this.contestant, { ...this.settings, ...settings }, this.name);
  }

  /** The same under a name of its own. */
  named(name: string): ContestantDefinition {
    return new ContestantDefinition(this.contestant, this.settings, name);
  }
}

type Capitals<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<Capitals<Rest>>}`
  : Name;

/** Every offered contestant by its name, and by the same in camel case: `contestants.msgdCr`. */
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
 * The offered contestants: `contestants.genitor`, `contestants['msgd-cr']` or `contestants.msgdCr`. A name that
 * there is not throws a UserError with the nearest.
 */
export const contestants = new Proxy(byName, {
  get(target, key, receiver) {
    // A promise's `then` and the like are asked of any object.
    if (typeof key === 'symbol' || key in target || key === 'then' || key === 'toJSON') {
      return Reflect.get(target, key, receiver) as unknown;
    }
    throw unknownName('contestant', key, [...offered.keys()], 'contestants');
  },
}) as Contestants;
