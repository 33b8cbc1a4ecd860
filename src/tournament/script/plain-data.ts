/**
 * Definition as plain data. A script in TypeScript is the user's own program: its export may have getters that throw,
 * may be a proxy, or may hold itself. Each field is read once, here, and a field that cannot be read is a fault with
 * its place.
 */
import { oneLine } from '../../errors.ts';
import type { FaultList, Path } from './fault-list.ts';

/** Deepest nesting that any script needs. */
const MOST_DEPTH = 12;
const MOST_ENTRIES = 1_000_000;

/**
 * Copy of plain objects and arrays. Other values, functions too, are returned as they are; unreadable ones as
 * undefined.
 */
export function plainData(value: unknown, faults: FaultList, path: Path = []): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (path.length > MOST_DEPTH) {
    faults.add(path, 'lies too deep, or holds itself');
    return undefined;
  }
  try {
    if (Array.isArray(value)) {
      if (value.length > MOST_ENTRIES) {
        faults.add(path, `has ${value.length} entries, at most ${MOST_ENTRIES} are read`);
        return undefined;
      }
      return Array.from({ length: value.length }, (_, index) =>
        field(value, index, faults, [...path, index]),
      );
    }
    return Object.fromEntries(
      Object.keys(value).map((key) => [key, field(value, key, faults, [...path, key])]),
    );
  } catch (error) {
    faults.add(path, `cannot be read: ${oneLine(error)}`);
    return undefined;
  }
}

function field(holder: object, key: string | number, faults: FaultList, path: Path): unknown {
  let value: unknown;
  try {
    value = (holder as Record<string | number, unknown>)[key];
  } catch (error) {
    faults.add(path, `cannot be read: ${oneLine(error)}`);
    return undefined;
  }
  return plainData(value, faults, path);
}
