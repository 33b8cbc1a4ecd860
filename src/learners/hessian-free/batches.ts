/** Batches of one update, and what passes over them cost. */
import type { Batch } from '../../engine/batch.ts';
import type { Problem } from '../learner.ts';
import type { HessianFreeSettings } from './settings.ts';

export interface UpdateBatches {
  readonly gradient: Batch;
  readonly curvature: Batch;
  readonly line: Batch;
  /** Number of sequences that were drawn. */
  readonly sequences: number;
}

/** Batches of the update of that number, from 0: three numbers of the training stream are its own. */
export function batchesOf(problem: Problem, update: number, settings: HessianFreeSettings): UpdateBatches {
  const { gradientBatch, curvatureBatch, curvatureFrom, lineBatch } = settings;
  const first = 3 * update;
  const isFresh = curvatureFrom === 'fresh';
  const gradient = problem.trainingBatch(first, gradientBatch);
  // A smaller batch of the same number is the beginning of a larger one.
  const isSame = !isFresh && curvatureBatch === gradientBatch;
  const curvature = isSame ? gradient : problem.trainingBatch(isFresh ? first + 1 : first, curvatureBatch);
  const line = problem.trainingBatch(first + 2, lineBatch);
  const sequences = gradient.sequences + (isFresh ? curvature.sequences : 0) + line.sequences;
  return { gradient, curvature, line, sequences };
}

/** Multiply-accumulates of an update, counted as it goes. */
export class Meter {
  readonly #problem: Problem;
  macs = 0;

  constructor(problem: Problem) {
    this.#problem = problem;
  }

  gradient(batch: Batch): void {
    this.macs += this.#problem.gradientMacs(batch, { omega: false });
  }

  evaluation(batch: Batch): void {
    this.macs += this.#problem.evaluationMacs(batch);
  }

  product(batch: Batch): void {
    this.macs += this.#problem.curvatureMacs(batch);
  }
}
