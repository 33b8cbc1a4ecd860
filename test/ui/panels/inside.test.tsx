import { describe, expect, it } from 'vitest';
import type { Inside as Told } from '../../../src/learners/inside.ts';
import type { TournamentEvent } from '../../../src/tournament/spec/tournament.ts';
import { firstScreen, screenAfter } from '../../../src/ui/model/screen.ts';
import { Inside, type InsideProps } from '../../../src/ui/panels/inside.tsx';
import { gradientSentence, populationSentence, quantities } from '../../../src/ui/panels/inside-words.ts';
import type { Moment } from '../../../src/watch/story.ts';
import { rowsOf } from '../../support/ui/frames.tsx';
import { checkpointed, costAt, finished, shownAfter, specOf, started } from '../../support/ui/scenes.ts';

const spec = specOf({ contestants: ['ga', 'sgd'], seeds: 2 });
const course = (id: string) => [started(id), ...[0, 1, 2, 3].map((step) => checkpointed(id, step, 0.5))];

function draw(events: readonly TournamentEvent[], given: Partial<InsideProps> = {}): string[] {
  const { story } = shownAfter(spec, events);
  const props: InsideProps = {
    spec,
    story,
    task: 'order',
    chosen: null,
    onward: 0,
    beside: false,
    left: 0,
    right: 0,
    paused: false,
    focused: true,
    width: 80,
    height: 20,
    ...given,
  };
  return rowsOf(<Inside {...props} />, { width: props.width, height: props.height });
}

const moment = (numbers: Record<string, number>): Moment => ({
  cost: costAt(1),
  trainingLoss: 1,
  loss: 1,
  error: 1,
  numbers,
});

describe('the inside of a genetic search', () => {
  it('is the histogram of losses, with diversity, acceptance and mutation step over time', () => {
    const rows = draw(course('order/ga/1'));
    const text = rows.join('\n');
    expect(rows[1]).toBe('A ga  seed 1, breeding, 400 evaluations, 400M MACs');
    expect(rows[2]).toBe(' It draws together: 25.0% of its first diversity; one child in 4 gets in.');
    expect(text).toMatch(/members +[▁-█ ]+ {2}98 members/);
    expect(text).toContain('median loss 0.900');
    expect(text).toMatch(/ loss 0\.500 +1\.40/);
    expect(text).toMatch(/diversity +0\.125 {2}█▃▁▁/);
    expect(text).toMatch(/offspring accepted +25\.0% {2}▁███/);
    expect(text).toMatch(/mutation step +0\.100 {2}▄▄▄▄/);
    expect(text).not.toContain('failed');
  });
});

describe('the inside of a gradient search', () => {
  it('is the norm over time steps, norms before and after clipping, Ω and the spectral radius', () => {
    const rows = draw(course('order/sgd/1'), { chosen: 1 });
    const text = rows.join('\n');
    expect(rows[1]).toBe('B sgd  seed 1, training, 400 updates, 400M MACs');
    expect(rows[2]).toBe(' ‖∂E/∂h_t‖ vanishes: ×0.100 a step back, ×1.0e-19 over all 20 steps.');
    expect(text).toMatch(/1e-\d+┤.*[⠁-⣿]/);
    expect(text).toMatch(/t=5 .*t=10 .*t=15 .*t=20/);
    expect(text).toMatch(/gradient norm +5\.00 {2}▁▄▇█/);
    expect(text).toMatch(/after clipping +1\.00/);
    expect(text).toMatch(/updates clipped +40\.0%/);
    expect(text).toMatch(/Ω +0\.800/);
    expect(text).toMatch(/spectral radius +1\.03/);
  });
});

