/** Collector of the faults of a script: one line a fault, each beginning with its place in the file. */
import { Faults } from '../../errors.ts';
import { type FaultSink, type Path, placeOf } from '../../options/place.ts';

export { type Path, placeOf } from '../../options/place.ts';

export class FaultList implements FaultSink {
  readonly #lines = new Set<string>();

  get size(): number {
    return this.#lines.size;
  }

  /** Adds a fault at that place. A message that begins with the place already is kept as it is. */
  add(path: Path, message: string): void {
    const place = placeOf(path);
    const named = place === '' || message.startsWith(`${place}:`) || message.startsWith(`${place} `);
    // A message of another part of the program may have several lines.
    this.#lines.add((named ? message : `${place}: ${message}`).replace(/\s*\n\s*/g, ' '));
  }

  asError(source: string): Faults {
    return new Faults(source, [...this.#lines]);
  }

  /**
   * Throws the faults, where there are any.
   * @throws Faults
   */
  throwIfAny(source: string): void {
    if (this.#lines.size > 0) throw this.asError(source);
  }
}
