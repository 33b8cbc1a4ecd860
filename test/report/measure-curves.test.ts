import { describe, expect, it } from 'vitest';
import { light } from '../../src/report/charts/theme.ts';
import { firstView } from '../../src/report/charts/view.ts';
import { curvesCsv } from '../../src/report/client/csv.ts';
import { curveOf } from '../../src/report/curve.ts';
import type { ReportData } from '../../src/report/data.ts';
import { figuresOf } from '../../src/report/figures.ts';
import { contestantsTable } from '../../src/report/html/result-tables.ts';
import { headOf } from '../support/cli/parse-csv.ts';
import { checkpoint } from '../support/cli/recording.ts';
import { task } from '../support/report/made-run.ts';
import { reportOf } from '../support/report/reports.ts';

/** A report of a task that is judged by a measure. */
async function measured(): Promise<ReportData> {
  const plain = task('temporal-order');
  const success = { measure: 'longest', atLeast: 10, unit: 'steps', sequences: 400, exhaustive: false };
  const facts = { ...plain.facts, success, units: { longest: 'steps' } };
  const data = await reportOf({ tasks: [{ ...plain, facts }], seeds: 1 }, { validations: 4 });
  const [only] = data.tasks;
  const trials = only!.trials.map((trial) => ({
    ...trial,
    curve: { ...trial.curve, measures: { longest: trial.curve.macs.map((_, index) => 3 * index) } },
  }));
  return { ...data, tasks: [{ ...only!, trials }] };
}

describe("the task's own measures over cost", () => {
  it('stand in a curve as they were told, and are left out where there are none', () => {
    const told = [1e6, 2e6].map((macs, index) => ({
      ...checkpoint(macs, 0.5),
      validationMeasures: { longest: index === 0 ? Number.NaN : 7.5 },
    }));
    expect(curveOf(told, 10).measures).toEqual({ longest: [null, 7.5] });
    expect(curveOf([checkpoint(1e6, 0.5)], 10)).not.toHaveProperty('measures');
  });

  it('have a figure with their unit and the level that the task asks for, and a column in the CSV', async () => {
    const data = await measured();
    const figure = figuresOf(data).find(({ id }) => id === 'task-1-measure-longest')!;
    expect(figure.title).toBe('longest over cost');
    expect(figure.shows).toContain('The task is judged by it.');
    const drawn = JSON.stringify(figure.draw(firstView, light).option);
    expect(drawn).toContain('longest (steps)');
    expect(drawn).toContain('solved: a mean longest of at least 10 steps');
    expect(headOf(curvesCsv(data))).toContain('measure.longest');
  });

  it('have a column in the table of contestants: the mean over trials, with its unit', async () => {
    const data = await measured();
    const [only] = data.tasks;
    const trials = only!.trials.map((trial) => ({
      ...trial,
      testMeasures: { accept: trial.repetition / 4, longest: trial.contestant === 'genitor' ? 7.5 : null },
    }));
    const table = contestantsTable({ ...data, tasks: [{ ...only!, trials }] }, 0).text;
    const text = table.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
    expect(text).toMatch(/Test loss longest \(steps\) accept MACs to solve/);
    expect(text).toMatch(/genitor .* 7\.5 0\.25 /);
    expect(text).toMatch(/msgd-cr .* – 0\.25 /);
    expect(text).toContain('Test wrong, test loss and the task&#39;s own measures: interquartile mean');
    const without = only!.trials.map((trial) => ({ ...trial, testMeasures: {} }));
    const plain = { ...data.spec.tasks[0]!, facts: task('temporal-order').facts };
    const none = { ...data, spec: { ...data.spec, tasks: [plain] }, tasks: [{ ...only!, trials: without }] };
    expect(contestantsTable(none, 0).text).toContain('Test wrong and test loss: interquartile mean');
  });
});
