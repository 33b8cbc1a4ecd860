/** Nearest known name to an unknown one, and the error message with it. */
import { distance } from 'fastest-levenshtein';
import { UserError } from '../errors.ts';

/** Name that was probably meant, or undefined when none is near. Case does not count. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of names) {
    const edits = remoteness(wanted, candidate.toLowerCase());
    if (edits < least) {
      best = candidate;
      least = edits;
    }
  }
  return best;
}

/** Edit distance between the names, infinite where it is too large for a typing error. */
function remoteness(wanted: string, known: string): number {
  const edits = distance(wanted, known);
  if (edits <= Math.max(1, Math.floor(0.4 * Math.max(wanted.length, known.length)))) return edits;
  if (letters(wanted) === letters(known)) return edits;
  if (wanted.length < 3) return Number.POSITIVE_INFINITY;
  // Part of a name counts as near however much is missing, and so does its beginning with a few letters wrong.
  if (known.includes(wanted) || wanted.includes(known)) return edits;
  const beginning = distance(wanted, known.slice(0, wanted.length));
  return beginning <= Math.floor(0.3 * wanted.length) ? edits : Number.POSITIVE_INFINITY;
}

// Two swapped letters are the most common error, and count as two edits.
const letters = (name: string): string => [...name].sort().join('');

/** Most names in a message; the trials of a run may be thousands. */
const MOST_SHOWN = 50;

/**
 * Error for a name that is none of `names`.
 * @param kind kind of the name, for example `task`
 * @param where place of the name, for example `--set lenght=20`; empty when the name says it all
 */
export function unknownName(kind: string, name: string, names: readonly string[], where = ''): UserError {
  const near = nearest(name, names);
  const hint = near === undefined ? '' : `, did you mean '${near}'?`;
  const shown = names.length > MOST_SHOWN ? [...names.slice(0, 10), `${names.length - 10} more`] : names;
  const known = shown.length === 0 ? 'there is none' : `known: ${shown.join(', ')}`;
  return new UserError(`${where === '' ? '' : `${where}: `}unknown ${kind} '${name}'${hint} (${known})`);
}
