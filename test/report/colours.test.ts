import { describe, expect, it } from 'vitest';
import { legend } from '../../src/report/charts/frame.ts';
import { dark, light, styleOf } from '../../src/report/charts/theme.ts';
import { colourDifference, contrast } from '../support/report/colour-difference.ts';

const pairs = <One>(all: readonly One[]): (readonly [One, One])[] =>
  all.flatMap((one, index) => all.slice(index + 1).map((other) => [one, other] as const));

describe.each([
  ['light', light],
  ['dark', dark],
] as const)('the contestants’ colours on %s ground', (_name, theme) => {
  it('are eleven, and no two of them look alike', () => {
    expect(theme.palette).toHaveLength(11);
    for (const [one, other] of pairs(theme.palette)) {
      expect(colourDifference(one, other), `${one} ${other}`).toBeGreaterThan(13);
    }
  });

  it('stand out from the ground', () => {
    for (const colour of theme.palette) {
      expect(contrast(colour, theme.ground), colour).toBeGreaterThan(2.9);
    }
  });

  it('are told apart by lines and symbols as well, up to the 88th contestant', () => {
    const styles = Array.from({ length: 88 }, (_, place) => JSON.stringify(styleOf(place, theme)));
    expect(new Set(styles).size).toBe(88);
  });
});

describe('the difference of two colours', () => {
  it('is 0 of the same and 100 of black and white', () => {
    expect(colourDifference('#123456', '#123456')).toBe(0);
    expect(colourDifference('#000000', '#ffffff')).toBeCloseTo(100, 1);
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 3);
  });
});

describe('the legend of a chart that stands alone', () => {
  interface Item {
    readonly data: readonly string[];
    readonly left: number;
    readonly top: number;
    readonly itemWidth: number;
    readonly textStyle: { readonly width: number };
  }
  const names = [
    'genitor:hidden=8,selection=tournament',
    ...Array.from({ length: 10 }, (_, index) => `contestant ${index}`),
  ];

  it.each([200, 480, 760])('gives every name of eleven its own place, %i pixels wide', (width) => {
    const made = legend(names, light, width);
    const items = made.legend as unknown as Item[];
    expect(items.map(({ data }) => data[0])).toEqual(names);
    for (const [one, other] of pairs(items)) {
      const beside = one.top === other.top;
      const apart = beside
        ? Math.abs(one.left - other.left) >= one.itemWidth + one.textStyle.width
        : Math.abs(one.top - other.top) >= 18;
      expect(apart).toBe(true);
    }
    expect(Math.max(...items.map(({ top }) => top)) + 18).toBeLessThanOrEqual(made.height);
  });
});
