import { expect, it } from 'vitest';
import {
  compact,
  costTick,
  linearTicks,
  logTicks,
  percentTick,
  tickLabels,
} from '../../src/report/charts/ticks.ts';

it('numbers at an axis are short and lose no digit that counts', () => {
  expect([0, 1, 20, 100, 1e3, 5e7, 1e8, 1.5e9, 0.25, 0.001, 2e-7].map(compact)).toEqual([
    ...['0', '1', '20', '100', '1 k', '50 M', '100 M', '1.5 G', '0.25', '0.001', '2e−7'],
  ]);
  expect([0, 0.01, 0.5, 1].map(percentTick)).toEqual(['0 %', '1 %', '50 %', '100 %']);
  expect([0.5, 30, 600].map((value) => costTick('seconds', value))).toEqual(['0.5 s', '30 s', '10 min 00 s']);
});

it('ticks that would read alike have more digits, and others none', () => {
  const labels = (ticks: number[], write: (value: number) => string) => ticks.map(tickLabels(ticks, write));
  expect(labels([0.9964, 0.9966, 0.9968], compact)).toEqual(['0.9964', '0.9966', '0.9968']);
  expect(labels([0.99641, 0.99642], percentTick)).toEqual(['99.641 %', '99.642 %']);
  expect(labels([0, 0.5, 1], compact)).toEqual(['0', '0.5', '1']);
  // What is no plain number stays as it is written.
  expect(labels([1e9, 1.0001e9], compact)).toEqual(['1 G', '1 G']);
});

it('a logarithmic axis has some ticks whatever it spans', () => {
  expect(logTicks(1e6, 1e10)).toEqual([1e6, 1e7, 1e8, 1e9, 1e10]);
  expect(logTicks(9e6, 6e8)).toEqual([1e7, 2e7, 5e7, 1e8, 2e8, 5e8]);
  for (const [low, high] of [
    [1e-30, 1],
    [1, 10],
    [2e9, 4e9],
    [0.3, 0.9],
  ] as const) {
    const ticks = logTicks(low, high);
    expect(ticks.length).toBeGreaterThan(1);
    expect(ticks.length).toBeLessThan(12);
  }
});

it('a linear axis has about five round ones', () => {
  expect(linearTicks(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(linearTicks(-0.5, 19.5)).toEqual([0, 5, 10, 15]);
  expect(linearTicks(3, 3)).toEqual([3]);
});
