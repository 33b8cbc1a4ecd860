import { describe, expect, it } from 'vitest';
import { bundles, costOf, curvesOf, medianCurve } from '../../../src/ui/panels/curves.ts';
import { checkpointed, finished, shownAfter, specOf } from '../../support/ui/scenes.ts';

const spec = specOf({ seeds: 3 });
const { story } = shownAfter(spec, [
  checkpointed('order/ga/1', 0, 0.8),
  checkpointed('order/ga/1', 3, 0.4),
  finished('order/ga/1', 'solved'),
  checkpointed('order/ga/2', 0, 0.6),
  checkpointed('order/ga/2', 9, 0.2),
  finished('order/ga/2', 'stopped'),
]);

describe('curves', () => {
  it('run over MACs, seconds, or updates and evaluations, in error or in loss', () => {
    const points = (axis: 'macs' | 'seconds' | 'steps', measure: 'error' | 'loss') =>
      bundles(spec, story, 'order', { axis, measure })[0]!.trials[0]!.points;
    expect(points('macs', 'error')).toEqual([
      [1e8, 0.8],
      [4e8, 0.4],
    ]);
    expect(points('seconds', 'loss')).toEqual([
      [0.1, 1.6],
      [0.4, 0.8],
    ]);
    expect(points('steps', 'error')).toEqual([
      [100, 0.8],
      [400, 0.4],
    ]);
    const gradient = shownAfter(spec, [checkpointed('order/sgd/1', 0, 0.5)]).story.trials.get('order/sgd/1')!;
    expect(costOf(gradient.moments[0]!, 'steps')).toBe(100);
  });

  it('belong to their contestant and task, and only to trials that were validated', () => {
    const [first, second] = bundles(spec, story, 'order', { axis: 'macs', measure: 'error' });
    expect(first!.trials).toHaveLength(2);
    expect(first!.trials.map(({ ended }) => ended)).toEqual([true, false]);
    expect(second!.trials).toEqual([]);
    expect(bundles(spec, story, 'xor', { axis: 'macs', measure: 'error' })[0]!.trials).toEqual([]);
  });

  it('of several trials are dotted under their median, of one it alone', () => {
    const [two] = bundles(spec, story, 'order', { axis: 'macs', measure: 'error' });
    const curves = curvesOf(two!, [1e8, 5e8]);
    expect(curves.map(({ stride, sign }) => [stride ?? 1, sign ?? ''])).toEqual([
      [3, ''],
      [3, ''],
      [1, 'A'],
    ]);
    expect(curvesOf({ index: 1, trials: two!.trials.slice(0, 1) }, [])).toHaveLength(1);
    expect(curvesOf({ index: 1, trials: [] }, [])).toEqual([]);
    const many = { index: 0, trials: Array.from({ length: 9 }, () => two!.trials[0]!) };
    expect(curvesOf(many, [1e8])).toHaveLength(10);
    expect(curvesOf(many, [1e8], false)).toHaveLength(1);
  });
});

describe('the median over trials', () => {
  const trial = (ended: boolean, ...points: [number, number][]) => ({ points, ended });

  it('holds each value until the next, and that of an ended trial on', () => {
    const trials = [trial(true, [0, 0.9], [2, 0.1]), trial(false, [0, 0.7], [4, 0.5])];
    expect(
      medianCurve(trials, [0, 1, 2, 3, 4, 5]).map(([cost, value]) => [cost, Number(value.toFixed(6))]),
    ).toEqual([
      [0, 0.8],
      [1, 0.8],
      [2, 0.4],
      [3, 0.4],
      [4, 0.3],
    ]);
  });

  it('stops where fewer than half of the trials have come', () => {
    const trials = [
      trial(false, [0, 0.9], [10, 0.1]),
      trial(false, [0, 0.7], [2, 0.5]),
      trial(false, [0, 0.7], [2, 0.5]),
    ];
    expect(medianCurve(trials, [0, 2, 3, 9]).map(([cost]) => cost)).toEqual([0, 2]);
  });

  it('takes a loss that is not a number for the worst', () => {
    const trials = [trial(true, [0, Number.NaN]), trial(true, [0, 0.5]), trial(true, [0, 0.3])];
    expect(medianCurve(trials, [0])).toEqual([[0, 0.5]]);
    expect(medianCurve(trials.slice(0, 1), [0])[0]![1]).toBeNaN();
  });
});
