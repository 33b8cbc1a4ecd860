/** List of the faults of a script, gathered: one line a fault, each beginning with its place in the file. */
import { Faults } from '../../errors.ts';

/** Keys and indices from the script's top: `['contestants', 1, 'settings']`. */
export type Path = readonly (string | number)[];

/** The path as one would write it: `contestants[1].settings.population`. */
export function placeOf(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

export class FaultList {
  readonly #lines = new Set<string>();

  get size(): number {
    return this.#lines.size;
  }

  /** A fault at that place. A message that begins with the place already is taken as it is. */
  add(path: Path, message: string): void {
    const place = placeOf(path);
    const named = place === '' || message.startsWith(`${place}:`) || message.startsWith(`${place} `);
    // What another part of the program complains of may have several lines.
    this.#lines.add((named ? message : `${place}: ${message}`).replace(/\s*\n\s*/g, ' '));
  }

  asError(source: string): Faults {
    return new Faults(source, [...this.#lines]);
  }

  /** @throws Faults where there are any */
  throwIfAny(source: string): void {
    if (this.#lines.size > 0) throw this.asError(source);
  }
}
