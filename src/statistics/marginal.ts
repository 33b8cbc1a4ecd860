/** Mean place of candidates by the value of one setting, whatever their others. */

/** Setting with a value for each candidate. */
export interface SettingColumn {
  readonly setting: string;
  readonly kind: 'ordered' | 'categories';
  /** Values `[candidates]`, of categories their numbers from 0; null where the setting has no effect. */
  readonly values: readonly (number | null)[];
  /** Names of the categories. */
  readonly names?: readonly string[];
}

/** Value of a setting, or stretch of values. */
export interface MarginalBin {
  /** Value or stretch: `identity`, `0.03 to 0.1`. */
  readonly values: string;
  /** Ends of a stretch; left out of a category. */
  readonly from?: number;
  readonly to?: number;
  /** Mean place of its candidates, 0 the best of all, 1 the last. */
  readonly place: number;
  /** Number of them. */
  readonly candidates: number;
}

/** Stretches of a range with equally many candidates, at most. */
const MOST_STRETCHES = 4;
/** Candidates in a stretch, at least. */
const FEWEST = 3;

/**
 * Mean places by value: one bin a category that occurs, or up to four stretches of an ordered setting with equally many
 * candidates each. Candidates without a value are left out.
 * @param places places in the order, from 0
 */
export function marginalOf(
  { kind, values, names = [] }: SettingColumn,
  places: readonly number[],
): MarginalBin[] {
  const last = Math.max(1, places.length - 1);
  const known = values.flatMap((value, index) =>
    value === null ? [] : { value, place: places[index]! / last },
  );
  known.sort((a, b) => a.value - b.value);
  const groups =
    kind === 'categories' ? [...Map.groupBy(known, ({ value }) => value).values()] : stretches(known);
  return groups.map((members) => {
    const [from, to] = [members[0]!.value, members.at(-1)!.value];
    const place = members.reduce((sum, one) => sum + one.place, 0) / members.length;
    const bin = { place, candidates: members.length };
    if (kind === 'categories') return { values: names[from] ?? String(from), ...bin };
    return { values: from === to ? String(from) : `${from} to ${to}`, from, to, ...bin };
  });
}

/** Stretches of a sorted list, of sizes that differ by one at most; equal values stay together. */
function stretches<Member extends { readonly value: number }>(sorted: readonly Member[]): Member[][] {
  const count = Math.max(1, Math.min(MOST_STRETCHES, Math.floor(sorted.length / FEWEST)));
  const groups: Member[][] = [];
  for (const [index, member] of sorted.entries()) {
    const due = Math.floor((index * count) / sorted.length);
    const isEqual = index > 0 && sorted[index - 1]!.value === member.value;
    if (groups.length <= due && !isEqual) groups.push([]);
    groups.at(-1)!.push(member);
  }
  return groups;
}
