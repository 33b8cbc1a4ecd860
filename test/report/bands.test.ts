import { expect, it } from 'vitest';
import { bandOf, costGrid, type SeedLine } from '../../src/report/charts/bands.ts';

const line = (y: readonly (number | null)[], ended = true): SeedLine => ({ x: [0, 10, 100], y, ended });

it('a band is the median and the quartiles of its seeds at each cost', () => {
  const lines = [1, 2, 3, 4, 5].map((by) => line([by, by, by]));
  expect(bandOf(lines, [10, 100], 'log', 'worst')).toEqual([
    { x: 10, median: 3, low: 2, high: 4, seeds: 5 },
    { x: 100, median: 3, low: 2, high: 4, seeds: 5 },
  ]);
});

it('between two validations it is on the straight line of its axis', () => {
  const middle = (x: number, scale: 'log' | 'linear') =>
    bandOf([line([0, 1, 3])], [x], scale, 'worst')[0]!.median;
  expect(middle(Math.sqrt(1000), 'log')).toBeCloseTo(2);
  expect(middle(55, 'linear')).toBeCloseTo(2);
});

it('a trial that ended keeps its last value, and one under way is left out beyond it', () => {
  const short = (ended: boolean): SeedLine => ({ x: [0, 10], y: [1, 0], ended });
  const lines = (ended: boolean) => [short(ended), line([1, 1, 1]), line([1, 1, 1])];
  expect(bandOf(lines(true), [100], 'log', 'worst')[0]).toMatchObject({ seeds: 3, low: 0.5 });
  expect(bandOf(lines(false), [100], 'log', 'worst')[0]).toMatchObject({ seeds: 2, low: 1 });
});

it('it ends where fewer than half of the seeds are left', () => {
  const stopped: SeedLine = { x: [0, 10], y: [1, 1], ended: false };
  const band = bandOf([stopped, stopped, line([1, 1, 1])], [5, 50], 'linear', 'worst');
  expect(band.map(({ x }) => x)).toEqual([5]);
});

it('a loss that is not finite counts as the worst of all, and a number nobody knows not at all', () => {
  const lines = [line([1, 1, null]), line([1, 1, null]), line([1, 1, 2])];
  expect(bandOf(lines, [100], 'log', 'worst')[0]).toMatchObject({ median: null, high: null, seeds: 3 });
  expect(bandOf([lines[0]!, lines[2]!], [100], 'log', 'unknown')[0]).toMatchObject({ median: 2, seeds: 1 });
});

it('the costs of a logarithmic axis begin at the first that is above 0', () => {
  const grid = costGrid([line([1, 1, 1])], 'log');
  expect([grid[0], grid.at(-1)]).toEqual([10, 100]);
  expect(costGrid([line([1, 1, 1])], 'linear')[0]).toBe(0);
  expect(costGrid([{ x: [0], y: [1], ended: true }], 'log')).toEqual([]);
});
