/** Validation of the places that a task gives its inputs and outputs, and their copy as plain data. */
import type { Places } from '../nets/substrate.ts';

/** Throws an error that names the field, its value and the right form. */
export type Bad = (field: string, value: unknown, right: string) => never;

const LISTS = ['inputs', 'outputs', 'hidden'] as const;

/** Requires as many places as there are units, all with two or all with three coordinates from -1 to 1. */
export function checkPlaces(
  places: Places,
  sizes: Readonly<Record<'inputs' | 'outputs', number>>,
  bad: Bad,
): void {
  if (typeof places !== 'object' || places === null) bad('places', places, '{ inputs, outputs }');
  let [coordinates, first] = [0, ''];
  for (const list of LISTS) {
    const own: unknown = places[list];
    if (own === undefined && list === 'hidden') continue;
    if (!Array.isArray(own)) throw bad(`places.${list}`, own, 'an array of places');
    if (list === 'hidden' && own.length === 0) bad('places.hidden', own, 'left out, or at least one place');
    if (list !== 'hidden' && own.length !== sizes[list])
      bad(`places.${list}`, own, `a list of ${sizes[list]}, a place for each`);
    for (const [unit, place] of own.entries()) {
      const where = `places.${list}[${unit}]`;
      checkPlace(place, where, bad);
      if (first === '') [coordinates, first] = [place.length, where];
      else if (place.length !== coordinates) bad(where, place, `a list of ${coordinates}, as ${first} is`);
    }
  }
}

function checkPlace(place: unknown, where: string, bad: Bad): void {
  if (!Array.isArray(place) || (place.length !== 2 && place.length !== 3))
    throw bad(where, place, 'an array of 2 or 3 numbers from -1 to 1');
  for (const [axis, value] of place.entries())
    if (!(typeof value === 'number' && value >= -1 && value <= 1))
      bad(`${where}[${axis}]`, value, 'a number from -1 to 1');
}

/** Copy without further fields. */
export const plainPlaces = ({ inputs, outputs, hidden }: Places): Places => ({
  inputs: inputs.map((place) => [...place]),
  outputs: outputs.map((place) => [...place]),
  ...(hidden === undefined ? {} : { hidden: hidden.map((place) => [...place]) }),
});
