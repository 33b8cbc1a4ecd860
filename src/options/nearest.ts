/** The nearest known name to one that is not known, and the line that says so. */
import { distance } from 'fastest-levenshtein';
import { UserError } from '../errors.ts';

/** The name that was probably meant, or undefined when none is near. Case does not count. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of names) {
    const known = candidate.toLowerCase();
    const edits = distance(wanted, known);
    // A beginning or a part of a name counts as near however much is missing; a few letters may be wrong.
    const part = wanted.length >= 3 && (known.includes(wanted) || wanted.includes(known));
    const limit = Math.max(1, Math.floor(0.4 * Math.max(wanted.length, known.length)));
    if ((part || edits <= limit) && edits < least) {
      best = candidate;
      least = edits;
    }
  }
  return best;
}

/**
 * The error for a name that is none of `names`.
 * @param kind what is named, for example `task`
 * @param where where it was written, for example `--set lenght=20`; empty when the name says it all
 */
export function unknownName(kind: string, name: string, names: readonly string[], where = ''): UserError {
  const near = nearest(name, names);
  const hint = near === undefined ? '' : `, did you mean '${near}'?`;
  const known = names.length === 0 ? 'there is none' : `known: ${names.join(', ')}`;
  return new UserError(`${where === '' ? '' : `${where}: `}unknown ${kind} '${name}'${hint} (${known})`);
}
