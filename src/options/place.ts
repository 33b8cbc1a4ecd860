/** Places in a written file, and the collector of its faults as readers of parts see it. */

/** Path of keys and indices from the file's top: `['contestants', 1, 'settings']`. */
export type Path = readonly (string | number)[];

/** Collector of faults: one line a fault, which begins with its place. */
export interface FaultSink {
  /** Number of faults so far. */
  readonly size: number;
  add(path: Path, message: string): void;
}

/** Text of a path: `contestants[1].settings.population`. */
export function placeOf(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}
