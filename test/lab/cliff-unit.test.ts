import { describe, expect, it } from 'vitest';
import { cliff } from '../../src/lab/cliff/cliff.ts';
import {
  fixedPoints,
  saddleNodes,
  slopeAt,
  turningPoints,
  wallAt,
} from '../../src/lab/cliff/fixed-points.ts';
import { spaced } from '../../src/lab/cliff/grid.ts';
import { backPropagated, unitError } from '../../src/lab/cliff/one-unit.ts';
import { descendUnit } from '../../src/lab/cliff/unit-descent.ts';
import { surfaceOf } from '../../src/lab/cliff/unit-figures.ts';
import type { LabHeat } from '../../src/lab/figure.ts';
import { plainJson, plainWork } from '../../src/lab/view.ts';

/** Values computed with 64-bit numbers apart from this program, by forward sensitivities and by BPTT. */
const TABLE = [
  [5, -2, 0.05558549412, 0.0379183435, 0.04052119139, 2.678828806],
  [5, -2.5, 0.02408886881, 0.08631166948, 0.1009250176, 1.776029458],
  [5, -3, 0.404198103, -0.007018837512, -0.109269412, -2.678828806],
  [6, -3, 0.05256923509, 0.0462363954, 0.04975508398, 2.57567891],
  [4.6, -2.3, 0.009230815056, 0.09806404738, 0.1231852009, 1.361954249],
  [5.5, -2.6, 0.04934540396, 0.04861156763, 0.05271613818, 2.471760398],
  [3, -1, 0.01084804595, 0.05000952439, 0.06218899279, 1.412461859],
] as const;

const toDigits = (digits: number) => (value: number) => Number(value.toPrecision(digits));

describe('the one-unit net', () => {
  it.each(TABLE)('at w = %d, b = %d has the published E, gradient and state', (w, b, ...published) => {
    const { error, gradient, last } = unitError({ w, b }, 50);
    const found = [error, gradient.w, gradient.b, last];
    // Better than 8 digits, of the 10 that are published.
    for (const [index, value] of found.entries())
      expect(Math.abs(value / published[index]! - 1)).toBeLessThan(1e-9);
  });

  it('has its wall at b = -2.612297, with the values on both sides', () => {
    expect(wallAt(5)).toBeCloseTo(-2.612297, 6);
    expect(slopeAt(5, 0.5)).toBeCloseTo(1.175, 4);
    const at = (b: number) => unitError({ w: 5, b }, 50);
    expect([at(-2.62).last, at(-2.62).error].map(toDigits(4))).toEqual([-2.049, 0.3433]);
    expect(toDigits(5)(at(-2.6123).last)).toBe(0.43666);
    expect([at(-2.6123).gradient.w, at(-2.6123).gradient.b].map(toDigits(3))).toEqual([-542, -871]);
    expect(toDigits(4)(at(-2.612).last)).toBe(1.337);
    expect([at(-2.612).gradient.w, at(-2.612).gradient.b].map(toDigits(2))).toEqual([4.9, 7.9]);
    expect([at(-2.6).gradient.w, at(-2.6).gradient.b].map(toDigits(3))).toEqual([0.119, 0.148]);
  });

  it('has the greatest gradient of the grid at (4.94, -2.575)', () => {
    // A part of the grid of w from 4 to 7 by .01 and b from -3.2 to -1.8 by .005, around the wall.
    const points = spaced(4.8, 5.2, 41).flatMap((w) => spaced(-2.8, -2.4, 81).map((b) => ({ w, b })));
    const norms = points.map((at) => ({ at, norm: unitError(at, 50).norm }));
    const { at, norm } = norms.reduce((most, one) => (one.norm > most.norm ? one : most));
    expect([at.w, at.b]).toEqual([expect.closeTo(4.94, 9), expect.closeTo(-2.575, 9)]);
    expect(Math.abs(norm - 3320)).toBeLessThan(5);
  });

  it('has the same gradient by back-propagation and by central differences', () => {
    for (const steps of [1, 7, 50]) {
      for (const at of [
        { w: 4.3, b: -2 },
        { w: 5.5, b: -2.9 },
        { w: -2, b: 0.4 },
      ]) {
        const { gradient } = unitError(at, steps);
        const back = backPropagated(at, steps);
        const h = 1e-6;
        const byW =
          unitError({ ...at, w: at.w + h }, steps).error - unitError({ ...at, w: at.w - h }, steps).error;
        const byB =
          unitError({ ...at, b: at.b + h }, steps).error - unitError({ ...at, b: at.b - h }, steps).error;
        for (const [one, other, difference] of [
          [gradient.w, back.w, byW / (2 * h)],
          [gradient.b, back.b, byB / (2 * h)],
        ] as const) {
          expect(one / other).toBeCloseTo(1, 10);
          expect(Math.abs(one - difference)).toBeLessThan(1e-6 * Math.max(1, Math.abs(one)));
        }
      }
    }
  });
});

