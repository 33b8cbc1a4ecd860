/**
 * Long CSV of the measures inside the searches of a run: a row for each number, and for each entry of a series, that a
 * learner told of itself at a validation.
 */
import type { RunFile } from '../../store/run-file.ts';
import type { StoredTrial } from '../../store/stored-trial.ts';
import { type CsvValue, csvField } from '../../words/csv.ts';

const HEAD = [
  ...['trial', 'task', 'contestant', 'seed', 'macs', 'updates', 'evaluations', 'seconds'],
  ...['measure', 'index', 'value'],
];

/** Series over the steps of a sequence: their index is the lag, 0 at the last step. */
const OVER_LAG: ReadonlySet<string> = new Set(['stateNorms']);

/**
 * Lines of the CSV, the head first, trial by trial: a night's run has millions, too many for one text. `index` is empty
 * for a single number, and `value` for an unknown one.
 */
export function* insideCsv(run: RunFile, trials: readonly StoredTrial[]): Generator<string> {
  yield line(HEAD);
  for (const trial of trials) {
    for (const { cost, inside } of run.metrics(trial.id)) {
      const place: CsvValue[] = [
        ...[trial.id, trial.task, trial.contestant, trial.repetition],
        ...[cost.macs, cost.updates, cost.evaluations, cost.seconds],
      ];
      const begin = place.map(csvField).join(',');
      for (const [name, told] of Object.entries(inside)) {
        if (told === null || typeof told === 'number') yield `${begin},${line([name, null, told])}`;
        else yield seriesLines(begin, name, told);
      }
    }
  }
}

function seriesLines(begin: string, name: string, series: readonly (number | null)[]): string {
  const last = series.length - 1;
  const inOrder = OVER_LAG.has(name) ? series.toReversed() : series;
  return last < 0 ? '' : inOrder.map((value, index) => `${begin},${line([name, index, value])}`).join('');
}

const line = (values: readonly CsvValue[]): string => `${values.map(csvField).join(',')}\r\n`;
