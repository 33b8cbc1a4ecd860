import { afterAll, beforeAll, expect, it } from 'vitest';
import { openGpu } from '../../../src/engine/webgpu/gpu/adapter.ts';
import type { Gpu } from '../../../src/engine/webgpu/gpu/gpu.ts';
import {
  elementary,
  unitFourValue,
  unitSlope,
  unitValue,
} from '../../../src/engine/webgpu/kernels/elementary.ts';
import type { Unit } from '../../../src/nets/net.ts';
import { exp, log, logistic, tanh } from '../../../src/numeric/elementary.ts';
import { runWgsl } from './run-wgsl.ts';
import { describeOnGpu } from './swiftshader.ts';

/** `count` numbers evenly from `least` to `most`; an even count passes 0 by. */
const grid = (least: number, most: number, count = 60_000): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => least + ((most - least) * (i + 0.5)) / count);

/** Numbers evenly on a logarithmic scale. */
const magnitudes = (least: number, most: number, count = 30_001): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => exp(log(least) + (i / count) * log(most / least)));

function worstRelativeError(
  actual: Float32Array,
  inputs: Float32Array,
  exact: (x: number) => number,
): number {
  return actual.reduce(
    (worst, value, index) => Math.max(worst, Math.abs(value / exact(inputs[index]!) - 1)),
    0,
  );
}

/** NaN, infinities, and the ends of the range. */
const special = Float32Array.of(Number.NaN, Infinity, -Infinity, 3.4e38, -3.4e38, 0);

describeOnGpu('the elementary functions in WGSL', () => {
  let gpu: Gpu;
  beforeAll(async () => {
    gpu = await openGpu();
  });
  afterAll(() => gpu.close());
  const apply = (name: string, numbers: Float32Array): Promise<Float32Array> =>
    runWgsl(gpu, 'f32', `${elementary}\nfn apply(x: f32) -> f32 { return ${name}(x); }`, numbers);
  const applyUnit = (unit: Unit, numbers: Float32Array): Promise<Float32Array> =>
    runWgsl(gpu, 'f32', `${unitValue(unit)}\nfn apply(x: f32) -> f32 { return unit(x); }`, numbers);

  it('compute exp within 4e-7, 1 at 0, and stop at e^-87 and e^88', async () => {
    const x = grid(-87, 88);
    expect(worstRelativeError(await apply('exponential', x), x, exp)).toBeLessThan(4e-7);
    const [atZero, low, lowest, high, highest] = await apply(
      'exponential',
      Float32Array.of(0, -87, -Infinity, 88, Infinity),
    );
    expect(atZero).toBe(1);
    expect(lowest).toBe(low);
    expect(highest).toBe(high);
    expect(high).toBeLessThan(Infinity);
  });

  it('compute log within 4e-7 over all magnitudes, near 1 too, and 0 at 1', async () => {
    for (const x of [magnitudes(1e-37, 1e37), grid(0.9, 0.999), grid(1.001, 1.1)]) {
      expect(worstRelativeError(await apply('logarithm', x), x, log)).toBeLessThan(4e-7);
    }
    expect(await apply('logarithm', Float32Array.of(1))).toEqual(Float32Array.of(0));
  });

  it('compute ln(1 + u) within 5e-7 on [0, 1], even where 1 + u rounds to 1', async () => {
    const u = magnitudes(1e-30, 1);
    // ln(1 + u) = u - u²/2 + u³/3 - … for small u, where float64 loses digits in 1 + u.
    const exact = (x: number) => (x < 1e-4 ? x - (x * x) / 2 + (x * x * x) / 3 : log(1 + x));
    expect(worstRelativeError(await apply('logarithm1p', u), u, exact)).toBeLessThan(5e-7);
    expect(await apply('logarithm1p', Float32Array.of(0))).toEqual(Float32Array.of(0));
  });

  it('compute tanh within 6e-7, relative to its value, over all magnitudes', async () => {
    for (const x of [grid(-10, 10), magnitudes(1e-30, 1)]) {
      expect(worstRelativeError(await applyUnit('tanh', x), x, tanh)).toBeLessThan(6e-7);
    }
  });

  it('compute tanh odd, bit by bit, at exactly ±1 from afar, and never beyond', async () => {
    const x = grid(0, 12);
    const negative = await applyUnit(
      'tanh',
      x.map((value) => -value),
    );
    expect(negative).toEqual((await applyUnit('tanh', x)).map((value) => -value));
    expect(negative.every((value) => Math.abs(value) <= 1)).toBe(true);
    expect([...(await applyUnit('tanh', Float32Array.of(9.02, 20, 1e30, -9.02, -1e30)))]).toEqual([
      1, 1, 1, -1, -1,
    ]);
  });

  it('compute the logistic function within 6e-7 where its value is a normal number', async () => {
    const x = grid(-87, 30);
    expect(worstRelativeError(await applyUnit('logistic', x), x, logistic)).toBeLessThan(6e-7);
    expect(await apply('logistic', x)).toEqual(await applyUnit('logistic', x));
  });

  it.each<[Unit, readonly number[]]>([
    ['tanh', [Number.NaN, 1, -1, 1, -1, 0]],
    ['logistic', [Number.NaN, 1, 0, 1, 0, 0.5]],
    ['relu', [Number.NaN, Infinity, 0, Math.fround(3.4e38), 0, 0]],
  ])('keep NaN as the value of a %s unit, and no other number becomes one', async (unit, right) => {
    const values = await applyUnit(unit, special);
    expect(values[0]).toBeNaN();
    for (const [index, value] of right.entries()) {
      if (index > 0) expect(Math.abs(values[index]! - value) <= 1e-30 || values[index] === value).toBe(true);
    }
  });

  it.each(['tanh', 'logistic', 'relu'] as const)(
    'compute four %s units at once as one by one',
    async (unit) => {
      const x = Float32Array.from([...grid(-100, 100, 6000), ...magnitudes(1e-30, 1e30, 3000), ...special]);
      const one = await applyUnit(unit, x);
      for (const part of ['x', 'w']) {
        const code = `${unitFourValue(unit)}
fn apply(x: f32) -> f32 { return unitFour(vec4f(x, 0.5, -x, x)).${part}; }`;
        expect(await runWgsl(gpu, 'f32', code, x)).toEqual(one);
      }
    },
  );

  it('tell NaN and the infinities by their bits', async () => {
    const code =
      'fn apply(x: f32) -> f32 { return select(0.0, 1.0, isNan(x)) + select(0.0, 2.0, isFinite(x)); }';
    expect([...(await runWgsl(gpu, 'f32', code, special))]).toEqual([1, 0, 0, 2, 2, 2]);
    expect([...(await runWgsl(gpu, 'f32', code, Float32Array.of(1e-45, -1e-45, -0)))]).toEqual([2, 2, 2]);
  });

  it.each<[Unit, (h: number) => number]>([
    ['tanh', (h) => 1 - h * h],
    ['logistic', (h) => h * (1 - h)],
    ['relu', (h) => (h > 0 ? 1 : 0)],
  ])('compute the slope of a %s unit from its value', async (unit, slope) => {
    const h = Float32Array.of(0, 0.25, 0.5, 1);
    const code = `${unitSlope(unit)}\nfn apply(x: f32) -> f32 { return unitSlope(x); }`;
    expect([...(await runWgsl(gpu, 'f32', code, h))]).toEqual([...h].map(slope));
  });
});