describe('the inside panel', () => {
  it('begins with what has something to show, and with what was chosen once it was', () => {
    const events = course('order/sgd/1');
    expect(draw(events)[1]).toMatch(/^B sgd/);
    expect(draw(events, { chosen: 0 })[1]).toBe('A ga');
    expect(draw(events, { chosen: 0 })[2]).toContain('Nothing to see before its first validation.');
    expect(draw([])[1]).toBe('A ga');
  });

  it('shows searches of two kinds where there is room for two', () => {
    const three = specOf({ contestants: ['ga', 'ga-2', 'sgd'], seeds: 1 });
    const { story } = shownAfter(
      three,
      ['ga', 'ga-2', 'sgd'].flatMap((name) => course(`order/${name}/1`)),
    );
    const rows = rowsOf(
      <Inside
        spec={three}
        story={story}
        task="order"
        chosen={null}
        onward={0}
        beside={false}
        left={0}
        right={0}
        paused={false}
        focused
        width={80}
        height={26}
      />,
      { width: 80, height: 26 },
    );
    expect(rows.filter((row) => /^[A-C] (ga|sgd)/.test(row)).map((row) => row.slice(0, 6).trim())).toEqual([
      'A ga',
      'C sgd',
    ]);
  });

  it('steps through the trials, the running one first, and says how each ended', () => {
    const events = [...course('order/ga/1'), finished('order/ga/1', 'budget'), ...course('order/ga/2')];
    expect(draw(events)[1]).toContain('seed 2, breeding');
    expect(draw(events, { onward: 1 })[1]).toContain('seed 1, out of budget');
    expect(draw(events, { onward: -2 })[1]).toContain('seed 2, breeding');
    expect(draw(events, { paused: true })[1]).toContain('seed 2, paused');
  });

  it('shows any number that a search tells of, by its name taken apart', () => {
    const event = checkpointed('order/ga/1', 0, 0.5);
    if (event.type !== 'checkpoint') throw new Error('no checkpoint');
    const other = {
      ...event,
      checkpoint: { ...event.checkpoint, inside: { speciesAlive: 7, series: [1, 2] } },
    };
    expect(draw([other]).join('\n')).toMatch(/species alive +7\.00/);
  });
});

describe('a measure that is not known', () => {
  const withInside = (step: number, inside: Told): TournamentEvent => {
    const event = checkpointed('order/sgd/1', step, 0.5);
    if (event.type !== 'checkpoint') throw new Error('no checkpoint');
    return { ...event, checkpoint: { ...event.checkpoint, inside } };
  };

  it('is a dash beside its name, and its history has a gap', () => {
    const events = [
      withInside(0, { spectralRadius: 1, omega: null }),
      withInside(1, { spectralRadius: null, omega: null, stateNorms: [1, null] }),
    ];
    const text = draw([started('order/sgd/1'), ...events], { chosen: 1 }).join('\n');
    expect(text).toMatch(/spectral radius +- /);
    expect(text).toMatch(/Ω +-\n/);
    expect(text).not.toMatch(/NaN|null|undefined/);
  });

  it('has no row where it is unheard of and was never known', () => {
    const text = draw([started('order/sgd/1'), withInside(0, { oddRatio: null })], { chosen: 1 }).join('\n');
    expect(text).not.toContain('odd ratio');
  });
});

describe('two contestants side by side', () => {
  const three = specOf({ contestants: ['ga', 'msgd', 'msgd-c', 'msgd-cr'], seeds: 3 });
  const events = ['ga', 'msgd', 'msgd-c', 'msgd-cr'].flatMap((name) =>
    [1, 2, 3].flatMap((seed) => course(`order/${name}/${seed}`)),
  );
  const sideBySide = (given: Partial<InsideProps> = {}, told = events): string[] =>
    draw(told, { spec: three, story: shownAfter(three, told).story, beside: true, height: 22, ...given });

  it('are msgd and msgd-cr on the same seed, by themselves', () => {
    const rows = sideBySide();
    expect(rows[1]).toMatch(/^B msgd {2}seed 1, training.* D msgd-cr {2}seed 1, training/);
    expect(rows.join('\n')).toMatch(/gradient norm +5\.00 .* gradient norm +5\.00/);
  });

  it('are any two, and any seed, as the keys have chosen', () => {
    const extents = { tasks: 1, contestants: 4 };
    const chosen = (...keys: string[]): Partial<InsideProps> => {
      const { beside, left, right, trial } = keys.reduce(
        (screen, key) => screenAfter(screen, key, extents),
        firstScreen,
      );
      return { beside, left, right, onward: trial };
    };
    expect(sideBySide(chosen('b', 'right'))[1]).toMatch(/^B msgd {2}seed 2.* D msgd-cr {2}seed 2/);
    expect(sideBySide(chosen('b', 'left'))[1]).toMatch(/^B msgd {2}seed 3.* D msgd-cr {2}seed 3/);
    expect(sideBySide(chosen('b', 'up'))[1]).toMatch(/^C msgd-c {2}seed 1.* D msgd-cr {2}seed 1/);
    expect(sideBySide(chosen('b', 'down'))[1]).toMatch(/^B msgd {2}seed 1.* A ga {2}seed 1/);
    const pairs = new Set(
      Array.from({ length: 16 }, (_, step) => {
        const keys = [...Array<string>(step % 4).fill('up'), ...Array<string>(step >> 2).fill('down')];
        return sideBySide(chosen('b', ...keys))[1]!
          .match(/\b[A-D](?= (ga|msgd))/g)!
          .join('');
      }),
    );
    expect([...pairs].sort()).toEqual([
      'AB',
      'AC',
      'AD',
      'BA',
      'BC',
      'BD',
      'CA',
      'CB',
      'CD',
      'DA',
      'DB',
      'DC',
    ]);
  });

  it('draw their error signals on one axis, so that they compare', () => {
    const flat = checkpointed('order/msgd-cr/1', 3, 0.5);
    if (flat.type !== 'checkpoint') throw new Error('no checkpoint');
    const level = {
      ...flat,
      checkpoint: { ...flat.checkpoint, inside: { stateNorms: Array<number>(20).fill(1) } },
    };
    const told = [...course('order/msgd/1'), started('order/msgd-cr/1'), level];
    const rows = sideBySide({}, told);
    const lowest = rows.filter((row) => /1e-\d+┤.*1e-\d+┤/.test(row)).at(-1)!;
    const [left, right] = [...lowest.matchAll(/(1e-\d+)┤/g)].map(([, label]) => label);
    expect(left).toBe(right);
  });

  it('says where one of them has no trial with that seed yet', () => {
    const rows = sideBySide({ right: 0 }, course('order/msgd/1'));
    expect(rows.join('\n').replaceAll(/\s+/g, ' ')).toContain('Nothing to see before its first');
  });

  it('stand one below the other where it is narrow', () => {
    const rows = sideBySide({ width: 44, height: 30 });
    expect(rows.filter((row) => /^[A-D] (ga|msgd)/.test(row))).toHaveLength(2);
  });
});

