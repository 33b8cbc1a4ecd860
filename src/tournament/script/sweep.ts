/**
 * Sweeps: values of which some are lists, each combination of which is resolved. Before that each value is tried by
 * itself, so that every wrong one is named with its place in the list and not once a combination.
 */
import { UserError } from '../../errors.ts';
import type { Wording } from '../../options/validate.ts';
import { optionText } from '../../options/written.ts';
import { type FaultList, type Path, placeOf } from './fault-list.ts';
import { shown } from './form.ts';

export type Values = Readonly<Record<string, unknown>>;

export interface Variant<Result> {
  readonly result: Result;
  /** Assignments, `key=value`, of swept values, in the order in which they were written. */
  readonly swept: readonly string[];
  /** Keys of these. */
  readonly keys: ReadonlySet<string>;
}

/**
 * Resolves values.
 * @throws UserError on a value that is not allowed, which begins as `wording` has it
 */
export type Resolve<Result> = (values: Values, wording: Wording) => Result | Promise<Result>;

/** Most combinations of one entry: more are taken for a mistake. */
const MOST = 10_000;
/** Most combinations whose fault is reported, of those that are wrong together. */
const MOST_TOLD = 3;

/**
 * Results, one a combination, the last list varying fastest; none where there are faults, which are reported.
 * @param path place of the values
 * @param entry place of the entry that has the values
 */
export async function resolveSwept<Result>(
  written: Values,
  { path, entry, faults }: { readonly path: Path; readonly entry: Path; readonly faults: FaultList },
  resolve: Resolve<Result>,
): Promise<Variant<Result>[]> {
  const before = faults.size;
  const lists = Object.entries(written).filter((one): one is [string, readonly unknown[]] =>
    Array.isArray(one[1]),
  );
  for (const [key, list] of lists) {
    if (list.length === 0) faults.add([...path, key], 'is an empty list, name at least one value');
    for (const [index, value] of list.entries()) {
      const first = list.findIndex((other) => optionText(other) === optionText(value));
      if (first < index) faults.add([...path, key, index], `${optionText(value)} is in the list already`);
    }
  }
  const filled = lists.filter(([, list]) => list.length > 0);
  const stated = Object.fromEntries(
    Object.entries(written).filter(([, value]) => !(Array.isArray(value) && value.length === 0)),
  );
  const once = remembering(resolve);
  await tryEach(stated, filled, path, faults, once);
  if (faults.size > before) return [];

  const combinations = filled.reduce((product, [, list]) => product * list.length, 1);
  if (combinations > MOST) {
    faults.add(entry, `its lists make ${combinations} combinations, at most ${MOST} are allowed`);
    return [];
  }
  const variants: Variant<Result>[] = [];
  let refused = 0;
  for (let number = 0; number < combinations; number++) {
    const chosen = combination(filled, number);
    const swept = Object.entries(chosen).map(([key, value]) => `${key}=${optionText(value)}`);
    try {
      const result = await once({ ...written, ...chosen }, wordingAt(path, written, chosen));
      variants.push({ result, swept, keys: new Set(Object.keys(chosen)) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (++refused > MOST_TOLD) continue;
      faults.add(entry, swept.length === 0 ? error.message : `with ${swept.join(',')}: ${error.message}`);
    }
  }
  if (refused > MOST_TOLD) faults.add(entry, `${refused - MOST_TOLD} more of its combinations are refused`);
  return variants;
}

/** Memoised resolver, since a plugin whose code hangs takes its time at each call. */
function remembering<Result>(resolve: Resolve<Result>): Resolve<Result> {
  const answers = new Map<string, Promise<Result>>();
  return (values, wording) => {
    const key = JSON.stringify(
      Object.entries(values).map(([name, value]) => [name, typeof value, shown(value)]),
    );
    const answer = answers.get(key) ?? Promise.resolve().then(() => resolve(values, wording));
    answers.set(key, answer);
    return answer;
  };
}

type List = readonly [key: string, list: readonly unknown[]];

/** Combination of that number, the last list varying fastest. */
function combination(lists: readonly List[], number: number): Record<string, unknown> {
  const chosen: Record<string, unknown> = {};
  let rest = number;
  for (const [key, list] of lists.toReversed()) {
    chosen[key] = list[rest % list.length];
    rest = Math.floor(rest / list.length);
  }
  return Object.fromEntries(lists.map(([key]) => [key, chosen[key]]));
}

/** Tries the first combination, then every further value of a list in its place there. */
async function tryEach<Result>(
  written: Values,
  lists: readonly List[],
  path: Path,
  faults: FaultList,
  resolve: Resolve<Result>,
): Promise<void> {
  const first = combination(lists, 0);
  await tryAll({ ...written, ...first }, first);
  for (const [key, list] of lists) {
    for (const value of list.slice(1)) {
      const chosen = { ...first, [key]: value };
      await tryAll({ ...written, ...chosen }, chosen);
    }
  }

  /** Reports a wrong value and leaves it out, until no value is wrong by itself. */
  async function tryAll(values: Record<string, unknown>, chosen: Values): Promise<void> {
    for (;;) {
      const wording = wordingAt(path, written, chosen);
      try {
        await resolve(values, wording);
        return;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        const culprit = Object.keys(values).find((name) =>
          error.message.startsWith(`${wording.where(name)}:`),
        );
        // Values that are wrong together show again when they are combined.
        if (culprit === undefined) return;
        faults.add([], error.message);
        delete values[culprit];
      }
    }
  }
}

/** Wording of messages that begin with the value's place in the script. */
const wordingAt = (path: Path, written: Values, chosen: Values): Wording => ({
  where(name) {
    const list = written[name];
    if (!Array.isArray(list)) return placeOf([...path, name]);
    return placeOf([...path, name, list.indexOf(chosen[name])]);
  },
  shown: (_name, value) => shown(value),
});
