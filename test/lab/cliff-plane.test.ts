import { afterAll, describe, expect, it } from 'vitest';
import { openDevice } from '../../src/engine/index.ts';
import { differInSize, embedded, hiddenOf } from '../../src/lab/cliff/embed.ts';
import { gridOn, lostShare, type Plane, planeThrough, pointAt, project } from '../../src/lab/cliff/plane.ts';
import { openPointMeasurer } from '../../src/lab/parts/point-measurer.ts';
import { elman, elmanNet } from '../../src/nets/elman.ts';
import { architectures } from '../../src/nets/index.ts';
import type { Net } from '../../src/nets/net.ts';
import { randomStream } from '../../src/random/random.ts';
import { drawBatch } from '../../src/tasks/batches.ts';
import temporalOrder from '../../tasks/temporal-order.ts';

const batchOf = (length: number, sequences: number) =>
  drawBatch(temporalOrder, { definition: 'paper', length, maximumLength: null }, ['cliff'], 0, sequences);

const vectorOf = (count: number, name: string): Float32Array => {
  const random = randomStream('cliff', name);
  return Float32Array.from({ length: count }, () => random.normal());
};

describe('the plane through three points', () => {
  it('has exact coordinates of these', () => {
    const plane = planeThrough(
      Float32Array.of(1, 1, 1, 0),
      Float32Array.of(4, 5, 1, 0),
      Float32Array.of(4, 5, 13, 0),
    )!;
    expect([plane.second, plane.third]).toEqual([
      { x: 5, y: 0 },
      { x: 5, y: 12 },
    ]);
    const near = (value: number) => expect.closeTo(value, 12);
    const at = (x: number, y: number, distance: number) => ({
      ...{ x: near(x), y: near(y), distance, away: near(0) },
    });
    expect(project(plane, Float32Array.of(1, 1, 1, 0))).toEqual({ x: 0, y: 0, distance: 0, away: 0 });
    expect(project(plane, Float32Array.of(4, 5, 1, 0))).toEqual(at(5, 0, 5));
    expect(project(plane, Float32Array.of(4, 5, 13, 0))).toEqual(at(5, 12, 13));
    // (0, 0, 0, 2) is across to the plane, and so is (-4, 3, 0, 0).
    expect(project(plane, Float32Array.of(1, 1, 1, 2))).toEqual({ x: 0, y: 0, distance: 2, away: 2 });
    const aside = project(plane, Float32Array.of(4 - 4, 5 + 3, 13, 0));
    expect(aside.x).toBeCloseTo(5, 12);
    expect(aside.away).toBeCloseTo(5, 12);
    expect(lostShare(aside)).toBeCloseTo(1 - 13 / Math.sqrt(194), 12);
  });

  it('is none where they lie on a line', () => {
    const [origin, second] = [Float32Array.of(0, 0), Float32Array.of(1, 2)];
    expect(planeThrough(origin, second, Float32Array.of(2, 4))).toBeNull();
    expect(planeThrough(origin, second, origin)).toBeNull();
    expect(planeThrough(origin, origin, second)).toBeNull();
  });

  it('gives the points back at their coordinates', () => {
    const points = ['a', 'b', 'c'].map((name) => vectorOf(500, name)) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const plane = planeThrough(...points)!;
    const found = new Float32Array(3 * 500);
    pointAt(plane, 0, 0, found);
    pointAt(plane, plane.second.x, 0, found, 500);
    pointAt(plane, plane.third.x, plane.third.y, found, 1000);
    expect(found).toEqual(Float32Array.from(points.flatMap((point) => [...point])));
    expect(project(plane, points[2]).x).toBeCloseTo(plane.third.x, 10);
    expect(project(plane, points[2]).away).toBeLessThan(1e-10);
  });
});

describe('the grid on a plane', () => {
  const planeAt = (x: number, third: { x: number; y: number }): Plane =>
    ({ second: { x, y: 0 }, third }) as unknown as Plane;

  it.each([
    [129, 3, { x: 2, y: 5 }],
    [33, 0.7, { x: -9, y: 0.02 }],
    [33, 4, { x: 40, y: 1 }],
    [64, 10, { x: 11, y: 300 }],
  ])(
    'of %d points has the first two points, the third on a row, and all of them inside',
    (size, x, third) => {
      const { columns, rows } = gridOn(planeAt(x, third), size);
      for (const axis of [columns, rows]) {
        expect(axis).toHaveLength(size);
        const step = axis[1]! - axis[0]!;
        for (let index = 1; index < size; index++)
          expect(axis[index]! - axis[index - 1]!).toBeCloseTo(step, 9);
      }
      expect(columns).toContain(0);
      expect(columns).toContain(x);
      expect(rows).toContain(0);
      expect(rows).toContain(third.y);
      expect(columns[0]).toBeLessThan(Math.min(0, third.x));
      expect(columns.at(-1)).toBeGreaterThan(Math.max(x, third.x));
      expect(rows[0]).toBeLessThan(0);
      expect(rows.at(-1)).toBeGreaterThan(third.y);
    },
  );

  it('covers points that are closer than it is fine', () => {
    const { columns } = gridOn(planeAt(0.01, { x: 100, y: 1 }), 9);
    expect(columns).toContain(0);
    expect(columns[0]).toBeLessThan(0);
    expect(columns.at(-1)).toBeGreaterThan(100);
  });
});

