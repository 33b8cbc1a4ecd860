/** Section on sensitivity: for each swept option or setting a chart, a table, and the certainty of the finding. */
import type { ReportData } from '../data.ts';
import type { Figure } from '../figures/figure.ts';
import { sweepTitle } from '../figures/sensitivity.ts';
import { findingText, type Sweep, type SweepPoint, sweepsOf } from '../sensitivity.ts';
import { amount, interval, measured } from './cells.ts';
import { figureHtml } from './figure.ts';
import { type Html, html } from './markup.ts';
import { type Cell, table } from './table.ts';

export function sensitivitySection(data: ReportData, figures: readonly Figure[]): Html | null {
  const sweeps = sweepsOf(data);
  if (sweeps.length === 0) return null;
  const drawn = figures.filter(({ section }) => section === 'sensitivity');
  return html`<section id="sensitivity"><h2>Sensitivity</h2>
<p>What each swept option and setting did. A row takes together all trials with that value, whatever else was swept.</p>
${sweeps.map((sweep, index) => sweepHtml(sweep, index, drawn[index]!))}</section>
`;
}

function sweepHtml(sweep: Sweep, index: number, figure: Figure): Html {
  return html`<div class="figures">${figureHtml(figure, { seeds: [], sequences: 0 }, 3)}</div>
<ul class="findings">${sweep.groups.map((group) => html`<li>${findingText(sweep, group)}</li>`)}</ul>
${sweepTable(sweep, `sensitivity-${index + 1}-table`)}
`;
}

interface Row extends SweepPoint {
  readonly group: string;
}

const NOTE =
  'n: finished trials, of those planned. Interval: Wilson, 95 %, which takes trials as alike; over several tasks or settings it is too wide rather than too narrow. MACs to solve: median (Kaplan and Meier), where half of the trials solved it. MACs per success: all that was spent, divided by the trials that solved it, with a 95 % interval.';
const INCOMPLETE =
  ' Not every combination of the swept values was planned, so a difference between two values may be one of what they were played with.';

function sweepTable(sweep: Sweep, id: string): Html {
  const rows = sweep.groups.flatMap(({ name, points }) =>
    points.map((point): Row => ({ ...point, group: name })),
  );
  return table<Row>({
    id,
    title: sweepTitle(sweep),
    rows,
    columns: [
      { head: sweep.name, cell: ({ value }) => value },
      { head: sweep.kind === 'option' ? 'Contestant' : 'Task', cell: ({ group }) => group },
      {
        head: 'n',
        number: true,
        cell: ({ finished, planned }) => ({
          text: `${finished} of ${planned}`,
          value: finished,
          sort: finished,
        }),
      },
      {
        head: 'Solved',
        number: true,
        cell: ({ solved, finished }) => ({
          text: `${solved} of ${finished}`,
          sort: finished === 0 ? null : solved / finished,
        }),
      },
      {
        head: '95 % interval',
        number: true,
        cell: (row) => (row.finished === 0 ? '–' : interval(row.interval)),
      },
      { head: 'MACs to solve', number: true, cell: ({ median }) => amount(median) },
      { head: 'MACs per success', number: true, cell: expectedCell },
    ],
    note: `${NOTE}${sweep.complete ? '' : INCOMPLETE}`,
  });
}

function expectedCell({ expected, expectedInterval }: SweepPoint): Cell {
  const cell = amount(expected);
  if (expectedInterval === null) return cell;
  const { low, high } = expectedInterval;
  return { ...cell, text: `${cell.text} (${measured(low).text} to ${measured(high).text})` };
}
