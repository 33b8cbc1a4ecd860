/** Importance of settings, on made-up searches of which the answer is known. */
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/random/random.ts';
import { sobolPoints } from '../../src/random/sobol.ts';
import { importancesOf } from '../../src/statistics/importance.ts';
import { marginalOf, type SettingColumn } from '../../src/statistics/marginal.ts';

function points(count: number, dimensions: number): number[][] {
  const sequence = sobolPoints(dimensions, randomStream(3, 'points'));
  return Array.from({ length: count }, () => sequence.next().value as number[]);
}

/** Places, from 0, of those losses. */
function placesOf(losses: readonly number[]): number[] {
  const sorted = losses.map((_, index) => index).sort((a, b) => losses[a]! - losses[b]!);
  return losses.map((_, index) => sorted.indexOf(index));
}

const ordered = (setting: string, values: readonly (number | null)[]): SettingColumn => ({
  setting,
  kind: 'ordered',
  values,
});

/** Of 64 candidates: `rate` decides, `kind` and `step` do together, `idle` does nothing. */
function search(count = 64) {
  const all = points(count, 4);
  const kinds = all.map(([, kind]) => (kind! < 0.5 ? 0 : 1));
  const losses = all.map(([rate, , step], index) => {
    const away = rate! - 0.7;
    return 10 * away * away + (kinds[index] === 1 ? 1.5 * step! : 0.75);
  });
  const columns: SettingColumn[] = [
    ordered(
      'idle',
      all.map((point) => point[3]!),
    ),
    ordered(
      'step',
      all.map((point, index) => (kinds[index] === 1 ? point[2]! : null)),
    ),
    { setting: 'kind', kind: 'categories', names: ['plain', 'stepped'], values: kinds },
    ordered(
      'rate',
      all.map((point) => point[0]!),
    ),
  ];
  return { columns, losses };
}

describe('importancesOf', () => {
  const { columns, losses } = search();
  const { settings, reason } = importancesOf(columns, placesOf(losses), [1]);
  const of = (name: string) => settings.find(({ setting }) => setting === name)!;

  it('puts the setting that decides first, with an interval above 0', () => {
    expect(reason).toBeNull();
    expect(settings[0]!.setting).toBe('rate');
    expect(of('rate').low).toBeGreaterThan(0.3);
  });

  it('finds the setting that counts only together with another', () => {
    expect(of('step').importance).toBeGreaterThan(of('idle').importance);
    expect(of('step').low).toBeGreaterThan(0);
  });

  it('gives about nothing to the setting that does nothing', () => {
    expect(Math.abs(of('idle').importance)).toBeLessThan(0.1);
    expect(of('rate').importance).toBeGreaterThan(5 * Math.abs(of('idle').importance));
  });

  it('says of which values the candidates stood best', () => {
    const [from, to] = of('rate').best.split(' to ').map(Number) as [number, number];
    expect(from).toBeLessThan(0.7);
    expect(to).toBeGreaterThan(0.7);
    expect(of('rate').marginal).toHaveLength(4);
  });

  it('orders its intervals around the values, the greatest first', () => {
    for (const [index, { low, importance, high }] of settings.entries()) {
      expect(low).toBeLessThanOrEqual(importance);
      expect(high).toBeGreaterThanOrEqual(importance);
      if (index > 0) expect(importance).toBeLessThanOrEqual(settings[index - 1]!.importance);
    }
  });

  it('finds a decisive choice', () => {
    const all = points(64, 2);
    const kinds = all.map(([kind]) => Math.floor(4 * kind!));
    const loss = [2, 0, 3, 1];
    const found = importancesOf(
      [
        ordered(
          'idle',
          all.map(([, idle]) => idle!),
        ),
        { setting: 'kind', kind: 'categories', names: ['c', 'a', 'd', 'b'], values: kinds },
      ],
      placesOf(all.map(([, idle], index) => loss[kinds[index]!]! + 0.1 * idle!)),
      [1],
    );
    expect(found.settings[0]).toMatchObject({ setting: 'kind', best: 'a' });
    expect(found.settings[0]!.low).toBeGreaterThan(1);
  });

  it('depends on the named stream alone', () => {
    const few = search(24);
    const places = placesOf(few.losses);
    expect(importancesOf(few.columns, places, [1])).toEqual(importancesOf(few.columns, places, [1]));
    expect(importancesOf(few.columns, places, [1])).not.toEqual(importancesOf(few.columns, places, [2]));
  });

  it('tells nothing of few candidates, of equal ones, and of ones whose places have nothing to do with settings', () => {
    const few = search(11);
    expect(importancesOf(few.columns, placesOf(few.losses), [1])).toEqual({
      settings: [],
      reason: 'of 11 candidates there is no telling which settings mattered, at least 12 are needed',
    });
    expect(
      importancesOf(
        columns,
        columns[0]!.values.map(() => 31.5),
        [1],
      ).reason,
    ).toBe('no setting stands out: all candidates did equally well');
    const random = randomStream(5, 'places');
    const noise = placesOf(losses.map(() => random.uniform()));
    expect(importancesOf(columns, noise, [1])).toEqual({
      settings: [],
      reason: 'no setting stands out: the settings do not predict how well unseen candidates do',
    });
  });

  it('leaves out a setting that no two candidates have differently', () => {
    const constant = ordered(
      'constant',
      losses.map(() => 3),
    );
    const never = ordered(
      'never',
      losses.map(() => null),
    );
    const found = importancesOf([constant, never, ...columns], placesOf(losses), [1]);
    expect(found.settings.map(({ setting }) => setting).sort()).toEqual(['idle', 'kind', 'rate', 'step']);
  });
});

describe('marginalOf', () => {
  it('has a bin for each category that occurs', () => {
    const column: SettingColumn = {
      setting: 'kind',
      kind: 'categories',
      names: ['a', 'b', 'c'],
      values: [2, 0, 2, 0, null],
    };
    expect(marginalOf(column, [0, 3, 1, 4, 2])).toEqual([
      { values: 'a', place: 0.875, candidates: 2 },
      { values: 'c', place: 0.125, candidates: 2 },
    ]);
  });

  it('cuts a range into stretches of equally many candidates, equal values together', () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    const bins = marginalOf(
      ordered('x', values),
      values.map((value) => value - 1),
    );
    expect(bins.map(({ values: text, candidates }) => [text, candidates])).toEqual([
      ['1 to 3', 3],
      ['4 to 6', 3],
      ['7 to 9', 3],
      ['10 to 12', 3],
    ]);
    expect(bins[0]!.place).toBeCloseTo(1 / 11, 12);
    const tied = marginalOf(ordered('x', [1, 1, 1, 1, 1, 2]), [0, 1, 2, 3, 4, 5]);
    expect(tied.map(({ values: text, candidates }) => [text, candidates])).toEqual([
      ['1', 5],
      ['2', 1],
    ]);
  });
});
