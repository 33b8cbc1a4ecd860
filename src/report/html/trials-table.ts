/** Table of all trials of a task. */
import { besideLoss, lossHead, measureHead, showsError } from '../../tournament/spec/criterion.ts';
import { secondsNote, shortMachines } from '../../words/machines.ts';
import type { ReportData, ReportTask, ReportTrial } from '../data.ts';
import { contestantKey } from '../keys.ts';
import { amount, count, measured, share, time } from './cells.ts';
import { type Html, html } from './markup.ts';
import { type Cell, type TableColumn, table } from './table.ts';

const ENDS: Readonly<Record<string, string>> = {
  solved: 'solved',
  exploded: 'exploded',
  budget: 'budget spent',
  stopped: 'stopped',
  failed: 'failed',
};
const STATES: Readonly<Record<ReportTrial['state'], string>> = {
  planned: 'not begun',
  running: 'under way',
  stopped: 'stopped',
  finished: 'finished',
};

export function trialsTable(data: ReportData, task: number): Html {
  const { trials } = data.tasks[task]!;
  const begun = ({ state, curve }: ReportTrial): boolean => state !== 'planned' || curve.macs.length > 0;
  const spent =
    (read: (trial: ReportTrial) => number, write: (value: number | null) => Cell) => (trial: ReportTrial) =>
      write(begun(trial) ? read(trial) : null);
  const { success } = data.spec.tasks[task]!.facts;
  const measures = [...new Set(trials.flatMap(({ testMeasures }) => Object.keys(testMeasures)))];
  return html`<details class="all"><summary>All ${trials.length} trials</summary>
${table<ReportTrial>({
  id: `task-${task + 1}-trials`,
  title: 'Trials',
  rows: trials,
  of: ({ contestant }) => [contestantKey(data.contestants.findIndex(({ name }) => name === contestant))],
  columns: [
    { head: 'Contestant', cell: ({ contestant }) => contestant },
    { head: 'Seed', number: true, cell: ({ repetition }) => count(repetition) },
    { head: 'End', cell: ({ stop, state }) => (stop === null ? STATES[state] : (ENDS[stop.reason] ?? '')) },
    { head: 'Solved', cell: ({ solved, stop }) => (stop === null ? '–' : solved ? 'yes' : 'no') },
    ...(showsError(success)
      ? [{ head: 'Test wrong', number: true, cell: ({ testError }: ReportTrial) => share(testError) }]
      : []),
    {
      head: lossHead('Test', success),
      number: true,
      cell: ({ testError, testLoss }) =>
        testError !== null && testLoss === null ? 'not finite' : measured(testLoss),
    },
    { head: 'MACs', number: true, cell: spent(({ cost }) => cost.macs, amount) },
    { head: 'MACs to solve', number: true, cell: ({ costToSolve }) => amount(costToSolve?.macs ?? null) },
    { head: 'Updates', number: true, cell: spent(({ cost }) => cost.updates, count) },
    { head: 'Evaluations', number: true, cell: spent(({ cost }) => cost.evaluations, count) },
    { head: 'Time', number: true, cell: spent(({ cost }) => cost.seconds, time) },
    ...(trials.every(({ machine }) => machine === null) ? [] : [machineColumn(trials)]),
    ...besideLoss(measures, success).map((name) => ({
      head: measureHead(name, name === success.measure ? success.unit : undefined),
      number: true,
      cell: ({ testMeasures }: ReportTrial) => measured(testMeasures[name] ?? null),
    })),
    { head: 'Why it ended', cell: ({ stop, retries }) => detailOf(stop?.detail ?? '', retries) },
  ],
})}</details>
`;
}

function machineColumn(trials: readonly ReportTrial[]): TableColumn<ReportTrial> {
  const names = shortMachines(trials.flatMap(({ machine }) => machine ?? []));
  return {
    head: 'Machine',
    cell: ({ machine }) => (machine === null ? '–' : { text: names.get(machine)!, value: machine }),
  };
}

/** Remark on the seconds of a task's trials, where they are of several machines. */
export const secondsRemark = ({ trials }: ReportTask): string | null =>
  secondsNote(trials.flatMap(({ machine }) => machine ?? []));

function detailOf(detail: string, retries: number): string {
  const redone = retries === 0 ? '' : `redone ${retries === 1 ? 'once' : `${retries} times`}`;
  return [detail, redone].filter((text) => text !== '').join('; ') || '–';
}
