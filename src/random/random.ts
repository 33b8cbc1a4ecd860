/**
 * Named random streams. Every stream is a `seedrandom` generator under a path-like name, for example
 * `1/temporal-order/3/offspring/123`, so that what one part draws never depends on who drew before it.
 */
import alea from 'seedrandom/lib/alea.js';
import { standardNormalQuantile } from '../numeric/normal.ts';

/** A stream of random numbers; two streams of the same name yield the same numbers. */
export interface Random {
  /** Uniform in [0, 1), 32 random bits. */
  uniform(): number;
  /** Uniform whole number in [0, bound). `bound` is a whole number from 1 to 2^32. */
  integer(bound: number): number;
  /** Standard normal, by inversion: exactly one uniform a draw. */
  normal(): number;
}

/** The stream of that name, from its beginning. The parts of the name are joined by `/`. */
export function randomStream(...path: readonly (string | number)[]): Random {
  const next = alea(path.join('/'));
  const uniform = (): number => next();
  return {
    uniform,
    integer: (bound) => Math.floor(next() * bound),
    // The half step keeps the argument inside (0, 1), where the quantile is finite.
    normal: () => standardNormalQuantile(next() + 2 ** -33),
  };
}
