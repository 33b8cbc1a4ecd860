/** Listing of the views, and of one with its options. */
import type { LabView } from '../../lab/view.ts';
import { describeOptions } from '../../options/describe.ts';
import { factLines, nameLines, optionLines } from '../../session/listing.ts';
import { wrap } from '../../words/text.ts';

export const viewLines = (views: readonly LabView[], columns: number): string[] => [
  'Views:',
  ...nameLines(views, columns),
  '',
  ...wrap(
    '`genoprop lab NAME` shows one, `genoprop lab NAME --options` says what it computes and which options it has.',
    columns - 1,
  ),
];

const RUNS: Readonly<Record<LabView['run'], string>> = {
  none: 'takes none',
  optional: 'shows more with one',
  required: 'looks at one',
};

const REPORTS: Readonly<Record<LabView['inReport'], string>> = {
  quick: 'in every report of a run that has what it needs',
  asked: 'with `genoprop report RUN --lab NAME`',
  never: 'in none',
};

export const aboutLines = (view: LabView, columns: number): string[] => [
  view.name,
  ...factLines(
    [
      ['asks', view.summary],
      ['run', RUNS[view.run]],
      ['report', REPORTS[view.inReport].replace('NAME', view.name)],
      ['about', view.about],
    ],
    columns,
  ),
  '',
  'Options, for --set:',
  ...optionLines(describeOptions(view.options), columns),
];
