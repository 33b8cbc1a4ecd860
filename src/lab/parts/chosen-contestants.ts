/** Contestants of a run that a view looks at. */
import { unknownName } from '../../options/nearest.ts';
import type { Contestant, TournamentSpec } from '../../tournament/spec/tournament.ts';

/**
 * Contestants of those names, in the run's order; all of them where no name is given.
 * @throws UserError on a name that is none of the run's
 */
export function chosenContestants(
  { contestants }: Pick<TournamentSpec, 'contestants'>,
  names: readonly string[],
): readonly Contestant[] {
  const known = contestants.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownName('contestant', unknown, known);
  return names.length === 0 ? contestants : contestants.filter(({ name }) => names.includes(name));
}
