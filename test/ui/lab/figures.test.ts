/** Figures of the lab on terminals of several widths, with colours and without. */
import { describe, expect, it } from 'vitest';
import type { LabFigure, LabLines } from '../../../src/lab/figure.ts';
import { drawingLines, figureLines } from '../../../src/ui/lab/figure.ts';
import { ruler } from '../../../src/ui/lab/intervals.ts';
import { type Line, lineWidth, paintLine } from '../../../src/ui/terminal/text.ts';
import { madeFigures } from '../../support/lab/made-view.ts';

const texts = (lines: readonly Line[]): string[] =>
  lines.map((line) =>
    line
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  );
const drawn = (id: string, width = 79, colours: 0 | 16 | 256 = 0): string => {
  const figure = madeFigures.find((one) => one.id === id)!;
  return texts(figureLines(figure, { width, colours })).join('\n');
};

describe('a figure on the terminal', () => {
  it.each([60, 79, 100, 159, 200])('fits %i columns, and says all of its sentences', (width) => {
    for (const figure of madeFigures) {
      for (const colours of [0, 16, 256] as const) {
        const lines = figureLines(figure, { width, colours });
        expect(Math.max(...lines.map(lineWidth)), figure.id).toBeLessThanOrEqual(width);
        const whole = texts(lines).join(' ').replace(/\s+/g, ' ');
        expect(whole).toContain(figure.title);
        expect(whole).toContain(figure.shows);
      }
    }
  });

  it('has control sequences only where there are colours', () => {
    const painted = (colours: 0 | 256): string =>
      madeFigures
        .flatMap((figure) => figureLines(figure, { width: 79, colours }))
        .map((one) => paintLine(one, colours))
        .join('\n');
    expect(painted(0)).not.toContain('\x1b');
    expect(painted(256)).toContain('\x1b[38;5;');
  });

  it('says for which values it is drawn, and how many drawings there are', () => {
    expect(drawn('decay')).toContain('Drawn for T = 20, unit = tanh; the page has the other 5 drawings too.');
    expect(drawn('numbers')).toContain('Drawn for seed = 1; the page has the other drawing too.');
    expect(drawn('rates')).not.toContain('Drawn for');
  });

  it('puts letters along lines without colours, and levels with their values into the legend', () => {
    const plain = drawn('decay');
    expect(plain).toContain('─A─ at initialisation');
    expect(plain).toContain('╌C╌ bound');
    expect(plain).toContain('╌ noise (1e−4)  ╎ half (10)');
    expect(plain.match(/A/g)!.length).toBeGreaterThan(3);
    expect(drawn('decay', 79, 256)).toContain('── at initialisation');
  });

  it('draws a line that falls from the upper left to the lower right', () => {
    const drawing: LabLines = {
      kind: 'lines',
      x: { name: 'x', scale: 'linear' },
      y: { name: 'y', scale: 'linear' },
      lines: [
        {
          name: 'falls',
          points: [
            [0, 4],
            [1, 3],
            [2, null],
            [3, 1],
            [4, 0],
          ],
        },
      ],
    };
    const rows = texts(drawingLines(drawing, { width: 60, colours: 256 }))
      .filter((one) => /[│┤]/.test(one))
      .map((one) => one.replace(/^.*?[│┤]/, ''));
    const columns = rows.map((one) => [one.search(/[^ ]/), one.length] as const);
    const inked = columns.filter(([first]) => first >= 0);
    expect(inked.every(([first], at) => at === 0 || first >= inked[at - 1]![0])).toBe(true);
    expect(inked[0]![0]).toBe(0);
    expect(inked.at(-1)![1]).toBeGreaterThan(50);
    // The gap leaves rows in the middle without a dot.
    expect(columns.slice(4, 7).some(([first]) => first < 0)).toBe(true);
  });

  it('shows a grid with its first row at the bottom, and a matrix with its first row on top', () => {
    const grid = (names: boolean): string[] => {
      const lines = drawingLines(
        {
          kind: 'heat',
          x: { name: 'x', scale: 'linear' },
          y: { name: 'y', scale: 'linear' },
          columns: [0, 1],
          rows: [0, 1],
          ...(names ? { columnNames: ['l', 'r'], rowNames: ['one', 'two'] } : {}),
          values: [0, 0, 1, 1],
          value: { name: 'v', scale: 'linear' },
        },
        { width: 60, colours: 0 },
      );
      return texts(lines);
    };
    const marked = grid(false).filter((one) => /[│┤]/.test(one));
    expect(marked[0]).toContain('@@@@');
    expect(marked.at(-1)).not.toContain('@');
    const named = grid(true);
    expect(named.find((one) => one.startsWith('one'))).toMatch(/^one +0 +0$/);
    expect(named.findIndex((one) => one.startsWith('one'))).toBeLessThan(
      named.findIndex((one) => one.startsWith('two')),
    );
  });

  it('lists the edges of a graph at the nodes that they leave, and draws a forest as branches', () => {
    const automaton = drawn('automaton').split('\n');
    const at = automaton.indexOf('▶ q0');
    expect(automaton.slice(at, at + 3)).toEqual(['▶ q0', '    A ━▶ q1, seen A', '    x, y ─▶ q0']);
    const tree = drawn('ancestors').split('\n');
    expect(tree).toContain('├─· mutation ▶ genome 1, loss 0.500');
    expect(tree).toContain('│ │ └─· mutation ▶ genome 8, loss 0.111');
  });

  it('says how many nodes of a large graph are left to the page', () => {
    const nodes = Array.from({ length: 90 }, (_, index) => ({ id: String(index), text: `state ${index}` }));
    const edges = nodes.flatMap(({ id }) => [
      { from: id, to: '0' },
      { from: id, to: id },
    ]);
    const shown = texts(
      drawingLines({ kind: 'graph', flow: 'right', nodes, edges }, { width: 79, colours: 0 }),
    );
    expect(shown).toHaveLength(61);
    expect(shown.at(-1)).toBe('and 70 more nodes; the page draws all of them');
  });

  it('writes intervals with their values, and the reason where there is none', () => {
    const rates = drawn('rates', 100);
    expect(rates).toMatch(/T = 10 .*├─+●─+┤ +12 \(8 to 20\)/);
    expect(rates).toContain('no trial of genitor solved it, so that there is no ratio');
    expect(ruler({ from: 1, to: 100, log: true }, 40, String)).toMatch(/^1 +10 +100$/);
  });

  it('wraps a table, and lists its rows where not even that fits', () => {
    expect(drawn('numbers', 60)).toContain('−0.25');
    const wide: LabFigure = {
      id: 'wide',
      title: 'Wide',
      shows: 'Many columns.',
      drawings: [
        {
          kind: 'table',
          head: Array.from({ length: 14 }, (_, index) => `column ${index}`),
          rows: [Array.from({ length: 14 }, (_, index) => `value-${index}`)],
        },
      ],
    };
    expect(texts(figureLines(wide, { width: 60, colours: 0 }))).toContain('  column 13: value-13');
  });
});
