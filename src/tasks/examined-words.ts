/** Wording of the sequences, or episodes, that nets are examined on, with no more than is known of them. */
import type { Overlap, PartOverlap } from './overlap.ts';

interface Examined {
  readonly sequences: number;
  /** True where they are all there are. */
  readonly exhaustive: boolean;
}

/** Words on sequences, or on episodes. */
export interface Nouns {
  readonly many: string;
  readonly caseOf: string;
  /** Word for one that is not as it should be. */
  readonly bad: string;
}

const SEQUENCES: Nouns = { many: 'sequences', caseOf: 'case', bad: 'wrong' };
const EPISODES: Nouns = { many: 'episodes', caseOf: 'start', bad: 'lost' };

export const nounsOf = ({ episode }: { readonly episode?: unknown }): Nouns =>
  episode === undefined ? SEQUENCES : EPISODES;

/** Text such as `10000 test sequences`, or `all 32 cases`; of episodes `500 test episodes`, or `all 4 starts`. */
export const examinedText = (
  { sequences, exhaustive }: Examined,
  write: (count: number) => string = String,
  { many, caseOf }: Nouns = SEQUENCES,
): string => {
  if (!exhaustive) return `${write(sequences)} test ${sequences === 1 ? many.slice(0, -1) : many}`;
  return sequences === 1 ? `the only ${caseOf}` : `all ${write(sequences)} ${caseOf}s`;
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
