import { describe, expect, it } from 'vitest';
import { specimensOf } from '../../src/report/champions.ts';
import { light } from '../../src/report/charts/theme.ts';
import { firstView } from '../../src/report/charts/view.ts';
import type { ReportData, Specimen } from '../../src/report/data.ts';
import { freeRunFigures } from '../../src/report/figures/free-runs.ts';
import { followed } from '../../src/report/followed.ts';
import { limitsFor } from '../../src/report/limits.ts';
import { choiceOf, settleTask, UNKNOWN } from '../../src/tournament/spec/choose-task.ts';
import { resolveContestant } from '../../src/tournament/spec/resolve.ts';
import { testSpecimens } from '../../src/tournament/trial/specimens.ts';
import { findTask } from '../../tasks/index.ts';
import { sineNet } from '../support/tasks/sine-net.ts';

const task = choiceOf(settleTask(findTask('sine'), { washout: 10, free: 40 }), UNKNOWN, undefined);

/** Report of two champions: one goes on exactly, the other answers 0. */
async function reportOf(choice = task): Promise<ReportData> {
  const batch = await testSpecimens(choice, { seed: 1 }, 2);
  const { net, parameters } = sineNet(25);
  const names = ['exact', 'silent'];
  const champions = names.map((name) => ({
    contestant: resolveContestant('msgd', { hidden: 4, unit: 'relu' }, { as: name }),
    trial: { contestant: name, repetition: 1, testError: 0, solved: name === 'exact' } as never,
    parameters: name === 'exact' ? parameters : new Float32Array(net.parameters),
  }));
  const limits = limitsFor({ tasks: 1, contestants: 2, seeds: 1 });
  const specimens = specimensOf(choice, champions, batch, limits);
  return {
    spec: { tasks: [choice] },
    contestants: names.map((name) => ({ name })),
    tasks: [{ specimens }],
  } as unknown as ReportData;
}

const draw = async (view = {}) => {
  const [figure] = freeRunFigures(await reportOf(), 0);
  return figure!.draw({ ...firstView, ...view }, light);
};
const seriesOf = (drawing: Awaited<ReturnType<typeof draw>>) =>
  drawing.option.series as { name: string; data: readonly unknown[] }[];

describe('the figure of free runs', () => {
  it('draws the pattern, and each champion from the end of the washout on, with the steps that it keeps to it', async () => {
    const series = seriesOf(await draw());
    expect(series.map(({ name }) => name)).toEqual([
      'the pattern',
      'exact',
      'silent',
      'keeps to it',
      'keeps to it',
    ]);
    const [pattern, exact, silent, ...lengths] = series.map(({ data }) => data);
    const at = (data: readonly unknown[], step: number) =>
      (data as [number, number][]).find(([one]) => one === step)![1];
    expect((pattern as [number, number][]).map(([step]) => step)).toEqual(
      Array.from({ length: 50 }, (_, index) => index - 9),
    );
    for (const step of [1, 20, 40]) {
      expect(at(exact!, step)).toBeCloseTo(at(pattern!, step), 2);
      expect(at(silent!, step)).toBe(0);
    }
    expect(exact).toHaveLength(40);
    expect(lengths.map((data) => (data[1] as { value: number[] }).value[0])).toEqual([
      40,
      expect.any(Number),
    ]);
    expect((lengths[1]![1] as { value: number[] }).value[0]).toBeLessThan(12);
  });

  it('has its lines across the plot at the numbers beside it', async () => {
    const [values] = (await draw()).option.yAxis as unknown as {
      readonly axisTick: object;
      readonly axisLabel: { readonly customValues: readonly number[] };
    }[];
    expect(values!.axisTick).toMatchObject({ show: false, customValues: values!.axisLabel.customValues });
  });

  it('leaves hidden contestants out, and has a drawing where all are', async () => {
    expect(seriesOf(await draw({ hidden: new Set(['c1']) })).map(({ name }) => name)).toEqual([
      'the pattern',
      'silent',
      'keeps to it',
    ]);
    expect((await draw({ hidden: new Set(['c1', 'c2']) })).empty).toBe(true);
  });

  it('is for tasks whose outputs are fed back alone', async () => {
    const { feedback: _, ...shape } = task.facts.shape;
    const open = { ...task, facts: { ...task.facts, shape } };
    const data = await reportOf(task);
    expect(freeRunFigures({ ...data, spec: { tasks: [open] } } as unknown as ReportData, 0)).toEqual([]);
  });
});

describe('the steps for which a run keeps to its pattern', () => {
  const values = [1, -1, 1, -1];
  const specimen: Specimen = {
    ...{ length: 6, shown: 6, symbols: null, dense: null },
    targets: values.map((value, at) => ({ step: at + 2, values: [value] })),
  };
  // The variance is 1, so a step is off beyond an error of √.1.
  const run = (errors: readonly number[]) => [[0], [0], ...errors.map((error, at) => [values[at]! + error])];

  it('end before the first that is off by more than a tenth of the variance', () => {
    expect(followed(specimen, run([0, 0.3, -0.3, 0.31]))).toBe(4);
    expect(followed(specimen, run([0, 0.32, 0, 0]))).toBe(1);
    expect(followed(specimen, run([0, 0, Number.NaN, 0]))).toBe(2);
    expect(followed(specimen, [])).toBe(0);
  });
});