describe('a net embedded in a larger one', () => {
  const batch = batchOf(12, 9);
  const sized = architectures.filter(({ bred, fixed }) => bred === undefined && fixed === undefined);
  const kinds = sized.flatMap((architecture) => {
    const options = architecture.options.parse({ hidden: 3 }) as Record<string, unknown>;
    const others = architecture.name === 'elman' ? [{ unit: 'logistic' }, { unit: 'relu' }] : [];
    return [{}, ...others].map((other) => ({ architecture, options: { ...options, ...other } }));
  });

  it('is one of every architecture whose size is chosen', () => {
    expect(kinds.map(({ architecture }) => architecture.name)).toEqual(
      expect.arrayContaining(['elman', 'lstm', 'gru']),
    );
  });

  it.each(kinds)(
    'gives the same outputs: $architecture.name $options.unit',
    async ({ architecture, options }) => {
      const shape = { inputs: 6, outputs: 4 };
      const [small, large] = [3, 8].map((hidden) => architecture.build(shape, { ...options, hidden })) as [
        Net,
        Net,
      ];
      const parameters = vectorOf(small.parameters, architecture.name);
      expect(differInSize(small, large)).toBe(true);
      const placed = embedded(small, parameters, large);
      expect(placed.filter((value) => value !== 0)).toHaveLength(small.parameters);
      const reference = await openDevice('reference');
      const [one, other] = [
        await reference.evaluate(small, parameters, batch),
        await reference.evaluate(large, placed, batch),
      ];
      expect(other.outputs).toEqual(one.outputs);
      const wasm = await openDevice('wasm');
      const [here, there] = [
        await wasm.evaluate(small, parameters, batch),
        await wasm.evaluate(large, placed, batch),
      ];
      for (const [index, value] of there.outputs.entries())
        expect(value).toBeCloseTo(here.outputs[index]!, 5);
    },
  );

  it('is refused between kinds, and from large to small', () => {
    const net = (hidden: number, unit: 'tanh' | 'relu') => elmanNet({ unit, inputs: 2, hidden, outputs: 1 });
    expect(differInSize(net(2, 'tanh'), net(3, 'relu'))).toBe(false);
    expect(hiddenOf(net(7, 'tanh'))).toBe(7);
    expect(() => embedded(net(3, 'tanh'), new Float32Array(19), net(2, 'tanh'))).toThrow(RangeError);
  });
});

describe('the measurer of points', () => {
  const net = elmanNet({ unit: 'tanh', inputs: 6, hidden: 3, outputs: 4 });
  const batch = batchOf(10, 6);
  const count = 11;
  const options = elman.options.parse({ hidden: 3, initialisation: 'gaussian' });
  const points = Float32Array.from(
    Array.from({ length: count }, (_, index) => [
      ...elman.initialise(net, options, randomStream('p', index)),
    ]).flat(),
  );
  const opened = [openPointMeasurer(1), openPointMeasurer(2)];
  afterAll(async () => {
    for (const measurer of opened) await (await measurer).close();
  });

  it('gives the norm of the gradient, by finite differences in 64 bits', async () => {
    const { losses, norms } = await (await opened[0]!).measure({ net, batch, points, norms: true });
    const reference = await openDevice('reference');
    for (let point = 0; point < 3; point++) {
      const at = Float64Array.from(points.subarray(point * net.parameters, (point + 1) * net.parameters));
      const lossAt = async (index: number, change: number): Promise<number> => {
        const moved = at.slice();
        moved[index]! += change;
        return (await reference.evaluate(net, moved, batch)).loss;
      };
      let squares = 0;
      for (let index = 0; index < net.parameters; index++) {
        const slope = ((await lossAt(index, 1e-5)) - (await lossAt(index, -1e-5))) / 2e-5;
        squares += slope * slope;
      }
      expect(norms![point]! / Math.sqrt(squares)).toBeCloseTo(1, 5);
      expect(losses[point]! / (await lossAt(0, 0))).toBeCloseTo(1, 5);
    }
  });

  it('gives the same bits in two threads, and by evaluating alone nearly the same losses', async () => {
    const [one, two] = await Promise.all(opened);
    const request = { net, batch, points, norms: true };
    const found = await one!.measure(request);
    expect(await two!.measure(request)).toEqual(found);
    const evaluated = await one!.measure({ ...request, norms: false });
    expect(await two!.measure({ ...request, norms: false })).toEqual(evaluated);
    expect(evaluated.norms).toBeNull();
    for (const [point, loss] of evaluated.losses.entries()) expect(loss).toBeCloseTo(found.losses[point]!, 5);
  });

  it('leaves frozen parameters out of the norm', async () => {
    const frozen = {
      indices: Int32Array.from({ length: net.parameters - 1 }, (_, index) => index),
      values: new Float32Array(net.parameters - 1),
    };
    const { norms } = await (await opened[0]!).measure({ net, batch, points, norms: true, frozen });
    const { gradient } = await (await opened[0]!).device.gradient(
      net,
      points.subarray(0, net.parameters),
      batch,
    );
    expect(norms![0]).toBe(Math.abs(gradient.at(-1)!));
  });
});
