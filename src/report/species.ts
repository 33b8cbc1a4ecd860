/** Species of a trial's population over its search, as a report pictures them. */
import type { Checkpoint } from '../tournament/spec/tournament.ts';
import type { SpeciesPicture } from './data.ts';
import { short, shortNumber, thinned } from './thin.ts';

/**
 * Picture of the species; null where the learner tells of none.
 * @param most validations; the others are left out evenly
 */
export function speciesOf(checkpoints: readonly Checkpoint[], most: number): SpeciesPicture | null {
  const told = checkpoints.filter(({ inside }) => numbers(inside.speciesIds).length > 0);
  if (told.length === 0) return null;
  const kept = thinned(told.length, most).map((index) => told[index]!);
  const sizes = kept.map(({ inside }) => {
    const counts = numbers(inside.speciesSizes);
    return new Map(numbers(inside.speciesIds).map((id, place) => [id, counts[place] ?? 0]));
  });
  const ids = [...new Set(sizes.flatMap((one) => [...one.keys()]))].sort((a, b) => a - b);
  return {
    macs: kept.map(({ cost }) => shortNumber(cost.macs)),
    seconds: kept.map(({ cost }) => shortNumber(cost.seconds)),
    evaluations: kept.map(({ cost }) => cost.evaluations),
    generation: kept.map(({ inside: { generation } }) =>
      typeof generation === 'number' ? short(generation) : null,
    ),
    ids,
    sizes: sizes.map((one) => ids.map((id) => one.get(id) ?? 0)),
  };
}

const numbers = (value: Checkpoint['inside'][string] | undefined): readonly number[] =>
  Array.isArray(value) ? value.filter((one) => one !== null) : [];
