/** What the drawings of figures share: limits and numbers of axes, cells and colours of grids, choices, faults. */
import { describe, expect, it } from 'vitest';
import { axisLimits, axisNumber, valueNumber } from '../../src/lab/axis.ts';
import { choiceText, combinationsOf, placesOf } from '../../src/lab/choices.ts';
import type { LabDrawing, LabFigure } from '../../src/lab/figure.ts';
import { oneDrawing } from '../../src/lab/figure.ts';
import { figureFault } from '../../src/lab/figure-fault.ts';
import { cellEdges, heatScale } from '../../src/lab/grid.ts';

describe('limits of an axis', () => {
  const linear = { name: 'x', scale: 'linear' } as const;
  const log = { name: 'x', scale: 'log' } as const;

  it('are its own, else those of the values that can be drawn', () => {
    expect(axisLimits(linear, [3, null, 1, Number.NaN, 2])).toEqual([1, 3]);
    expect(axisLimits({ ...linear, low: 0, high: 5 }, [3, 1])).toEqual([0, 5]);
    expect(axisLimits(log, [0, -1, 1e-3, 10])).toEqual([1e-3, 10]);
    expect(axisLimits(linear, [-10, 10], 0.05)).toEqual([-11, 11]);
    expect(axisLimits(linear, [0, 10], 0.05)).toEqual([0, 10.5]);
    expect(axisLimits({ ...linear, share: true }, [0.1, 1], 0.1)[1]).toBe(1);
  });

  it('are apart where there is one value or none', () => {
    for (const axis of [linear, log]) {
      for (const values of [[], [5], [0], [-2]]) {
        const [low, high] = axisLimits(axis, values);
        expect(high, `${axis.scale} ${values}`).toBeGreaterThan(low);
        if (axis.scale === 'log') expect(low).toBeGreaterThan(0);
      }
    }
  });

  it('have numbers without needless digits', () => {
    expect([0.25, 1e-5, 0, -3, 1e6, 123_456].map((one) => axisNumber({}, one))).toEqual([
      ...['0.25', '1e−5', '0', '−3', '1e6', '1.23456e5'],
    ]);
    expect(axisNumber({ share: true }, 0.2)).toBe('20 %');
    expect(valueNumber({}, 0.123_456)).toBe('0.123');
  });
});

describe('cells of a grid', () => {
  it('have their edges half-way between their centres', () => {
    expect(cellEdges([0, 1, 3], 'linear')).toEqual([-0.5, 0.5, 2, 4]);
    const edges = cellEdges([1, 10, 100], 'log');
    expect(edges[1]! ** 2).toBeCloseTo(10, 10);
    expect(edges[3]).toBeCloseTo(100 * Math.sqrt(10), 8);
    expect(cellEdges([2], 'linear')).toEqual([1.5, 2.5]);
  });

  it('have colours from the least to the greatest value, zero in the middle of a diverging scale', () => {
    const of = (scale: 'linear' | 'log' | 'diverging', values: (number | null)[]) =>
      heatScale({ values, value: { name: 'v', scale } });
    expect(of('linear', [1, null, 3]).share(2)).toBe(0.5);
    expect(of('log', [0.01, 0, 100]).share(1)).toBeCloseTo(0.5, 12);
    expect(of('log', [0.01, 0, 100]).share(0)).toBeNull();
    const signed = of('diverging', [-1, 4]);
    expect([signed.share(0), signed.share(-4), signed.share(4)]).toEqual([0.5, 0, 1]);
    expect(of('linear', [2, 2]).share(2)).toBe(0.5);
  });
});

const table: LabDrawing = { kind: 'table', head: ['a'], rows: [[1]] };

it('finds the drawing of choices, of which the last runs fastest', () => {
  const figure: LabFigure = {
    ...{ id: 'f', title: 'F', shows: 'It.' },
    choices: [
      { name: 'T', values: ['10', '20', '50'] },
      { name: 'kind of unit', values: ['tanh', 'logistic'] },
    ],
    drawings: Array.from({ length: 6 }, () => table),
  };
  expect(combinationsOf(figure)).toBe(6);
  expect([0, 1, 2, 5].map((drawing) => placesOf(figure, drawing))).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
    [2, 1],
  ]);
  expect(choiceText(figure, 5)).toBe('T = 50, kind of unit: logistic');
  expect(figureFault(figure)).toBeNull();
  expect(figureFault({ ...figure, drawings: [table] })).toBe('1 drawings, its choices have 6 combinations');
});

it('tells the faults of figures', () => {
  const faultOf = (drawing: LabDrawing, id = 'f'): string | null =>
    figureFault(oneDrawing({ id, title: 'F', shows: 'It.' }, drawing));
  const axis = { name: 'x', scale: 'linear' } as const;
  const line = { name: 'a', points: [[0, 1] as const] };
  expect(faultOf(table, 'No Id')).toContain("the id 'No Id'");
  expect(faultOf({ kind: 'table', head: ['a', 'b'], rows: [[1]] })).toBe(
    'a row has not as many cells as the head',
  );
  expect(faultOf({ kind: 'lines', x: axis, y: axis, lines: [line, line] })).toBe('two lines have one name');
  expect(faultOf({ kind: 'lines', x: axis, y: axis, lines: [{ ...line, band: [] }] })).toContain(
    'as many intervals',
  );
  const heat: LabDrawing = {
    ...{ kind: 'heat', x: axis, y: axis, columns: [0, 1], rows: [0] },
    ...{ values: [1, 2], value: { name: 'v', scale: 'linear' } },
  };
  expect(faultOf(heat)).toBeNull();
  expect(faultOf({ ...heat, values: [1] })).toBe('1 values for 1 rows of 2');
  expect(faultOf({ ...heat, columns: [1, 0] })).toBe('columns or rows do not rise');
  const graph: LabDrawing = {
    kind: 'graph',
    flow: 'down',
    nodes: [{ id: 'a', text: 'a' }],
    edges: [{ from: 'a', to: 'b' }],
  };
  expect(faultOf(graph)).toBe('the edge from a to b has no such node');
});
