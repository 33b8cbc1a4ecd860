/** Check of the judge: targets themselves are right, contrary answers and NaN are wrong. */
import type { Batch } from '../../engine/batch.ts';
import { judgeBatch } from '../batches.ts';
import { countOf, drawSome } from './draw-some.ts';
import { type Check, failed, passed } from './outcome.ts';

const MOST = 200;

export const judgeCheck: Check = (task, options) => {
  const batches = drawSome(task, options, MOST);
  const count = countOf(batches);
  const { loss, outputs } = batches[0]!;
  const wrongOf = (answer: (target: number) => number): number =>
    batches.reduce((sum, batch) => sum + judgeBatch(task, options, batch, answers(batch, answer)).wrong, 0);
  const which = task.judge === undefined ? `the default judge of ${loss} loss` : 'judge';
  const own = wrongOf((target) => target);
  if (own > 0) return failed(`${which} calls the target itself wrong in ${own} of ${count} sequences`);
  const nan = count - wrongOf(() => Number.NaN);
  if (nan > 0) {
    return failed(
      `${which} calls NaN right in ${nan} of ${count} sequences; NaN fails every comparison, so ask whether it is right`,
    );
  }
  // With one class there is no other answer to give.
  const contrary = loss === 'softmax' && outputs === 1 ? 0 : count - wrongOf(CONTRARY[loss]);
  if (contrary > 0) {
    return failed(`${which} calls a contrary answer right in ${contrary} of ${count} sequences`);
  }
  const { measures } = judgeBatch(
    task,
    options,
    batches[0]!,
    answers(batches[0]!, (target) => target),
  );
  const measured = Object.keys(measures);
  return passed(
    `${which} calls the targets right, contrary answers and NaN wrong` +
      (measured.length === 0 ? '' : `; it measures ${measured.join(', ')}`),
  );
};

/** Answer as far from the target as the loss allows. */
const CONTRARY: Readonly<Record<Batch['loss'], (target: number) => number>> = {
  softmax: (target) => 1 - target,
  bernoulli: (target) => (target > 0.5 ? 0 : 1),
  // To one side or the other without a rule, or a judge of correlations would find the target in it.
  squared: (target) =>
    target + (Math.abs(9973 * target) % 1 < 0.5 ? 1000 : -1000) * Math.max(1, Math.abs(target)),
};

/** Outputs `[answer step][O][B]` with `answer` of every target; a class counts as 1 for itself, 0 for others. */
function answers(batch: Batch, answer: (target: number) => number): Float64Array {
  const { sequences, outputs, answerSteps, classes, values } = batch;
  const given = new Float64Array(answerSteps.length * outputs * sequences);
  answerSteps.forEach((t, s) => {
    for (let o = 0; o < outputs; o++) {
      for (let b = 0; b < sequences; b++) {
        const target =
          classes === null
            ? values![(t * outputs + o) * sequences + b]!
            : Number(classes[t * sequences + b] === o);
        given[(s * outputs + o) * sequences + b] = answer(target);
      }
    }
  });
  return given;
}
