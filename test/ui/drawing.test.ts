import { describe, expect, it } from 'vitest';
import { BrailleCanvas } from '../../src/ui/charts/braille.ts';
import { type Chart, chartLines } from '../../src/ui/charts/chart.ts';
import { bar, gauge, histogram, resample, sparkline, trialMarks } from '../../src/ui/charts/marks.ts';
import { place, roundUp, ticks } from '../../src/ui/charts/scale.ts';
import { contestantStyle } from '../../src/ui/terminal/styles.ts';
import { type Line, lineWidth, paintLine, type Span } from '../../src/ui/terminal/text.ts';
import { brief, compact, share, trimmed } from '../../src/words/numbers.ts';
import { shortTime } from '../../src/words/time.ts';

const plain = (lines: readonly Line[]): string[] => lines.map((line) => paintLine(line, 0));
const text = (spans: readonly Span[]): string => paintLine(spans, 0);

describe('a braille canvas', () => {
  it('has two dots a column and four a row', () => {
    const canvas = new BrailleCanvas(2, 1);
    for (const [x, y] of [
      [0, 0],
      [1, 3],
      [2, 1],
    ] as const)
      canvas.dot(x, y);
    expect(plain(canvas.lines())).toEqual(['⢁⠂']);
  });

  it('draws lines from dot to dot, and nothing outside', () => {
    const canvas = new BrailleCanvas(4, 2);
    canvas.stroke(0, 7, 7, 0);
    canvas.stroke(-3, 2, 20, 2);
    expect(plain(canvas.lines())).toEqual(['⠤⠤⡤⠮', '⡠⠊  ']);
    expect(canvas.isFree(0, 0)).toBe(false);
    expect(canvas.isFree(3, 1)).toBe(true);
  });

  it('lets letters stand before dots, and signs before both', () => {
    const canvas = new BrailleCanvas(3, 1);
    canvas.stroke(0, 0, 5, 0);
    canvas.sign(1, 0, 'A');
    canvas.letter(9, 9, 'x');
    expect(plain(canvas.lines())).toEqual(['⠉A⠉']);
    expect(canvas.hasSign(1, 0)).toBe(true);
  });

  it('gives neighbours of one style one span', () => {
    const canvas = new BrailleCanvas(4, 1);
    canvas.stroke(0, 0, 3, 0, contestantStyle(0));
    canvas.stroke(4, 0, 7, 0, contestantStyle(1));
    expect(canvas.lines()[0]!.map((span) => span.text)).toEqual(['⠉⠉', '⠉⠉']);
  });
});

