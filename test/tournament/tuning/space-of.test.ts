/** Search space of a contestant: its default, and a script's over it. */
import { describe, expect, it } from 'vitest';
import { contestantPresets } from '../../../src/learners/index.ts';
import { choices, linear, log } from '../../../src/options/space.ts';
import { FaultList } from '../../../src/tournament/script/fault-list.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import { defaultSpaceOf } from '../../../src/tournament/tuning/default-space.ts';
import { spaceOf } from '../../../src/tournament/tuning/space-of.ts';

const PATH = ['contestants', 1, 'space'];

function of(preset: string, settings: Record<string, unknown>, written?: unknown, fixed?: string[]) {
  const faults = new FaultList();
  const space = spaceOf(preset, resolveContestant(preset, settings), written, PATH, faults, fixed);
  const lines =
    faults.size === 0
      ? []
      : faults
          .asError('s')
          .message.split('\n')
          .filter((line) => line.includes(': '));
  return { space, lines: faults.size === 0 ? [] : lines, names: Object.keys(space).sort() };
}

describe('spaceOf', () => {
  it('is what the preset tunes, by default', () => {
    for (const { name, learner, net = 'elman', tunes = [] } of contestantPresets()) {
      const { space, names } = of(name, {});
      const defaults = defaultSpaceOf(learner, net);
      // A setting falls out whose condition the others cannot meet.
      for (const tuned of names) expect(tunes).toContain(tuned);
      for (const [setting, dimension] of Object.entries(space)) expect(dimension).toEqual(defaults[setting]);
    }
    expect(of('msgd-cr', {}).names).toEqual([
      'alpha',
      'hidden',
      'initialisation',
      'learningRate',
      'threshold',
    ]);
  });

  it('leaves out what the script fixed, even at the offered value where it says so', () => {
    expect(of('msgd-cr', { alpha: 4 }).names).toEqual([
      'hidden',
      'initialisation',
      'learningRate',
      'threshold',
    ]);
    expect(of('msgd-cr', { alpha: 2 }).names).toContain('alpha');
    expect(of('msgd-cr', { alpha: 2 }, undefined, ['alpha']).names).not.toContain('alpha');
  });

  it('searches a fixed setting that the written space names', () => {
    const { space } = of('msgd-cr', { alpha: 4, hidden: 8 }, { alpha: [1, 4], hidden: true });
    expect(space.alpha).toEqual(choices(1, 4));
    expect(space.hidden).toEqual(log(4, 100, { whole: true }));
  });

  it('lets the written space add, change and take out', () => {
    const { space, lines } = of(
      'msgd',
      {},
      {
        learningRate: { from: 0.01, to: 0.1 },
        hidden: false,
        batch: true,
      },
    );
    expect(lines).toEqual([]);
    expect(space).toEqual({
      learningRate: linear(0.01, 0.1),
      batch: log(5, 100, { whole: true }),
      initialisation: defaultSpaceOf('sgd', 'elman').initialisation,
    });
  });

  it('lets settings fall out whose condition cannot be met', () => {
    expect(of('genitor', {}).names).toEqual(
      expect.arrayContaining(['encoding', 'flipRate', 'mutationRate', 'stepFloor']),
    );
    const real = of('genitor', { encoding: 'real' }).names;
    expect(real).not.toContain('flipRate');
    expect(real).toContain('mutationRate');
    const bits = of('genitor', {}, { encoding: false }).names;
    expect(bits).toContain('flipRate');
    expect(bits).not.toContain('mutationRate');
    expect(bits).not.toContain('stepFloor');
  });

  it('refuses to search a named setting whose condition cannot be met, or whose condition’s own cannot', () => {
    expect(of('genitor', {}, { bias: true, selection: ['proportionate', 'tournament'] }).lines).toEqual([
      expect.stringMatching(
        /contestants\[1\]\.space\.bias: has an effect only with selection=rank, which no candidate has$/,
      ),
    ]);
    expect(of('genitor', {}, { bias: true, selection: ['rank', 'tournament'] }).lines).toEqual([]);
    // The window belongs to a scaling, which belongs to a selection.
    expect(of('genitor', { selection: 'rank' }, { window: true }).lines).toHaveLength(1);
    expect(of('genitor', {}, { window: true }).lines).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, unknown, string]>([
    [
      'msgd',
      {},
      { learningRate: false, initialisation: false, hidden: false },
      'contestants[1].space: searches no setting',
    ],
    [
      'msgd',
      { learningRate: 0.1, initialisation: 'identity', hidden: 8 },
      {},
      'contestants[1].space: searches no setting',
    ],
    [
      'msgd',
      {},
      { learningRate: { from: 1, to: 0.1 } },
      'contestants[1].space.learningRate: from 1 must be below to 0.1',
    ],
    [
      'msgd',
      {},
      { learningrate: true },
      "contestants[1].space: unknown setting 'learningrate', did you mean 'learningRate'?",
    ],
    [
      'msgd',
      {},
      { net: ['elman'] },
      'contestants[1].space.net: is not searched, write a contestant for each net',
    ],
  ])('%s with %j and space %j has one fault', (preset, settings, written, fault) => {
    const { lines, space } = of(preset, settings, written);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(fault);
    expect(space).toEqual({});
  });
});
