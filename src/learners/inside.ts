/**
 * Measures inside a search: measures for the eyes and for tables. Nothing of a trial rests on them, so one that cannot
 * be had is not known, and the trial goes on.
 */

/** What a measure says; it may be NaN, or throw. */
export type Measure = () => number | readonly number[];
/** By name. */
export type Measures = Readonly<Record<string, Measure>>;

/** Named numbers and series: diversity, gradient norm, Ω, loss histogram. Null is what is not known. */
export type Inside = Readonly<Record<string, number | null | readonly (number | null)[]>>;

/** All measures of the search as they stand. Never throws: of a search that cannot even name them none is known. */
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

/** NaN and infinite numbers, which neither JSON nor a chart has, are not known. */
export function known(value: Inside[string] | undefined): Inside[string] {
  return Array.isArray(value) ? value.map(orNull) : orNull(value as number | null | undefined);
}

const orNull = (value: number | null | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
