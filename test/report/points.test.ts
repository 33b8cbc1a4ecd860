/** Values that stand alone over the cost, such as those of a regression that is solved once. */
import { describe, expect, it } from 'vitest';
import { overCost } from '../../src/report/charts/over-cost.ts';
import { light } from '../../src/report/charts/theme.ts';
import { measureTick } from '../../src/report/charts/ticks.ts';
import { firstView } from '../../src/report/charts/view.ts';

const measure = { name: 'condition', scale: 'log', missing: 'unknown', write: measureTick } as const;
const view = { ...firstView, width: 600 };
const group = (values: readonly (number | null)[]) => ({
  name: 'esn',
  place: 0,
  key: 'c0',
  lines: [{ x: values.map((_, index) => 1e6 * index), y: values, ended: true }],
});

type Drawn = {
  series: { type: string; symbolSize: number; label?: { formatter: string }; data: unknown[] }[];
};
const drawn = (values: readonly (number | null)[], spread: 'bands' | 'seeds'): Drawn =>
  overCost([group(values)] as never, measure as never, { ...view, spread }, light, {
    height: 200,
    endLabels: false,
  }).option as never;

describe('a value that stands alone', () => {
  it.each(['bands', 'seeds'] as const)('is a large mark with its number: %s', (spread) => {
    const text = JSON.stringify(drawn([null, 3.2e15], spread));
    expect(text).toContain('"symbolSize":10');
    expect(text).toContain('3.2e15');
    // The axis of a single cost has ticks on both sides.
    expect(text).toContain('"min":250000,"max":4000000');
    const line = JSON.stringify(drawn([null, 3.2e15, 4e15, 5e15], spread));
    expect(line).not.toContain('"symbolSize":10');
  });
});

it('numbers of measures have an exponent where they are large', () => {
  expect([0, 12, 5e4, 1e6, 3.2e8, 1e15, 2e-7].map(measureTick)).toEqual([
    ...['0', '12', '50 k', '1e6', '3.2e8', '1e15', '2e−7'],
  ]);
});

describe('a hopeless first value', () => {
  interface Shown {
    yAxis: { max: number; min: number; name: string };
    grid: { top: number };
    series: {
      type: string;
      data: { value: [number, number | null]; symbol?: string; symbolRotate?: number }[];
    }[];
  }
  const shown = (values: readonly number[], more: object, spread: 'bands' | 'seeds' = 'bands'): Shown =>
    overCost(
      [group([...values])] as never,
      { ...measure, scale: 'linear', name: 'loss', ...more } as never,
      { ...view, costScale: 'linear', spread },
      light,
      { height: 200, endLabels: false },
    ).option as never;
  const values = [2e72, 0.9, 0.5, 0.3, 0.2, 0.1];

  it.each(['bands', 'seeds'] as const)('lies beyond the axis, which says so: %s', (spread) => {
    const { yAxis, grid, series } = shown(values, { worse: 'high' }, spread);
    expect(yAxis.max).toBeLessThan(1.1);
    expect(yAxis.name).toBe('loss\n▲ beyond the axis, up to 2e72');
    expect(grid.top).toBeGreaterThan(shown(values.slice(1), {}).grid.top);
    const drawnMost = Math.max(
      ...series[0]!.data.map((one) => (Array.isArray(one) ? (one as number[]) : one.value)[1]!),
    );
    expect(drawnMost).toBe(yAxis.max);
  });

  it('is marked by a triangle at the end of the axis', () => {
    const [line] = shown(values, { worse: 'high' }).series;
    expect(line!.data[0]).toMatchObject({ symbol: 'triangle' });
    expect(line!.data.filter(({ symbol }) => symbol === 'triangle').length).toBeLessThan(
      line!.data.length / 2,
    );
    const [low] = shown(
      values.map((value) => -value),
      { worse: 'low' },
    ).series;
    expect(low!.data[0]).toMatchObject({ symbol: 'triangle', symbolRotate: 180 });
  });

  it('is shown where it is no worse one, and last values are where nothing says which are', () => {
    expect(shown(values, { worse: 'low' }).yAxis.max).toBeGreaterThan(2e72);
    const solved = [20, 25, 25, 25, 30, 1e5];
    expect(shown(solved, {}).yAxis.max).toBeGreaterThan(1e5);
    expect(shown(solved, { worse: 'high' }).yAxis.max).toBeLessThan(40);
  });

  it('stays where the axis has a fixed end', () => {
    expect(shown(values, { worse: 'high', to: 1 }).yAxis).toMatchObject({ max: 1, name: 'loss' });
  });
});

it('the label of a level stands below its line near the upper end, where the name of the axis is', () => {
  const labels = (at: number): { position?: string }[] => {
    const { series } = overCost(
      [group([1, 20, 50])] as never,
      { ...measure, scale: 'linear', levels: [{ at, label: 'solved' }] } as never,
      { ...view, costScale: 'linear' },
      light,
      { height: 240, endLabels: false },
    ).option as never as { series: { markLine: { data: { label: { position?: string } }[] } }[] };
    return series[0]!.markLine.data.map(({ label }) => label);
  };
  expect(labels(100)).toMatchObject([{ position: 'insideStartBottom' }]);
  expect(labels(25)[0]).not.toHaveProperty('position');
});