describe('what is said of a gradient', () => {
  it('is whether it vanishes, explodes or is carried through, and by how much', () => {
    expect(gradientSentence([1, 1, 1])).toBe('is kept: ×1.00 a step back, ×1.00 over all 3 steps.');
    expect(gradientSentence([1e-6, 1e-3, 1])).toMatch(/^vanishes: ×0\.0010 a step back/);
    expect(gradientSentence([1e6, 1e3, 1])).toMatch(/^explodes: ×1000 a step back, ×1\.0e6 over all 3/);
  });

  it('makes sense of zeros, of one step, and of what is not finite', () => {
    expect(gradientSentence([0, 0, 1])).toBe('vanishes: nothing comes back over all 3 steps.');
    expect(gradientSentence([1, 0])).toBe('is 0 at the last step, which is not scored.');
    expect(gradientSentence([0, 0])).toBe('is 0 everywhere.');
    expect(gradientSentence([1])).toBe('has a single step, with no way back to follow.');
    expect(gradientSentence([1, Number.NaN])).toBe('is not finite.');
  });
});

describe('what is said of a population', () => {
  it('is how much of its diversity is left, and whether children still get in', () => {
    const first = moment({ diversity: 1, acceptanceRate: 0 });
    expect(populationSentence([first, moment({ diversity: 0.05, acceptanceRate: 0.001 })])).toBe(
      'It has drawn together: 5.0% of its first diversity; hardly a child gets in.',
    );
    expect(populationSentence([first])).toBe('It is still spread out: 100% of its first diversity.');
    expect(
      populationSentence([first, moment({ diversity: 0.9, acceptanceRate: 0.5, failedMembers: 3 })]),
    ).toBe('It is still spread out: 90.0% of its first diversity; one child in 2 gets in. 3 members failed.');
    expect(populationSentence([])).toBe('');
  });
});

describe('the numbers that are shown', () => {
  it('leave out what says nothing', () => {
    const keys = (...history: Record<string, number>[]) =>
      quantities(history.map(moment)).map(([key]) => key);
    expect(keys({ failedMembers: 0, diversity: 1 })).toEqual(['diversity']);
    expect(keys({ failedMembers: 2, diversity: 1 })).toEqual(['diversity', 'failedMembers']);
    const unclipped = {
      meanGradientNorm: 3,
      meanClippedNorm: 3,
      shareClipped: 0,
      gradientNorm: 3,
      clippedNorm: 3,
    };
    expect(
      keys(
        { ...unclipped, meanGradientNorm: Number.NaN, meanClippedNorm: Number.NaN, shareClipped: Number.NaN },
        unclipped,
      ),
    ).toEqual(['meanGradientNorm']);
    expect(keys({ ...unclipped, shareClipped: 0.5, meanClippedNorm: 1 }, unclipped)).toEqual([
      'meanGradientNorm',
      'meanClippedNorm',
      'shareClipped',
    ]);
    expect(keys()).toEqual([]);
  });
});
