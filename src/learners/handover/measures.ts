/** Measures of a handover: those of the part that runs, and which one that is. */
import { describedBy, type MeasureDescription } from '../measure-description.ts';

const part: MeasureDescription = {
  key: 'part',
  label: 'part at work',
  write: 'count',
  figure: {
    section: 'other',
    title: 'Part of the handover',
    axis: 'number of the part that runs',
    shows: 'Which part of a handover is at work: 1 is the contestant that it begins with.',
    reading: 'Where the line rises, one learner hands its net over to the next.',
    from: 1,
  },
};

export const handoverMeasures = (
  learners: readonly { readonly measures?: readonly MeasureDescription[] }[],
): readonly MeasureDescription[] => [part, ...describedBy(learners)];
