/** Weight products over all time steps and lanes, each in the form that is faster for it. */
import { Plan } from './layout';
import { accumulate, reduce } from './outer.generated';
import { accumulateUnits, reduceUnits } from './outer-units';
import { isUnitOuter } from './outer-units.generated';

/** Lanes that have a sequence in some tile. The others have signals of 0 and count for nothing. */
@inline
function lanesOf(plan: Plan): i32 {
  return min(plan.sequences, plan.width);
}

/**
 * Adds `total[i][j] += Σ_step Σ_lane a[step][i][lane] · b[step][j][lane]`; `stepA` and `stepB` are bytes from one step to
 * the next.
 */
export function addOuter(
  plan: Plan,
  totals: usize,
  a: usize,
  rowsA: i32,
  stepA: i32,
  b: usize,
  rowsB: i32,
  stepB: i32,
  steps: i32,
): void {
  const width = plan.width;
  const lanes = lanesOf(plan);
  const copies = plan.outerCopies;
  if (isUnitOuter(rowsA, rowsB, lanes, width)) {
    accumulateUnits(width, lanes, copies, totals, a, rowsA, stepA, b, rowsB, stepB, steps);
  } else {
    accumulate(width, copies, totals, a, rowsA, stepA, b, rowsB, stepB, steps);
  }
}

/** Adds the totals, times `factor`, to `out`, a row of which has `stride` numbers. */
export function reduceOuter(
  plan: Plan,
  totals: usize,
  rowsA: i32,
  rowsB: i32,
  out: usize,
  stride: i32,
  factor: f32,
): void {
  const lanes = lanesOf(plan);
  if (isUnitOuter(rowsA, rowsB, lanes, plan.width)) {
    reduceUnits(lanes, totals, rowsA, rowsB, out, stride, factor);
  } else {
    reduce(totals, rowsA, rowsB, out, stride, factor);
  }
}
