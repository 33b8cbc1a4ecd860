/** Default search spaces, over the registries: a new setting, net or contestant is tested the moment it is listed. */
import { describe, expect, it } from 'vitest';
import { encodings } from '../../../genomes/index.ts';
import { contestantPresets, findLearner, learners } from '../../../src/learners/index.ts';
import { architectures, findArchitecture } from '../../../src/nets/index.ts';
import { NET } from '../../../src/nets/setting.ts';
import type { Choice, Space } from '../../../src/options/space.ts';
import { valueAt } from '../../../src/options/space-values.ts';
import { ownNet } from '../../../src/tournament/spec/offered.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import { isActive } from '../../../src/tournament/tuning/candidates.ts';
import { defaultSpaceOf, listedSpace } from '../../../src/tournament/tuning/default-space.ts';
import { valuesOf } from '../../../src/tournament/tuning/space-of.ts';

const PLACES = [0, 0.5, 0.999999];

const owners = [
  ...learners.map(({ name, settings, space = {}, unsearched = {} }) => ({
    name,
    schema: settings,
    space,
    unsearched,
  })),
  ...architectures.map(({ name, options, space = {}, unsearched = {} }) => ({
    name,
    schema: options,
    space,
    unsearched,
  })),
  ...encodings.map(({ name, options, space = {} }) => ({ name, schema: options, space, unsearched: {} })),
];

describe.each(owners)('default space of $name', ({ schema, space, unsearched }) => {
  const names = Object.keys(schema.shape);

  it('has every setting, or a reason why not', () => {
    expect([...Object.keys(space), ...Object.keys(unsearched)].sort()).toEqual([...names].sort());
    for (const reason of Object.values<string>(unsearched)) expect(reason.length).toBeGreaterThan(10);
  });

  it('has values that the schema allows', () => {
    for (const [name, dimension] of Object.entries(space)) {
      if (dimension.kind === 'range') {
        expect(dimension.from).toBeLessThan(dimension.to);
        if (dimension.scale === 'log') expect(dimension.from).toBeGreaterThan(0);
      } else expect(new Set(dimension.values).size).toBeGreaterThan(1);
      const places =
        dimension.kind === 'choices' ? dimension.values.map((_, i, { length }) => i / length) : PLACES;
      for (const u of places) {
        const value = valueAt(dimension, u);
        expect(schema.shape[name].safeParse(value), `${name}=${value}`).toMatchObject({
          success: true,
          data: value,
        });
      }
    }
  });
});

const contestants = contestantPresets().flatMap((preset) =>
  architectures.map((architecture) => ({
    title: `${preset.name} with ${architecture.name}`,
    preset,
    architecture,
  })),
);

describe.each(contestants)('$title', ({ preset, architecture }) => {
  const space = defaultSpaceOf(preset.learner, architecture.name);

  /** Values of all settings with those over them, and of those that they depend on. */
  function withConditions(
    name: string,
    value: Choice,
    chosen: Record<string, Choice> = {},
  ): Record<string, Choice> {
    const condition = space[name]?.when;
    const values = { [name]: value, ...chosen };
    return condition === undefined ? values : withConditions(condition.setting, condition.is[0]!, values);
  }

  it('is resolved with every value of its space', () => {
    const own = resolveContestant(preset.name, { [NET]: architecture.name }).settings;
    const idle = findLearner(preset.learner).idle?.(own, architecture.name) ?? {};
    for (const [name, dimension] of Object.entries(space)) {
      for (const u of PLACES) {
        const value = valueAt(dimension, u);
        const values = { ...withConditions(name, value), [NET]: architecture.name };
        if (Number(value) > 0 && name in idle) {
          expect(() => resolveContestant(preset.name, values)).toThrow(
            `${name} has no effect: ${idle[name]}`,
          );
          continue;
        }
        const resolved = valuesOf(resolveContestant(preset.name, values));
        expect(resolved[name]).toBe(value);
        expect(isActive(name, space, resolved)).toBe(true);
      }
    }
  });

  it('has conditions on choices that exist', () => {
    for (const { when: condition } of Object.values(space) as Space[string][]) {
      if (condition === undefined) continue;
      const owner = [findLearner(preset.learner).settings, architecture.options].find(
        ({ shape }) => condition.setting in shape,
      )!;
      for (const value of condition.is) {
        expect(owner.shape[condition.setting].safeParse(value)).toMatchObject({ success: true });
      }
    }
  });
});

describe.each(contestantPresets().map((preset) => ({ preset, name: preset.name })))('$name', ({ preset }) => {
  it('tunes settings that exist and have a default space', () => {
    const space = defaultSpaceOf(preset.learner, ownNet(preset));
    const { tunes = [] } = preset;
    expect(tunes.length).toBeGreaterThan(0);
    expect(new Set(tunes).size).toBe(tunes.length);
    for (const name of tunes) expect(Object.keys(space)).toContain(name);
  });

  it('tunes the number of hidden units, where its net has one', () => {
    // With a limit of 0 its nets never grow.
    const hasHidden =
      'hidden' in findArchitecture(ownNet(preset)).options.shape && preset.settings.hidden !== 0;
    expect((preset.tunes ?? []).includes('hidden')).toBe(hasHidden);
  });
});

describe('listedSpace', () => {
  it('lists every setting with its values, its condition and whether it is tuned', () => {
    const listed = listedSpace('genitor');
    expect(listed.map(({ setting }) => setting)).toEqual([
      ...Object.keys(findLearner('genitor').settings.shape),
      ...Object.keys(findArchitecture('elman').options.shape),
    ]);
    const one = (name: string) => listed.find(({ setting }) => setting === name);
    expect(one('bias')).toEqual({
      setting: 'bias',
      values: '1.1 to 2',
      when: 'selection=rank',
      isTuned: false,
      reason: null,
    });
    expect(one('encoding')).toMatchObject({ values: 'real | bits', when: null, isTuned: true });
  });

  it('gives the reason for a setting without a default space', () => {
    expect(listedSpace('random').find(({ setting }) => setting === 'inFlight')).toEqual({
      setting: 'inFlight',
      values: null,
      when: null,
      isTuned: false,
      reason: 'results do not depend on it',
    });
  });

  it('refuses an unknown name', () => {
    expect(() => listedSpace('genitr')).toThrow("unknown contestant 'genitr', did you mean 'genitor'?");
  });
});
