/** Findings of a view on the terminal: what they say, the facts, the figures. */
import type { LabFindings } from '../../lab/view.ts';
import { factLines } from '../../session/listing.ts';
import { figureLines } from '../../ui/lab/figure.ts';
import { type Colours, strong } from '../../ui/terminal/styles.ts';
import { blank, type Line, line } from '../../ui/terminal/text.ts';
import { wrapped } from '../../ui/terminal/wrapped.ts';

export interface Shown {
  /** Width of the terminal. */
  readonly columns: number;
  readonly colours: Colours;
  /** False for the paragraph and the facts alone, where a page holds the figures. */
  readonly withFigures: boolean;
}

export function findingsLines(
  { says, facts, figures }: LabFindings,
  { columns, colours, withFigures }: Shown,
): Line[] {
  const width = Math.max(20, columns - 1);
  return [
    ...wrapped(says, width).map((text) => line(text, strong)),
    ...(facts.length === 0 ? [] : [blank, ...factLines(facts, columns).map((text) => line(text))]),
    ...(withFigures ? figures.flatMap((figure) => [blank, ...figureLines(figure, { width, colours })]) : []),
  ];
}
