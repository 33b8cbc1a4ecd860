/** Columns of a task's own measures: a mean over each contestant's trials, of the values on the test set. */
import { randomStream } from '../../random/random.ts';
import { bootstrapInterquartileMean } from '../../statistics/bootstrap.ts';
import { lacksTests } from '../../statistics/missing.ts';
import type { VerdictRow } from '../../statistics/verdict-types.ts';
import { besideLoss, measureHead } from '../../tournament/spec/criterion.ts';
import type { ReportData } from '../data.ts';
import { estimatedValue, markedIf } from './cells.ts';
import type { TableColumn } from './table.ts';

/**
 * Columns, one a measure, that which decides success first; none where the task's judge measures nothing. The loss has a
 * column of its own.
 */
export function measureColumns(data: ReportData, task: number): TableColumn<VerdictRow>[] {
  const { label, trials } = data.tasks[task]!;
  const { success, units = {} } = data.spec.tasks[task]!.facts;
  const told = trials.flatMap(({ testMeasures }) => Object.keys(testMeasures));
  const names = new Set([...(success.measure === undefined ? [] : [success.measure]), ...told]);
  return besideLoss([...names], success).map((name) => ({
    head: measureHead(name, units[name]),
    number: true,
    cell(row) {
      const own = trials.filter(({ contestant }) => contestant === row.name);
      const values = own.flatMap(({ testMeasures }) => testMeasures[name] ?? []);
      if (values.length === 0) return estimatedValue(null);
      const random = randomStream(data.spec.seed, 'report', 'measure', label, row.name, name);
      return markedIf(lacksTests(row), estimatedValue(bootstrapInterquartileMean([values], { random })));
    },
  }));
}
