import { describe, expect, it } from 'vitest';
import { isPromising, isShown, screenSize, successOf } from '../../../src/tournament/spec/success.ts';
import toys from '../../support/tournament/toy-catalogue.ts';

const examined = (wrong: number, sequences: number) => ({
  sequences,
  error: wrong / sequences,
  loss: 1,
  measures: {},
  standardErrors: {},
  macs: 1,
});

describe('success', () => {
  const ordinary = { error: 0.01, sequences: 10_000, exhaustive: false };

  it('is shown where the one-sided 99 % Wilson bound is under the criterion', () => {
    const z = 2.3263478740408408;
    const bound = (p: number, n: number) =>
      (p + (z * z) / (2 * n) + z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
    for (const wrong of [0, 50, 70, 75, 76, 77, 78, 79, 80, 90, 100]) {
      expect(isShown(ordinary, examined(wrong, 10_000))).toBe(bound(wrong / 10_000, 10_000) < 0.01);
    }
    expect(isShown(ordinary, examined(50, 10_000))).toBe(true);
    expect(isShown(ordinary, examined(95, 10_000))).toBe(false);
  });

  it('is not shown by a screening alone', () => {
    expect(isShown(ordinary, examined(0, 1000))).toBe(false);
    expect(isPromising(ordinary, examined(19, 1000))).toBe(true);
    expect(isPromising(ordinary, examined(20, 1000))).toBe(false);
    expect(screenSize(ordinary)).toBe(1000);
  });

  it('of a task with cases is the error on all of them', () => {
    const success = successOf(toys.task('cases'), {});
    expect(success).toEqual({ error: 0.01, sequences: 16, exhaustive: true });
    expect(screenSize(success)).toBe(16);
    expect(isShown(success, examined(0, 16))).toBe(true);
    expect(isShown(success, examined(1, 16))).toBe(false);
  });
});
