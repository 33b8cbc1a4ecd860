/** Losses of a genetic contestant's population over its search, as a report pictures them. */
import type { Inside } from '../learners/inside.ts';
import type { Checkpoint } from '../tournament/spec/tournament.ts';
import type { PopulationPicture } from './data.ts';
import { short, shortNumber, thinned } from './thin.ts';

/** Picture of a population; null where the learner reports none. */
export function populationOf(checkpoints: readonly Checkpoint[], most: number): PopulationPicture | null {
  const told = checkpoints.filter(({ inside }) => series(inside.lossHistogram).length > 0);
  // Before the first genome has been evaluated there is nothing to see.
  const alive = told.filter(({ inside }) => series(inside.lossQuantiles).length > 0);
  if (told.length === 0) return null;
  const kept = thinned(alive.length, most).map((index) => alive[index]!);
  const quantile = (place: number) => kept.map(({ inside }) => short(series(inside.lossQuantiles).at(place)));
  return {
    macs: kept.map(({ cost }) => shortNumber(cost.macs)),
    seconds: kept.map(({ cost }) => shortNumber(cost.seconds)),
    evaluations: kept.map(({ cost }) => cost.evaluations),
    least: quantile(0),
    median: kept.map(({ inside }) => short(middle(series(inside.lossQuantiles)))),
    greatest: quantile(-1),
    counts: kept.map(({ inside }) => series(inside.lossHistogram).map((count) => count ?? 0)),
  };
}

const middle = (quantiles: readonly (number | null)[]): number | null | undefined =>
  quantiles[(quantiles.length - 1) / 2];

const series = (value: Inside[string] | undefined): readonly (number | null)[] =>
  Array.isArray(value) ? value : [];
