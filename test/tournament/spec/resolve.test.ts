import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { contestantPresets } from '../../../src/learners/index.ts';
import { resolveContestant, resolveTask } from '../../../src/tournament/spec/resolve.ts';

const refusal = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
};

describe('a contestant', () => {
  it.each(contestantPresets().map(({ name }) => name))('%s resolves to all settings present', (name) => {
    const contestant = resolveContestant(name);
    expect(contestant.name).toBe(name);
    expect(Object.keys(contestant.settings).length).toBeGreaterThan(0);
    expect(Object.keys(contestant.netOptions)).toContain('hidden');
    // What is resolved already resolves to itself.
    const again = resolveContestant(name, { ...contestant.settings, ...contestant.netOptions });
    expect(again).toEqual(contestant);
  });

  it("takes settings of its learner and options of its net over its preset's", () => {
    const contestant = resolveContestant('msgd-c', { threshold: 2, hidden: 7 }, { as: 'mine' });
    expect(contestant.name).toBe('mine');
    expect(contestant.learner).toBe('sgd');
    expect(contestant.settings).toMatchObject({ threshold: 2, alpha: 0 });
    expect(contestant.settings).not.toHaveProperty('hidden');
    expect(contestant.netOptions).toMatchObject({ hidden: 7 });
  });

  it('is refused when unknown, with the nearest', () => {
    expect(refusal(() => resolveContestant('genitr'))).toMatch(/^unknown contestant 'genitr', .*'genitor'/);
  });

  it('is refused with an unknown setting, with the nearest and all that there are', () => {
    const message = refusal(() => resolveContestant('msgd', { hiden: 5 }));
    expect(message).toMatch(/^contestant msgd: unknown setting 'hiden', did you mean 'hidden'\?/);
    expect(message).toContain('learningRate');
  });

  it('is refused with a value that is not allowed', () => {
    expect(refusal(() => resolveContestant('msgd', { learningRate: -1 }))).toMatch(/learningRate must be/);
    expect(refusal(() => resolveContestant('msgd', { hidden: 'many' }))).toMatch(/hidden must be .*'many'/);
  });
});

describe('a setting of the net without an effect', () => {
  it.each([
    ['ft-neat', { hidden: 3 }, /^contestant ft-neat: hidden has no effect: addNode=0 .*firstHidden/],
    ['ft-neat', { links: 3 }, /^contestant ft-neat: links has no effect/],
    ['neat', { addNode: 0, hidden: 3 }, /hidden has no effect: addNode=0/],
    ['hyperneat', { hidden: 3 }, /hidden has no effect: .*firstHidden/],
  ])('is refused: %s %o', (name, settings, message) => {
    expect(refusal(() => resolveContestant(name, settings))).toMatch(message);
  });

  it.each([
    ['ft-neat', { hidden: 0, links: 0 }],
    ['ft-neat', { addLink: 0.1, links: 3 }],
    ['neat', { hidden: 3 }],
    ['hyperneat', { net: 'elman', hidden: 3 }],
  ])('is allowed where it says the truth or has one: %s %o', (name, settings) => {
    expect(() => resolveContestant(name, settings)).not.toThrow();
  });
});

describe('a task', () => {
  it('resolves to all options present', () => {
    expect(resolveTask('temporal-order', { length: 12 }).options).toMatchObject({ length: 12 });
  });

  it('is refused when it or an option is unknown', () => {
    expect(refusal(() => resolveTask('temporal-ordr'))).toMatch(/unknown task .*'temporal-order'/);
    expect(refusal(() => resolveTask('temporal-order', { lenght: 3 }))).toMatch(/'lenght'.*'length'/);
  });
});
