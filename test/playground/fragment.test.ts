import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fragment, fragmentOf, readFragment } from '../../src/playground/fragment.ts';
import type { WholeWish } from '../../src/playground/messages.ts';
import { contestantText, readContestant } from '../../src/playground/written.ts';

const wish: WholeWish = {
  task: 'temporal-order',
  set: ['length=20'],
  contestants: ['genitor', 'msgd-cr'],
  seed: '1',
  seeds: '1',
  budget: ['3e10mac'],
};
const whole = (given: Partial<Fragment> = {}): Fragment => ({
  ...{ wish, controls: new Map(), hide: [], background: false },
  ...given,
});

describe('the fragment of the address', () => {
  it('reads as a person would write it', () => {
    expect(fragmentOf(whole())).toBe(
      '#task=temporal-order&length=20&c=genitor,msgd-cr&seed=1&seeds=1&budget=3e10mac',
    );
    expect(readFragment('#task=xor&c=genitor,msgd&budget=60s&budget=1e9mac').wish).toEqual({
      ...{ task: 'xor', contestants: ['genitor', 'msgd'], budget: ['60s', '1e9mac'] },
    });
    expect(readFragment('')).toEqual(whole({ wish: {} }));
  });

  it('keeps settings of contestants, and options of a task that have the names of its own fields', () => {
    const given = whole({
      wish: {
        ...wish,
        set: ['seed=4', 'view-axis=x', 'words'],
        contestants: ['a=genitor:hidden=8,selection=rank', 'genitor>msgd-cr@0.3'],
      },
      ...{ controls: new Map([['axis', 'seconds']]), hide: ['a'], background: true },
    });
    expect(readFragment(fragmentOf(given))).toEqual(given);
  });

  it('says of any texts what it was given', () => {
    const text = fc.string({ unit: 'binary', minLength: 1 }).filter((one) => one === one.toWellFormed());
    fc.assert(
      fc.property(
        text,
        fc.array(
          text.map((value) => `key=${value}`),
          { minLength: 1 },
        ),
        fc.array(text, { minLength: 1 }),
        fc.array(text),
        (task, set, contestants, hide) => {
          const given = whole({ wish: { ...wish, task, set, contestants }, hide });
          expect(readFragment(fragmentOf(given))).toEqual(given);
          expect(fragmentOf(given)).not.toMatch(/[<>"\s]/);
        },
      ),
    );
  });
});

describe('a written contestant', () => {
  it('comes apart and together', () => {
    for (const text of ['genitor', 'a=genitor', 'msgd-cr:hidden=20,learningRate=0.1', 'b=x:net=lstm']) {
      expect(contestantText(readContestant(text)!)).toBe(text);
    }
    expect(readContestant('a=genitor:hidden=8')).toEqual({
      ...{ own: 'a', name: 'genitor', settings: [['hidden', '8']] },
    });
  });

  it('is left as it is where a form could not say it', () => {
    expect(readContestant('genitor>msgd-cr@0.3')).toBeNull();
    expect(readContestant('genitor:hidden')).toBeNull();
  });
});
