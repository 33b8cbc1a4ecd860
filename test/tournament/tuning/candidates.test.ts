/** Candidates of a search. */
import { describe, expect, it } from 'vitest';
import { choices, linear, log, type Space } from '../../../src/options/space.ts';
import { FaultList } from '../../../src/tournament/script/fault-list.ts';
import { resolveContestant } from '../../../src/tournament/spec/resolve.ts';
import type { SamplerName } from '../../../src/tournament/spec/tuning.ts';
import { candidatesOf } from '../../../src/tournament/tuning/candidates.ts';
import { defaultSpaceOf } from '../../../src/tournament/tuning/default-space.ts';
import { spaceOf, valuesOf } from '../../../src/tournament/tuning/space-of.ts';

const SAMPLERS: readonly SamplerName[] = ['sobol', 'random', 'halving'];

function candidates(
  preset: string,
  {
    space,
    count = 16,
    sampler = 'sobol',
    seed = 1,
    settings = {},
    name = preset,
  }: {
    space?: Space;
    count?: number;
    sampler?: SamplerName;
    seed?: number;
    settings?: Record<string, unknown>;
    name?: string;
  } = {},
) {
  const base = resolveContestant(preset, settings, { as: name });
  const searched = space ?? spaceOf(preset, base, undefined, [], new FaultList());
  return candidatesOf({ preset, base, space: searched, count, sampler, seed });
}

describe.each(SAMPLERS)('%s', (sampler) => {
  it('begins with the contestant itself and goes on with others, each once', () => {
    const all = candidates('genitor', { sampler, count: 64 });
    expect(all.map(({ name }) => name)).toEqual(Array.from({ length: 64 }, (_, i) => `genitor#${i + 1}`));
    expect(all[0]).toEqual({ ...resolveContestant('genitor'), name: 'genitor#1' });
    expect(new Set(all.map((one) => JSON.stringify(valuesOf(one)))).size).toBe(64);
  });

  it('depends on the seed and the contestant’s name alone, and a larger count only adds', () => {
    const few = candidates('msgd-cr', { sampler, count: 8 });
    expect(candidates('msgd-cr', { sampler, count: 8 })).toEqual(few);
    expect(candidates('msgd-cr', { sampler, count: 32 }).slice(0, 8)).toEqual(few);
    expect(candidates('msgd-cr', { sampler, count: 8, seed: 2 })).not.toEqual(few);
    const other = candidates('msgd-cr', { sampler, count: 8, name: 'other' });
    expect(other[1]!.settings).not.toEqual(few[1]!.settings);
  });

  it('keeps settings of the contestant that are not searched, or have no effect', () => {
    const settings = { encoding: 'real', mutationRate: 0.77, population: 33 };
    const space = defaultSpaceOf('genitor', 'elman');
    const searched = Object.fromEntries(
      ['encoding', 'mutationRate', 'flipRate', 'selection', 'window', 'scaling'].map((name) => [
        name,
        space[name]!,
      ]),
    );
    const all = candidates('genitor', { sampler, count: 64, settings, space: searched });
    expect(all.every((one) => one.settings.population === 33)).toBe(true);
    for (const one of all.slice(1)) {
      if (one.settings.encoding === 'bits') {
        expect(one.settings.mutationRate).toBe(0.77);
        expect(one.settings.flipRate).not.toBe('auto');
      } else expect(one.settings.flipRate).toBe('auto');
      if (one.settings.selection !== 'proportionate') {
        expect(one.settings).toMatchObject({ scaling: 'windowed', window: 1 });
      }
    }
    expect(new Set(all.map((one) => one.settings.encoding))).toEqual(new Set(['real', 'bits']));
    expect(all.some((one) => one.settings.window !== 1)).toBe(true);
  });

  it('replaces points whose settings do not go together', () => {
    const space = { low: linear(-1, 1), high: linear(-1, 1) };
    const all = candidates('genitor', {
      sampler,
      count: 32,
      space,
      settings: { encoding: 'bits', low: -1, high: 1 },
    });
    expect(all).toHaveLength(32);
    for (const { settings } of all) expect(settings.low).toBeLessThan(settings.high as number);
  });

  it('gives fewer where the space has fewer combinations', () => {
    const space = { batch: choices(5, 10, 20), omegaForm: choices('squared', 'norm') };
    const all = candidates('msgd-cr', { sampler, count: 64, space });
    expect(all).toHaveLength(6);
    expect(all.map(({ name }) => name)).toEqual([1, 2, 3, 4, 5, 6].map((number) => `msgd-cr#${number}`));
  });
});

describe('sobol', () => {
  it('spreads the candidates evenly', () => {
    const all = candidates('msgd', { count: 65, space: { learningRate: log(0.001, 1) } });
    const rates = all.slice(1).map((one) => one.settings.learningRate as number);
    const thirds = [0.01, 0.1, 1].map((end) => rates.filter((rate) => rate <= end).length);
    expect(thirds[0]).toBeGreaterThanOrEqual(20);
    expect(thirds[0]).toBeLessThanOrEqual(23);
    expect(thirds[1]).toBeGreaterThanOrEqual(41);
    expect(thirds[1]).toBeLessThanOrEqual(44);
  });
});
