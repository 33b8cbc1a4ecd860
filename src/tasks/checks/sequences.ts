/** Check that sequences can be drawn, with a description of them. `buildBatch` reports invalid ones. */
import type { Batch } from '../../engine/batch.ts';
import { countOf, drawSome } from './draw-some.ts';
import { type Check, passed, span } from './outcome.ts';

const MOST = 1000;

export const sequencesCheck: Check = (task, options) => {
  const batches = drawSome(task, options, MOST);
  const lengths = batches.flatMap((batch) => [...batch.lengths]);
  const scored = batches.reduce((sum, batch) => sum + batch.scoredSteps, 0) / lengths.length;
  const steps = span(least(lengths), most(lengths));
  return passed(
    `${countOf(batches)} drawn: ${steps} ${steps === '1' ? 'step' : 'steps'}, ${Number(scored.toFixed(1))} of them ` +
      `scored${lengths.some((length) => length !== lengths[0]) ? ' on average' : ''}; ${inputsOf(batches)}`,
  );
};

function inputsOf(batches: readonly Batch[]): string {
  const { symbols, inputs } = batches[0]!;
  if (symbols !== null) return symbolsOf(batches, inputs);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const batch of batches) {
    eachStep(batch, (t, b) => {
      for (let i = 0; i < inputs; i++) {
        const value = batch.dense![(t * inputs + i) * batch.sequences + b]!;
        if (value < low) low = value;
        if (value > high) high = value;
      }
    });
  }
  return `inputs ${span(low, high)}`;
}

function symbolsOf(batches: readonly Batch[], size: number): string {
  const seen = new Set<number>();
  for (const batch of batches) eachStep(batch, (t, b) => seen.add(batch.symbols![t * batch.sequences + b]!));
  const missing = size - seen.size;
  const all = `symbols 0 to ${size - 1}`;
  return missing === 0 ? `all of ${all}` : `${all}, ${missing} of them never seen`;
}

function eachStep(batch: Batch, act: (t: number, b: number) => void): void {
  for (let b = 0; b < batch.sequences; b++) for (let t = 0; t < batch.lengths[b]!; t++) act(t, b);
}

const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));
