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
