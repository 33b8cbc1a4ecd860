/** Links of a graph champion on the terminal. */
import { describe, expect, it } from 'vitest';
import { graphParts } from '../../../src/export/graph-parts.ts';
import { adjacencyLines, adjacencyRows } from '../../../src/ui/panels/adjacency.ts';
import { poleGraph } from '../../support/nets/made-graph.ts';

const { net, parameters } = poleGraph();
const parts = graphParts(net, parameters, { inputNames: ['x', 'dx', 'θ', 'dθ'], outputNames: ['force'] })!;
const text = (width: number, height: number): string[] =>
  adjacencyLines(parts, { width, height }).map((line) => line.map((one) => one.text).join(''));

describe('the links of a graph', () => {
  it('are a row a target and a column a source, with sign and strength', () => {
    const rows = text(60, 10);
    expect(rows).toHaveLength(adjacencyRows(parts));
    expect(rows[0]).toMatch(/^ links to, from .*b bias, f force/);
    const [head, force, first, second] = rows.slice(1).map((row) => row.slice(9).match(/../g)!);
    expect(head!.map((one) => one.trim())[0]).toBe('x');
    // Sources: x, θ, dθ, bias, force, h1, h2.
    expect(force).toEqual(['+5', ' ·', ' ·', '+1', ' ·', '+1', '−2']);
    expect(first).toEqual([' ·', '−7', '+2', ' ·', '−3', ' ·', ' ·']);
    expect(second).toEqual([' ·', ' ·', ' ·', ' ·', ' ·', '+9', '+1']);
  });

  it('are signs alone where there is less room, and fit into any area', () => {
    expect(text(18, 10)[2]!.slice(9)).toBe('+··+·+−');
    for (let width = 1; width < 70; width += 3)
      for (let height = 0; height < 12; height++) {
        const rows = text(width, height);
        expect(rows.length).toBeLessThanOrEqual(height);
        for (const row of rows) expect(row.length).toBeLessThanOrEqual(width);
      }
    expect(text(60, 4)[0]).toContain('links (without 1 node) to, from');
    expect(text(60, 2)).toEqual([]);
  });
});
