/**
 * Jacobians of the steps of a recurrent net, ∂s_t/∂s_{t-1}, in float64: s is the part of the state that later steps read.
 * Row by row from the cell's own derivative; of cells without one by central differences.
 */
import type { Net } from '../../nets/net.ts';
import type { Batch } from '../batch.ts';
import type { Vector } from '../device.ts';
import { abilityFor } from '../lacking.ts';
import { type Cells, cells } from './cells/index.ts';
import { advance, blocksOf, forward, pullStep, type Running, weightsOf } from './loop.ts';
import { memoryOf } from './memory.ts';

/** Jacobians of the steps of one sequence. */
export interface StepJacobians {
  /** S, the numbers of the memory. */
  readonly size: number;
  /** Number of steps. */
  readonly steps: number;
  /** True where they are central differences, right to some 9 digits. */
  readonly areDifferences: boolean;
  /** Jacobian of a step from 0, `[S×S]` row-major: row i, column j is ∂s_t[i] / ∂s_{t-1}[j]. */
  at(step: number): Float64Array;
}

/** Half the distance of the two states of a central difference. */
const REACH = 1e-5;

export function stepJacobians(
  net: Net,
  parameters: Vector,
  batch: Batch,
  sequence: number,
  known: Cells = cells,
): StepJacobians {
  const cell = abilityFor(known, net);
  const running: Running = { net, cell, weights: weightsOf(net, parameters) };
  const made = forward(running, batch, sequence);
  const [first, end] = memoryOf(net, known);
  const size = end - first;
  const areDifferences =
    cell.isFixed === true || (cell.lacks?.(net, batch.loss, 'gradient') ?? null) !== null;
  const scratch = blocksOf(net, new Float64Array(net.parameters));

  function derived(step: number, jacobian: Float64Array): void {
    for (let row = 0; row < size; row++) {
      const d = new Float64Array(cell.carried(net));
      d[first + row] = 1;
      const { dBefore } = pullStep(running, scratch, made[step]!, batch, [step, sequence], d);
      jacobian.set(dBefore.subarray(first, end), row * size);
    }
  }

  function differenced(step: number, jacobian: Float64Array): void {
    const { before } = made[step]!;
    for (let column = 0; column < size; column++) {
      const [low, high] = [before.slice(), before.slice()];
      low[first + column]! -= REACH;
      high[first + column]! += REACH;
      const below = advance(running, batch, step, sequence, low).after;
      const above = advance(running, batch, step, sequence, high).after;
      for (let row = 0; row < size; row++)
        jacobian[row * size + column] = (above[first + row]! - below[first + row]!) / (2 * REACH);
    }
  }

  return {
    size,
    steps: made.length,
    areDifferences,
    at(step) {
      const jacobian = new Float64Array(size * size);
      if (areDifferences) differenced(step, jacobian);
      else derived(step, jacobian);
      return jacobian;
    },
  };
}
