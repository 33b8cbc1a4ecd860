/**
 * Problem of a later part of a handover: its search begins at the net that was handed over. One that begins with a
 * population has that net as its first member, and others around it.
 */
import { applyFrozen } from '../../nets/frozen.ts';
import type { Random } from '../../random/random.ts';
import type { Problem } from '../learner.ts';
import { searchedOf } from '../strategies/searched.ts';

export interface Seed {
  /** Parameters of the net `[parameters]`. */
  readonly parameters: Float32Array;
  /** Standard deviation of the weights of the other members. */
  readonly spread: number;
  /** Number of the part, whose streams have names of their own. */
  readonly part: number;
}

/**
 * The problem with another start. Searches draw the member of number n from a stream whose name ends with n: the net
 * itself is number 0.
 */
export function seededProblem(problem: Problem, { parameters, spread, part }: Seed): Problem {
  const numbers = new WeakMap<Random, string | number | undefined>();
  const { indices } = searchedOf(problem);
  return {
    ...problem,
    random(...path) {
      const stream = problem.random('part', part, ...path);
      numbers.set(stream, path.at(-1));
      return stream;
    },
    initialise(random) {
      const drawn = parameters.slice();
      if (numbers.get(random) !== 0)
        for (const index of indices) drawn[index] = drawn[index]! + spread * random.normal();
      return problem.frozen === undefined ? drawn : applyFrozen(problem.frozen, drawn);
    },
  };
}
