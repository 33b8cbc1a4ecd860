/** Explanations of the panels, in the sentences of the report. */
import { learners } from '../../learners/index.ts';
import { describedBy, measureSections } from '../../learners/measure-description.ts';
import {
  CHAMPIONS,
  converged,
  ERROR_OVER_COST,
  GATES,
  LEVEL_GRADIENT,
  luck,
  METHODS,
  TUNING,
  vanishing,
} from '../../words/reading.ts';
import type { PanelName } from '../model/screen.ts';

const MACHINES =
  'Each machine has the trials that it plays below its row, and counts those that it ended; a trial that moves is counted by the last machine. MACs do not depend on the machine, seconds do: MACs/s, of all its trials together, says how fast one is. Trials without a machine wait in the queue.';

/** Part of a panel, and how to read it. */
export interface Reading {
  readonly name: string;
  readonly text: string;
}

/** Readings of all measures that learners describe. */
function measureReadings(): Reading[] {
  const figures = describedBy(learners).flatMap(({ figure }) => figure ?? []);
  return measureSections
    .flatMap((section) => figures.filter((figure) => figure.section === section))
    .flatMap(({ title, reading }) => (reading === undefined ? [] : [{ name: title, text: reading }]));
}

export const readings: Readonly<Record<PanelName, readonly Reading[]>> = {
  race: [
    {
      name: 'Wrong',
      text: 'In the race it is the lowest share of validation sequences that any trial of the contestant had wrong so far. In the table at the end it is the median over its trials of the share of test sequences.',
    },
    ...METHODS,
  ],
  curves: [{ name: 'Curves', text: `${ERROR_OVER_COST} ${luck('Dotted lines that lie far apart mean')}` }],
  get inside() {
    return [
      { name: 'Error signal', text: `${vanishing('left')} ${LEVEL_GRADIENT}` },
      { name: 'Members', text: converged('A histogram of a single column') },
      ...measureReadings(),
    ];
  },
  nets: [{ name: 'Nets', text: `${CHAMPIONS} ${GATES}` }],
  machines: [{ name: 'Machines', text: MACHINES }],
};

/** Readings of a panel; those of the race of a tuning are its own. */
export const readingsOf = (panel: PanelName, tuned: boolean): readonly Reading[] =>
  tuned && panel === 'race' ? [...TUNING, ...METHODS] : readings[panel];
