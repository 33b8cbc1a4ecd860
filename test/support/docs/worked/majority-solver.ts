import type { Solver } from '../../tasks/solvers.ts';

/** Counts, and answers with one number a class: the greater one wins. */
export const majority = (): Solver => {
  let ones = 0;
  let zeros = 0;
  return ([bit]) => {
    if (bit === 1) ones++;
    else zeros++;
    return [zeros, ones];
  };
};
