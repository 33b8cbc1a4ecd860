/** Explanations of the panels, in the sentences of the report. */
import {
  CHAMPIONS,
  converged,
  ERROR_OVER_COST,
  LEVEL_GRADIENT,
  luck,
  MEASURES,
  METHODS,
  vanishing,
} from '../../words/reading.ts';
import type { PanelName } from '../model/screen.ts';

/** Part of a panel, and how to read it. */
export interface Reading {
  readonly name: string;
  readonly text: string;
}

const measures = Object.values(MEASURES).flatMap((measure): Reading[] =>
  'reading' in measure ? [{ name: measure.title, text: measure.reading }] : [],
);

export const readings: Readonly<Record<PanelName, readonly Reading[]>> = {
  race: METHODS,
  curves: [{ name: 'Curves', text: `${ERROR_OVER_COST} ${luck('Dotted lines that lie far apart mean')}` }],
  inside: [
    { name: 'Error signal', text: `${vanishing('left')} ${LEVEL_GRADIENT}` },
    { name: 'Members', text: converged('A histogram of a single column') },
    ...measures,
  ],
  nets: [{ name: 'Nets', text: CHAMPIONS }],
};
