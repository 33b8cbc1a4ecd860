/** Readings of a net's linear outputs in an episode task, in place. */
import { exp, logistic, tanh } from '../numeric/elementary.ts';
import type { Reading } from './episode.ts';

/** Applies the reading to y. Returns false where a number is not finite. */
export function read(reads: Reading, y: Float64Array): boolean {
  for (let output = 0; output < y.length; output++) if (!Number.isFinite(y[output]!)) return false;
  if (reads === 'logistic')
    for (let output = 0; output < y.length; output++) y[output] = logistic(y[output]!);
  else if (reads === 'tanh') for (let output = 0; output < y.length; output++) y[output] = tanh(y[output]!);
  else if (reads === 'softmax') softmax(y);
  return true;
}

/** e^y / Σ e^y, from differences to the greatest y, so that nothing overflows. */
function softmax(y: Float64Array): void {
  let greatest = Number.NEGATIVE_INFINITY;
  for (let output = 0; output < y.length; output++) greatest = Math.max(greatest, y[output]!);
  let sum = 0;
  for (let output = 0; output < y.length; output++) {
    y[output] = exp(y[output]! - greatest);
    sum += y[output]!;
  }
  for (let output = 0; output < y.length; output++) y[output]! /= sum;
}
