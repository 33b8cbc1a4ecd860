import { describe, expect, it } from 'vitest';
import { costFigure } from '../../bench/reproductions/fair-fight/cost-figure.ts';

const NEVER = Number.POSITIVE_INFINITY;

describe('the figure of costs', () => {
  const figure = costFigure([
    {
      name: 'bits & more',
      lengths: [
        { length: 20, budget: 1e10, costs: [1e9, 2e9, 4e9] },
        { length: 200, budget: 1e12, costs: [1e11, NEVER, NEVER] },
      ],
    },
    { name: 'omega', lengths: [{ length: 20, budget: 1e10, costs: [3e9] }] },
  ]);

  it('has a dot a solved trial and a cross for each other', () => {
    expect(figure.match(/<circle /g)).toHaveLength(5);
    expect(figure.match(/l4 4m0 -4l-4 4/g)).toHaveLength(2);
  });

  it('ends a line where the median is not known', () => {
    const lines = [...figure.matchAll(/<polyline points="([^"]*)"/g)].map(([, points]) => points!.split(' '));
    expect(lines.map(({ length }) => length)).toEqual([1, 1]);
  });

  it('is well formed and names contestants as they are', () => {
    expect(figure).toContain('bits &amp; more');
    expect(figure).not.toMatch(/NaN|Infinity/);
  });
});
