/** Check of the parts: overlap of validation and test with training, which a net can know by heart. */
import { caseCount } from '../batches.ts';
import type { Part } from '../define-task.ts';
import { overlapOf, type PartOverlap, sharesMuch } from '../overlap.ts';
import { type Check, failed, noted, passed, warned } from './outcome.ts';

const LIMITS = { training: 20_000, examined: 1000, seconds: 4 };

export const partsCheck: Check = (task, options) => {
  const counts = PARTS.map((part) => caseCount(task, options, part));
  if (task.exhaustive === true && counts[0] !== undefined) {
    return passed(`the ${counts[0]} cases are all there are, in training as in validation and test`);
  }
  const overlap = overlapOf(task, options, LIMITS);
  if (overlap === null) return noted(`drawing takes too long to compare them (${LIMITS.seconds} s)`);
  const { training, validation, test } = overlap;
  const said = `${ofPart(validation, 'validation')} and ${ofPart(test, 'test')} also occur among ${training} of training`;
  const kind = counts.every((count) => count === undefined) ? 'drawn' : 'cases';
  if (!sharesMuch(overlap, kind)) return passed(said);
  if (kind === 'drawn') {
    return warned(
      `${said}: a net can know them by heart. Data of a file must be split by \`context.part\`; where so few ` +
        'sequences are all there are, count them in `cases` and say `exhaustive: true`',
    );
  }
  return failed(
    `${said}: a net can know them by heart. Split the cases by \`context.part\`, or say \`exhaustive: true\` if they ` +
      'are all there are',
  );
};

const PARTS: readonly Part[] = ['training', 'validation', 'test'];

const ofPart = ({ sequences, inTraining }: PartOverlap, part: Part): string =>
  `${inTraining} of ${sequences} different ${part} sequences`;
