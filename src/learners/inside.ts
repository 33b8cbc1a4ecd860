/**
 * Measures inside a search, for people and for tables. No decision of a trial depends on them, so one that fails is not
 * known, and the trial goes on.
 */

/** Measure; its value may be NaN, or it may throw. */
export type Measure = () => number | readonly number[];
/** Measures by name. */
export type Measures = Readonly<Record<string, Measure>>;

/** Named numbers and series: diversity, gradient norm, Ω, loss histogram. Null stands for an unknown one. */
export type Inside = Readonly<Record<string, number | null | readonly (number | null)[]>>;

/** Present values of all measures of the search. Never throws: of a search that cannot even name them none is known. */
export function lookInside(search: { inside(): Measures }): Inside {
  try {
    const measures = Object.entries(search.inside());
    return Object.fromEntries(measures.map(([name, measure]) => [name, taken(measure)]));
  } catch {
    return {};
  }
}

function taken(measure: Measure): Inside[string] {
  try {
    return known(measure());
  } catch {
    return null;
  }
}

/** Value without NaN and infinite numbers, which neither JSON nor a chart has: they are not known. */
export function known(value: Inside[string] | undefined): Inside[string] {
  return Array.isArray(value) ? value.map(orNull) : orNull(value as number | null | undefined);
}

const orNull = (value: number | null | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