describe('a scale', () => {
  it('places values between its ends, linearly or logarithmically', () => {
    expect(place({ from: 0, to: 10, log: false }, 2.5)).toBeCloseTo(0.25);
    expect(place({ from: 0.01, to: 1, log: true }, 0.1)).toBeCloseTo(0.5);
    expect(place({ from: 0.01, to: 1, log: true }, 0)).toBe(0);
    expect(place({ from: 0, to: 1, log: false }, 7)).toBe(1);
    expect(place({ from: 0, to: 1, log: false }, Number.NaN)).toBeNaN();
  });

  it('is marked at round numbers', () => {
    expect(ticks({ from: 0, to: 1, log: false }, 4)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(ticks({ from: 0, to: 7e9, log: false }, 5)).toEqual([0, 2e9, 4e9, 6e9]);
    expect(ticks({ from: 0.003, to: 1, log: true }, 5)).toEqual([0.01, 0.1, 1]);
    expect(ticks({ from: 1e-12, to: 1, log: true }, 4)).toEqual([1e-12, 1e-8, 1e-4, 1]);
    expect(ticks({ from: 2, to: 6, log: true }, 4)).toEqual([2, 5]);
  });

  it('has no marks where it has no extent', () => {
    expect(ticks({ from: 3, to: 3, log: false }, 4)).toEqual([]);
    expect(ticks({ from: 0, to: Number.NaN, log: false }, 4)).toEqual([]);
    expect(ticks({ from: 0, to: 1, log: true }, 4)).toEqual([]);
  });

  it('ends at a round number, so that it moves rarely', () => {
    expect([0.012, 1, 1.01, 4e9, 7.6e9, 0].map(roundUp)).toEqual([0.015, 1, 1.5, 5e9, 1e10, 1]);
  });
});

describe('a chart', () => {
  const chart = (given: Partial<Chart> = {}): Chart => ({
    width: 30,
    height: 8,
    x: { scale: { from: 0, to: 10, log: false }, write: (value) => `${value} G` },
    y: { scale: { from: 0, to: 1, log: false }, write: (value) => `${100 * value}%` },
    curves: [
      {
        points: [
          [0, 1],
          [10, 0],
        ],
        style: contestantStyle(0),
        sign: 'A',
      },
    ],
    ...given,
  });

  it('has as many rows as asked for, none wider', () => {
    for (const [width, height] of [
      [30, 8],
      [20, 4],
      [60, 20],
      [12, 3],
    ] as const) {
      const lines = chartLines(chart({ width, height }));
      expect(lines).toHaveLength(height);
      for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(width);
    }
  });

  it('writes numbers beside its axes, and the letter at the end of the curve', () => {
    expect(plain(chartLines(chart())).map((row) => row.trimEnd())).toEqual([
      '100%┤⠉⠒⠤⣀',
      '    │    ⠉⠒⠤⣀',
      '    │        ⠉⠑⠢⢄⡀',
      ' 50%┤            ⠈⠑⠢⢄⣀',
      '    │                 ⠉⠒⠤⣀',
      '  0%┤                     ⠉⠒⠤A',
      '    └┬───────────┬───────────┬',
      '    0 G         5 G       10 G',
    ]);
  });

  it('leaves a gap at a NaN, and draws nothing of nothing', () => {
    const gap = chartLines(
      chart({
        curves: [
          {
            points: [
              [0, 0.5],
              [4, Number.NaN],
              [10, 0.5],
            ],
            style: {},
          },
        ],
      }),
    );
    const dots = plain(gap)
      .slice(0, 6)
      .join('')
      .replaceAll(/[^⠁-⣿]/g, '');
    expect(dots).toHaveLength(2);
    expect(
      plain(chartLines(chart({ curves: [{ points: [], style: {}, sign: 'B' }] }))).join(''),
    ).not.toContain('B');
  });

  it('draws the level where no curve is, and letters that do not hide each other', () => {
    const level = plain(chartLines(chart({ level: 0, curves: [] })));
    expect(level[5]).toBe(`  0%┤${'╌'.repeat(25)}`);
    const same = [
      [0, 1],
      [10, 0.5],
    ] as const;
    const rows = plain(
      chartLines(chart({ curves: ['A', 'B', 'C'].map((sign) => ({ points: same, style: {}, sign })) })),
    ).join('');
    for (const sign of ['A', 'B', 'C']) expect(rows).toContain(sign);
  });

  it('has letters along the curves too where there are no colours', () => {
    const wide = chart({ width: 90, signed: true });
    const count = plain(chartLines(wide)).join('').split('A').length - 1;
    expect(count).toBe(6);
  });

  it('marks whole numbers alone where others would make no sense', () => {
    const x = {
      scale: { from: 1, to: 3, log: false },
      whole: true,
      write: (value: number) => `t=${value}`,
    } as const;
    expect(
      plain(chartLines(chart({ x, width: 70 })))
        .at(-1)!
        .trim()
        .split(/\s+/),
    ).toEqual(['t=1', 't=2', 't=3']);
  });
});

describe('small pictures', () => {
  it('are blocks between the least and the greatest value, and gaps for what is not finite', () => {
    expect(sparkline([0, 1, Number.NaN, 7], 10)).toBe('▁▂ █');
    expect(sparkline([5, 5], 10)).toBe('▄▄');
    expect(sparkline([], 10)).toBe('');
    expect(sparkline([Number.NaN], 10)).toBe(' ');
  });

  it('keep the last value when there are too many', () => {
    expect(resample([1, 2, 3, 4, 5, 6, 7], 3)).toEqual([3, 5, 7]);
    expect(resample([1, 2], 3)).toEqual([1, 2]);
  });

  it('are columns in proportion, of which no member is lost', () => {
    expect(histogram([0, 1, 1000], 2, 1)).toEqual(['  █', ' ▁█']);
    expect(histogram([2, 4], 1, 2)).toEqual(['▄▄██']);
  });

  it('are bars of as many columns, filled to the eighth', () => {
    expect(text(bar(0.5, 4))).toBe('██··');
    expect(text(bar(0.53, 4))).toBe('██▏·');
    expect(text(bar(2, 3))).toBe('███');
    expect(text(bar(Number.NaN, 3))).toBe('···');
  });

  it('say how each trial stands, and that there are more', () => {
    const trials = (['solved', 'budget', 'exploded', 'failed', 'stopped', 'running', 'waiting'] as const).map(
      (state) => ({ state, result: null }),
    );
    expect(text(trialMarks(trials, 10))).toBe('✓–✗!□▸·');
    expect(text(trialMarks(trials, 4))).toBe('✓–✗…');
  });

  it('show an error on its way to the criterion', () => {
    expect(text(gauge(0.25, 0.75, 9))).toBe('──●───┊──');
    expect(text(gauge(null, 0.75, 9))).toBe('──────┊──');
    expect(text(gauge(1, 0.75, 9))).toBe('──────┊─●');
  });
});

describe('numbers', () => {
  it('are short', () => {
    expect(
      [0.4119, 1.386, 31, 1234.5, 123_456, 2.1e-7, 0, Number.NaN, Number.POSITIVE_INFINITY].map(brief),
    ).toEqual(['0.412', '1.39', '31.0', '1235', '1.2e5', '2.1e-7', '0', 'NaN', '∞']);
    expect([0, 999, 999.6, 4.13e9, Number.NaN].map(compact)).toEqual(['0', '999', '1.00k', '4.13G', '-']);
    expect([0.123, 1, 0.9996, 0.0004, 0, 0.0099].map(share)).toEqual([
      '12.3%',
      '100%',
      '100%',
      '0.04%',
      '0%',
      '0.99%',
    ]);
    expect([8.2, 59.6, 245, 12_000, 200_000, null].map(shortTime)).toEqual([
      '8s',
      '1m00s',
      '4m05s',
      '3h20m',
      '2d07h',
      '-',
    ]);
  });

  it('lose needless zeros where they stand alone', () => {
    expect(['2.00G', '1.50G', '80.0%', '0.50%', '100%', '1.25'].map(trimmed)).toEqual([
      '2G',
      '1.5G',
      '80%',
      '0.5%',
      '100%',
      '1.25',
    ]);
  });
});
