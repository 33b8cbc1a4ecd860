/**
 * Ridge regressions beside LAPACK. Made by scipy.linalg.lstsq (scipy 1.17.1, driver gelsd, cond=1e-17) of
 * [A - mean(A); √λ I] and [Y - mean(Y); 0], with the bias mean(Y) - mean(A) W; the condition of [1 A] is 1.7e7.
 */
import { expect, it } from 'vitest';
import { RowSums } from '../../../src/engine/wasm/row-sums.ts';
import { solveAll } from '../../../src/learners/ridge/solve.ts';
import { conditionOf } from '../../../src/numeric/condition.ts';
import { whole } from '../../../src/numeric/sliced.ts';

const ROWS = 12;
const FEATURES = 6;

/** Rows [1 A Y]: A is a Hilbert matrix, of 12 rows and 6 columns. */
const rows = Float64Array.from(
  Array.from({ length: ROWS }, (_, i) => [
    1,
    ...Array.from({ length: FEATURES }, (_, j) => 1 / (i + j + 1)),
    ((7 * i) % 11) / 11 - 0.5,
    (i % 3) - 1,
  ]).flat(),
);

const LAPACK: Readonly<Record<number, readonly number[]>> = {
  1e-12: [
    -5.106071507347527, 12.690367520606742, -187.28788845077085, 503.5660081583519, 4322.892168638117,
    -12400.885113210426, -26031.746941773643, 76432.97197891558, 63490.14199377008, -188450.7954343692,
    -67908.50307021097, 202535.55065568432, 26501.17891015117, -79133.31556644848,
  ],
  1e-4: [
    -0.7053160577944827, 0.8032813577140301, -1.3096264151810368, -8.275636499231364, -1.8524553571449238,
    21.79650765373244, 0.662359127730291, 6.234410623218633, 2.6849253597349203, -5.476238117841524,
    3.928357210476008, -12.267780768910201, 4.6036330903451725, -15.870507966715675,
  ],
  1: [
    -0.048824147886143976, 0.16006705184473877, -0.1257902580096904, -0.400091629011686,
    -0.023047336121065926, -0.15654742395123247, -0.0009894749201525607, -0.08884543575762267,
    0.005715190425218061, -0.05921168174522915, 0.007829875538085857, -0.043137346671080434,
    0.008283845339186904, -0.033241093121493745,
  ],
};
const LAMBDAS = [1e-12, 1e-4, 1];

/** Greatest difference, relative to the largest weight. */
const distance = (one: ArrayLike<number>, other: readonly number[]): number =>
  Math.max(...other.map((value, at) => Math.abs(value - one[at]!))) / Math.max(...other.map(Math.abs));

it.each([
  // Rounding errors grow with the condition of the stacked system: 1e6, 100 and 1.4.
  ['triangle', [1e-9, 1e-12, 1e-13]],
  // By normal equations with its square: 1e-12 is not asked of them.
  ['gram', [Number.POSITIVE_INFINITY, 1e-10, 1e-13]],
] as const)('a list of λ is solved as by LAPACK, from a %s', (kind, tolerances) => {
  const sums = new RowSums(kind, 1 + FEATURES + 2);
  sums.add(rows);
  const list = kind === 'gram' ? LAMBDAS.slice(1) : LAMBDAS;
  const together = whole(solveAll(sums, 2, list)).readouts;
  for (const [at, lambda] of list.entries()) {
    const tolerance = tolerances[LAMBDAS.indexOf(lambda)]!;
    expect(distance(together[at]!, LAPACK[lambda]!), `λ = ${lambda}`).toBeLessThan(tolerance);
    const [alone] = whole(solveAll(sums, 2, [lambda])).readouts;
    expect(distance(alone!, LAPACK[lambda]!), `λ = ${lambda} alone`).toBeLessThan(tolerance);
  }
});

it('normal equations that are singular to 64 bits give no readout, and the larger λ theirs', () => {
  const sums = new RowSums('gram', 4);
  // The second feature is the first one again.
  sums.add(Float64Array.of(1, 1, 1, 5, 1, 2, 2, 7, 1, 4, 4, 8));
  const { readouts } = whole(solveAll(sums, 1, [0, 1]));
  expect(readouts[0]).toBeNull();
  expect(readouts[1]!.every(Number.isFinite)).toBe(true);
});

it('the condition is estimated from below, and exactly for a diagonal', () => {
  expect(conditionOf(Float64Array.of(3, 0, 0, 1e-6), 2)).toBeCloseTo(3e6, 3);
  expect(conditionOf(Float64Array.of(1, 5, 0, 0), 2)).toBe(Number.POSITIVE_INFINITY);
});
