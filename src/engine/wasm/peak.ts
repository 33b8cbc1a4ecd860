/** Peak rate of the machine in strict float32 arithmetic, measured: the kernels' speed is given as a share of it. */
import { loadKernels } from './module.ts';

/** Operations of an iteration: twelve pairs of four lanes, a multiplication and an addition each. */
const OPERATIONS = 2 * 12 * 2 * 4;
const REPETITIONS = 10;
const LEAST_MILLISECONDS = 10;

/** Work at the machine's peak, to be timed beside other work. */
export interface PeakWork {
  /** Floating-point operations of a `run`, of about a millisecond. */
  readonly operations: number;
  run(): void;
}

export function measuredPeak(): PeakWork {
  const { peak, heapBase } = loadKernels();
  const room = heapBase();
  const iterations = 500_000;
  return { operations: OPERATIONS * iterations, run: () => peak(room, iterations) };
}

/**
 * Floating-point operations a second of one core, the best of ten runs of 10 ms or more.
 * @param now a clock in milliseconds
 */
export function measurePeakFlops(now: () => number): number {
  const { peak, heapBase } = loadKernels();
  const room = heapBase();
  const time = (iterations: number): number => {
    const start = now();
    peak(room, iterations);
    return now() - start;
  };
  // V8 replaces its quick code by its best while the first short runs go on.
  let iterations = 1000;
  while (time(iterations) < LEAST_MILLISECONDS) iterations *= 2;
  for (let warmUp = 0; warmUp < REPETITIONS; warmUp++) time(iterations);
  while (time(iterations) < LEAST_MILLISECONDS) iterations *= 2;
  const best = Math.min(...Array.from({ length: REPETITIONS }, () => time(iterations)));
  return (OPERATIONS * iterations * 1000) / best;
}
