import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import {
  bad,
  contestantSign,
  contestantStyle,
  faint,
  heat,
  sequences,
  strong,
} from '../../../src/ui/terminal/styles.ts';
import {
  beside,
  cut,
  cutLine,
  ends,
  fillLine,
  fit,
  lineWidth,
  paintLine,
  span,
  widthOf,
} from '../../../src/ui/terminal/text.ts';

const words = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => span(text).text);

describe('text on a terminal', () => {
  it('takes the columns that a terminal gives it', () => {
    expect(widthOf('abc')).toBe(3);
    expect(widthOf('進化')).toBe(4);
    expect(widthOf('█▁⣿─')).toBe(4);
  });

  it('is fitted to exactly as many columns as asked for, whatever it is', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 0, max: 40 }), (text, width) => {
        expect(stringWidth(fit(text, width))).toBe(width);
        expect(stringWidth(fit(text, width, 'right'))).toBe(width);
        expect(stringWidth(cut(text, width))).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('is cut with an ellipsis, and left alone where it fits', () => {
    expect(fit('genitor', 5)).toBe('geni…');
    expect(fit('genitor', 9)).toBe('genitor  ');
    expect(fit('1.2', 5, 'right')).toBe('  1.2');
  });

  it('shows what would act on the terminal escaped, as wide as it is written then', () => {
    const escaped = 'a\\x1b[2J\\nb\\x07\\u202e';
    const one = span('a\x1b[2J\nb\x07\u202e');
    expect(one.text).toBe(escaped);
    expect(lineWidth([one])).toBe(escaped.length);
    expect(fit('a\x1bb', 8)).toBe('a\\x1bb  ');
    expect(paintLine([{ text: 'a\x1b[2J' }], 0)).toBe('a\\x1b[2J');
  });

  it('keeps the width of lines of several styles', () => {
    const line = [span('left ', strong), span('middle ', bad), span('right')];
    expect(lineWidth(line)).toBe(17);
    expect(paintLine(cutLine(line, 8), 0)).toBe('left mi…');
    expect(paintLine(fillLine(line, 20), 0)).toBe('left middle right   ');
  });

  it('stands at both ends of a line, the right end giving way', () => {
    const [left, right] = [[span('left')], [span('the right end')]];
    expect(paintLine(ends(left, right, 30), 0)).toBe(`left${' '.repeat(13)}the right end`);
    expect(paintLine(ends(left, right, 14), 0)).toBe('left the righ…');
    expect(paintLine(ends(left, right, 8), 0)).toBe('left');
  });

  it('stands side by side, row by row', () => {
    const rows = beside([[span('a')], [span('bb')]], 3, [[span('x')]], 2).map((line) => paintLine(line, 0));
    expect(rows).toEqual(['a    x', 'bb   ']);
  });
});

describe('styles', () => {
  it('are nothing at all where there are no colours', () => {
    expect(paintLine([span('a', strong), span('b', bad)], 0)).toBe('ab');
    expect(sequences({ reversed: true }, 0)).toEqual(['', '']);
  });

  it('are of 256 or of 16 colours, begun and ended once for neighbours of one style', () => {
    expect(paintLine([span('a', bad), span('b', bad), span('c')], 256)).toBe('\x1b[38;5;208mab\x1b[39mc');
    expect(paintLine([span('a', bad)], 16)).toBe('\x1b[33ma\x1b[39m');
    expect(paintLine([span('a', faint)], 16)).toBe('\x1b[90ma\x1b[39m');
  });

  it('give eight contestants colours of their own, and all of the first 26 a letter', () => {
    const colours = Array.from({ length: 8 }, (_, index) => contestantStyle(index).text!.join());
    expect(new Set(colours).size).toBe(8);
    const letters = Array.from({ length: 26 }, (_, index) => contestantSign(index));
    expect(new Set(letters).size).toBe(26);
  });

  it('run from cold over dark to warm, and stay on the scale beyond it', () => {
    expect(heat(-5)).toEqual(heat(-1));
    expect(heat(7)).toEqual(heat(1));
    expect(heat(Number.NaN)).toEqual(heat(0));
    expect(new Set([-1, -0.5, 0, 0.5, 1].map((value) => heat(value)[0])).size).toBe(5);
  });
});
