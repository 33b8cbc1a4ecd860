/**
 * Check of determinism: the same stream gives the same sequences, for any earlier draws and any number of them; else
 * contestants would not learn the same, and a run could not be resumed.
 */
import { caseCount, drawBatch, shapeOf } from '../batches.ts';
import { firstDifference } from './digest.ts';
import { type Check, failed, passed } from './outcome.ts';

const STREAM = ['check', 'determinism'] as const;
const COUNT = 20;

export const determinismCheck: Check = (task, options) => {
  const draw = (index: number, count = COUNT) => drawBatch(task, options, STREAM, index, count);
  const first = draw(0);
  const again = firstDifference(first, draw(0));
  if (again !== null) {
    return failed(
      `the same stream gave another sequence ${again} the second time; all that is random must come from \`random\``,
    );
  }
  const others = [draw(1), draw(2), draw(3)];
  const later = firstDifference(first, draw(0));
  if (later !== null) {
    return failed(
      `sequence ${later} was another one after others had been drawn; keep nothing between calls`,
    );
  }
  // In epochs a larger batch goes further through the same order from another place on.
  const inEpochs = shapeOf(task, options).epochs === true;
  const larger = inEpochs ? null : firstDifference(first, draw(0, 2 * COUNT));
  if (larger !== null) {
    return failed(`sequence ${larger} is another one in a batch of ${2 * COUNT}; keep nothing between calls`);
  }
  // Where all cases are gone through, another stream may well give them in the same order.
  const few = caseCount(task, options, 'training') !== undefined;
  if (!few && others.every((other) => firstDifference(first, other) === null)) {
    return failed('every stream gives the same sequences; draw them from `random`');
  }
  return passed('the same stream gives the same sequences, whatever was drawn before');
};
