/** Wording of the sequences that nets are examined on, with no more than is known of them. */
import type { Overlap, PartOverlap } from './overlap.ts';

interface Examined {
  readonly sequences: number;
  /** True where they are all there are. */
  readonly exhaustive: boolean;
}

/** Text such as `10000 test sequences`, or `all 32 cases`. */
export const examinedText = (
  { sequences, exhaustive }: Examined,
  write: (count: number) => string = String,
): string => {
  if (!exhaustive) return `${write(sequences)} test sequences`;
  return sequences === 1 ? 'the only case' : `all ${write(sequences)} cases`;
};

/** Sentence, without its full stop, on sequences that training has too. */
export function overlapText({ training, validation, test }: Overlap): string {
  const { validation: inValidation, test: inTest } = { validation: part(validation), test: part(test) };
  const both =
    inValidation === inTest
      ? `${inTest} different sequences of validation and of test`
      : `${inValidation} different sequences of validation and ${inTest} of test`;
  return `${both} that were looked at also occur among ${training} of training, where a net can know them by heart`;
}

const part = ({ sequences, inTraining }: PartOverlap): string =>
  inTraining === sequences ? `all ${sequences}` : `${inTraining} of ${sequences}`;
