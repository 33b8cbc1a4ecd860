/** Check of chance: compares the task's chance level with a predictor that ignores its input. */
import { evaluationBatches, judgeBatch } from '../batches.ts';
import { calling } from '../task-call.ts';
import { countOf, drawSome } from './draw-some.ts';
import { type Check, failed, noted, passed, percent, short } from './outcome.ts';
import { timeOnly } from './time-only.ts';

const MOST = 2000;
/** Most numbers of input; of long sequences fewer are drawn. */
const MOST_NUMBERS = 2 ** 24;

export const chanceCheck: Check = (task, options) => {
  const drawn = drawSome(task, options, MOST);
  const fitting = Math.floor(MOST_NUMBERS / (drawn[0]!.steps * (drawn[0]!.inputs + drawn[0]!.outputs)));
  const count = Math.max(1, Math.min(countOf(drawn), fitting));
  const [batch] = evaluationBatches(task, options, ['check', 'chance'], count, count);
  const predictor = timeOnly(batch!);
  const error = judgeBatch(task, options, batch!, predictor.outputs).wrong / batch!.sequences;
  const seen = `loss ${short(predictor.loss)}, ${percent(error)} wrong`;
  const said = calling(task, 'chance', () => task.chance?.(options));
  if (said?.loss === undefined && said?.error === undefined) {
    return noted(`chance() says nothing; a predictor that knows the time alone reaches ${seen}`);
  }
  const slack = chanceSlack(batch!.sequences);
  if (said.loss !== undefined && Math.abs(predictor.loss - said.loss) > slack * Math.max(said.loss, 0.02)) {
    return failed(
      `chance() says loss ${short(said.loss)}, a predictor that knows the time alone reaches ${short(predictor.loss)}`,
    );
  }
  // The mean target is the best answer by its loss, another one may be wrong less often.
  if (said.error !== undefined && error < said.error - slack) {
    return failed(
      `chance() says ${percent(said.error)} wrong, a predictor that knows the time alone reaches ${percent(error)}`,
    );
  }
  return passed(`as chance() says: ${seen} for a predictor that knows the time alone`);
};

/**
 * Slack of the comparison: fitted to its own sample the predictor is a little too good, by (parameters / 2N) nats or
 * so.
 */
export const chanceSlack = (sequences: number): number => 0.03 + 1.5 / Math.sqrt(sequences);