describe('its fixed points', () => {
  it('fold at the saddle-nodes of the closed form, x = ± ln(σ / (1 - σ)) with σ = (1 ± √(1 - 4/w)) / 2', () => {
    for (const w of [4.01, 4.6, 5, 7, 30]) {
      const sigma = (1 + Math.sqrt(1 - 4 / w)) / 2;
      const x = Math.log(sigma / (1 - sigma));
      expect(turningPoints(w)).toEqual([expect.closeTo(-x, 11), expect.closeTo(x, 11)]);
      expect(saddleNodes(w)).toEqual([
        expect.closeTo(x - w * sigma, 11),
        expect.closeTo(-x - w * (1 - sigma), 11),
      ]);
    }
    expect(saddleNodes(5)).toEqual([expect.closeTo(-2.65561, 6), expect.closeTo(-2.34439, 6)]);
    expect(turningPoints(5)[1]).toBeCloseTo(0.962424, 6);
    expect(saddleNodes(4)).toEqual([]);
    expect(saddleNodes(-5)).toEqual([]);
  });

  it('are three between them and one outside, each a root, the middle one unstable', () => {
    for (const b of [-2.6555, -2.6123, -2.5, -2.3445]) {
      const found = fixedPoints({ w: 5, b });
      expect(found.map(({ slope }) => slope < 1)).toEqual([true, false, true]);
      for (const { x } of found) expect(5 / (1 + Math.exp(-x)) + b).toBeCloseTo(x, 12);
    }
    for (const b of [-4, -2.6557, -2.3443, 0]) {
      const found = fixedPoints({ w: 5, b });
      expect(found).toHaveLength(1);
      expect(found[0]!.slope).toBeLessThan(1);
    }
    expect(fixedPoints({ w: 5, b: wallAt(5)! })[1]!.x).toBeCloseTo(0.5, 12);
    expect(fixedPoints({ w: 3, b: -1.5 })).toEqual([{ x: expect.closeTo(0, 12), slope: 0.75 }]);
  });

  it('attract the net from x_0 = .5 on their side of the wall', () => {
    const [low, , high] = fixedPoints({ w: 5, b: -2.62 }).map(({ x }) => x);
    expect(unitError({ w: 5, b: -2.62 }, 1000).last).toBeCloseTo(low!, 9);
    expect(unitError({ w: 5, b: -2.6 }, 1000).last).toBeCloseTo(fixedPoints({ w: 5, b: -2.6 })[2]!.x, 9);
    expect(high).toBeGreaterThan(0.5);
    expect(wallAt(4.25)).toBeNull();
  });
});

describe('a descent on its surface', () => {
  const settings = { steps: 50, start: { w: 5, b: -2.7 }, learningRate: 0.1, updates: 40 };

  it('takes the first step of the gradient', () => {
    const { gradient } = unitError(settings.start, 50);
    const [first, second] = descendUnit({ ...settings, threshold: 0 });
    expect(first).toMatchObject(settings.start);
    expect(second!.w).toBeCloseTo(5 - 0.1 * gradient.w, 14);
    expect(second!.b).toBeCloseTo(-2.7 - 0.1 * gradient.b, 14);
  });

  it('makes steps of at most learning rate times threshold where it clips, and longer ones where it does not', () => {
    const longest = (threshold: number): number => {
      const path = descendUnit({ ...settings, threshold });
      expect(path).toHaveLength(41);
      const steps = path
        .slice(1)
        .map(({ w, b }, index) => Math.hypot(w - path[index]!.w, b - path[index]!.b));
      return Math.max(...steps);
    };
    expect(longest(1)).toBeCloseTo(0.1, 12);
    expect(longest(0)).toBeGreaterThan(1);
  });
});

describe('the view', () => {
  const options = cliff.options.parse({ grid: 9, updates: 20 });
  const look = (work = plainWork()) => cliff.look({ options, run: null, contestants: [] }, work);

  it('gives a drawing for every combination of choices, in plain JSON', async () => {
    const findings = await look();
    expect(plainJson(findings)).toEqual(findings);
    expect(new Set(findings.figures.map(({ id }) => id)).size).toBe(findings.figures.length);
    for (const { choices = [], drawings, first = 0 } of findings.figures) {
      expect(drawings).toHaveLength(choices.reduce((product, { values }) => product * values.length, 1));
      expect(drawings[first]).toBeDefined();
    }
  });

  it('draws the surface at its columns and rows', async () => {
    const { drawings, first } = (await look()).figures[0]!;
    const { columns, rows, values } = drawings[first!] as LabHeat;
    const [column, row] = [2, 5];
    const { error } = unitError({ w: columns[column]!, b: rows[row]! }, 50);
    expect(values[row * 9 + column]).toBeCloseTo(error, 4);
    expect(surfaceOf(50, 9).errors[row * 9 + column]).toBe(error);
  });

  it('finds the same where its parts were kept', async () => {
    const kept = new Map<string, unknown>();
    const keeping = {
      ...plainWork(),
      async kept<Value>(key: string, make: () => Value | Promise<Value>): Promise<Value> {
        if (!kept.has(key)) kept.set(key, plainJson(await make()));
        return kept.get(key) as Value;
      },
    };
    const [first, second] = [await look(keeping), await look(keeping)];
    expect(kept.size).toBe(5);
    expect(second).toEqual(first);
    expect(first).toEqual(await look());
  });
});
