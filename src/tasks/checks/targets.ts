/**
 * Check that there is anything to learn, since targets that are always the same need no net, and that targets which are
 * fed back are the inputs of the next step.
 */
import type { Batch } from '../../engine/batch.ts';
import { drawSome } from './draw-some.ts';
import { type Check, failed, passed, percent, short, span } from './outcome.ts';

const MOST = 1000;

export const targetsCheck: Check = (task, options) => {
  const batches = drawSome(task, options, MOST);
  const unlike = batches.map(unlikeInputs).find((fault) => fault !== null);
  if (unlike !== undefined) return failed(unlike!);
  return batches[0]!.loss === 'softmax' ? classesOf(batches) : valuesOf(batches);
};

/** First target of a task with feedback that is another number than the input of the next step; null where none is. */
function unlikeInputs({
  feedback,
  mask,
  lengths,
  sequences,
  inputs,
  outputs,
  dense,
  values,
}: Batch): string | null {
  if (feedback === undefined) return null;
  for (let at = 0; at < mask.length - sequences; at++) {
    const [step, b] = [Math.floor(at / sequences), at % sequences];
    if (mask[at] === 0 || step + 1 >= lengths[b]!) continue;
    for (let output = 0; output < outputs; output++) {
      const target = values![(step * outputs + output) * sequences + b]!;
      const input = dense![((step + 1) * inputs + output) * sequences + b]!;
      if (target === input) continue;
      const place = `sequence ${b}: target ${output} of step ${step} is ${short(target)}`;
      return `${place}, input ${output} of step ${step + 1} is ${short(input)}; where outputs are fed back they must be equal`;
    }
  }
  return null;
}

function classesOf(batches: readonly Batch[]) {
  const counts = new Array<number>(batches[0]!.outputs).fill(0);
  for (const batch of batches) eachScored(batch, (at) => counts[batch.classes![at]!]!++);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const seen = counts.filter((count) => count > 0);
  if (seen.length === 1) return failed(`always class ${counts.indexOf(total)}, there is nothing to learn`);
  const unseen = counts.length - seen.length;
  const shares = `${percent(Math.min(...seen) / total)} to ${percent(Math.max(...seen) / total)} each`;
  return passed(
    `${seen.length} classes, ${shares}${unseen === 0 ? '' : `; ${unseen} of ${counts.length} never seen`}`,
  );
}

function valuesOf(batches: readonly Batch[]) {
  const { outputs, loss } = batches[0]!;
  const lows = new Array<number>(outputs).fill(Number.POSITIVE_INFINITY);
  const highs = new Array<number>(outputs).fill(Number.NEGATIVE_INFINITY);
  let sum = 0;
  let count = 0;
  for (const batch of batches) {
    const { sequences, values } = batch;
    eachScored(batch, (at) => {
      const b = at % sequences;
      const step = (at - b) * outputs + b;
      for (let o = 0; o < outputs; o++) {
        const value = values![step + o * sequences]!;
        lows[o] = Math.min(lows[o]!, value);
        highs[o] = Math.max(highs[o]!, value);
        sum += value;
        count++;
      }
    });
  }
  const constant = lows.filter((low, o) => low === highs[o]);
  if (constant.length === outputs) {
    return failed(`always ${constant.map(short).join(', ')}, there is nothing to learn`);
  }
  const range = span(Math.min(...lows), Math.max(...highs));
  const still = constant.length === 0 ? '' : `; ${constant.length} of ${outputs} outputs never change`;
  return passed(
    `${range}, ${loss === 'bernoulli' ? percent(sum / count) : short(sum / count)} on average${still}`,
  );
}

/** Visits scored entries; `at` is the index of step and sequence in `[T][B]`. */
function eachScored({ mask }: Batch, act: (at: number) => void): void {
  for (let at = 0; at < mask.length; at++) if (mask[at] === 1) act(at);
}
