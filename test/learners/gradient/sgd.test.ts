import { describe, expect, it } from 'vitest';
import { spectralRadius } from '../../../src/eigen/spectral-radius.ts';
import type { Gradient, GradientRequest, Vector } from '../../../src/engine/device.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { DeviceLost } from '../../../src/errors.ts';
import { sgd } from '../../../src/learners/gradient/sgd.ts';
import { lookInside } from '../../../src/learners/inside.ts';
import type { Problem } from '../../../src/learners/learner.ts';
import { blockOf } from '../../../src/nets/index.ts';
import { netProblem, search, steps } from '../../support/learners/fake-problem.ts';
import { FarDevice } from '../../support/learners/far-device.ts';

const problem = netProblem();
const start = problem.initialise(problem.random('initial', 0));
const gradientOf = (request: GradientRequest = {}): Gradient =>
  referenceDevice.gradient(problem.net, start, problem.trainingBatch(0, 20), request) as Gradient;

const norm = (values: Vector): number =>
  Math.sqrt([...values].reduce((sum, value) => sum + value * value, 0));

/** θ - rate × g in float32. */
const descended = (gradient: Vector, rate: number): Float32Array =>
  start.map((value, index) => value - rate * gradient[index]!);

/** The problem with a device whose gradients are made up, from update `from` (0 is the first) on. */
function faulty(from: number, fault: (gradient: Gradient) => Partial<Gradient>): Problem {
  let update = 0;
  return {
    ...problem,
    device: {
      ...referenceDevice,
      gradient: async (...call) => {
        const gradient = await referenceDevice.gradient(...call);
        return update++ < from ? gradient : { ...gradient, ...fault(gradient) };
      },
    },
  };
}

describe('stochastic gradient descent', () => {
  it('makes the step θ - η g on the minibatch of its number', async () => {
    const running = await search(sgd, problem, { learningRate: 0.5 });
    const report = await running.step();
    const { gradient, loss } = gradientOf();
    expect(running.champion().parameters).toEqual(descended(gradient, 0.5));
    expect(report).toEqual({ macs: 240, sequences: 20, evaluations: 0, updates: 1, loss });
  });

  it('makes the step that a net of one unit gives by hand', async () => {
    // One step, one symbol: h = tanh(w + b), y = (v0 h + c0, v1 h + c1), E = -ln softmax(y)[1].
    const tiny = netProblem({
      hidden: 1,
      initialise: () => Float32Array.of(0.5, 0, 0, 0.25, 0.125, 1, -1, 0.5, 0),
    });
    const batch = tiny.trainingBatch(0, 1);
    const single = {
      ...batch,
      steps: 1,
      lengths: Int32Array.of(1),
      symbols: Int32Array.of(0),
      mask: Uint8Array.of(1),
      classes: Int32Array.of(1),
      answerSteps: Int32Array.of(0),
      activeSteps: 1,
    };
    const running = await search(
      sgd,
      { ...tiny, trainingBatch: () => single },
      { learningRate: 1, batch: 1 },
    );
    const { loss } = await running.step();
    const h = Math.tanh(0.5 + 0.125);
    const p0 = 1 / (1 + Math.exp(-h - (h + 0.5)));
    const dh = p0 * 1 + p0;
    const da = dh * (1 - h * h);
    const expected = [0.5 - da, 0, 0, 0.25, 0.125 - da, 1 - p0 * h, -1 + p0 * h, 0.5 - p0, p0];
    expect(loss).toBeCloseTo(-Math.log(1 - p0), 12);
    for (const [index, value] of running.champion().parameters.entries())
      expect(value).toBeCloseTo(expected[index]!, 6);
  });

  it('clips the norm over all parameters to the threshold, and only above it', async () => {
    const { gradient } = gradientOf();
    const length = norm(gradient);
    const clipped = await search(sgd, problem, { learningRate: 1, threshold: length / 4 });
    await clipped.step();
    const moved = clipped.champion().parameters.map((value, index) => value - start[index]!);
    expect(norm(moved)).toBeCloseTo(length / 4, 6);
    expect(lookInside(clipped)).toMatchObject({ gradientNorm: length, shareClipped: 1 });
    expect(lookInside(clipped).clippedNorm).toBeCloseTo(length / 4, 12);
    const free = await search(sgd, problem, { learningRate: 1, threshold: 2 * length });
    await free.step();
    expect(free.champion().parameters).toEqual(descended(gradient, 1));
    expect(lookInside(free)).toMatchObject({ clippedNorm: length, shareClipped: 0 });
  });

  it.each(['squared', 'norm'] as const)(
    'adds α times the gradient of Ω, %s form, before it clips',
    async (form) => {
      const alpha = 100;
      const { gradient, omega } = gradientOf({ omega: { form, weight: alpha } });
      const length = norm(gradient);
      expect(length).toBeGreaterThan(1.01 * norm(gradientOf().gradient));
      const running = await search(sgd, problem, {
        learningRate: 1,
        threshold: 0.01,
        alpha,
        omegaForm: form,
      });
      await running.step();
      expect(running.champion().parameters).toEqual(descended(gradient, 0.01 / length));
      expect(lookInside(running).omega).toBe(omega);
    },
  );

  it('with the rescue goes on after gradients that are not finite, counts them, and resumes to the same', async () => {
    // Every third gradient is spoilt, by its batch.
    const numbers = new Map<unknown, number>();
    const spoilt: Problem = {
      ...problem,
      trainingBatch(index, sequences) {
        const batch = { ...problem.trainingBatch(index, sequences) };
        numbers.set(batch, index);
        return batch;
      },
      device: {
        ...problem.device,
        async gradient(net, parameters, batch, request) {
          const found = await problem.device.gradient(net, parameters, batch, request);
          return numbers.get(batch)! % 3 === 2
            ? { ...found, gradient: found.gradient.fill(Number.NaN) }
            : found;
        },
      },
    };
    const plain = await search(sgd, spoilt, { threshold: 1 });
    expect((await steps(plain, 3))[2]!.stop?.detail).toBe('update 3: gradient norm is NaN');
    expect(lookInside(plain)).not.toHaveProperty('rescued');
    const running = await search(sgd, spoilt, { threshold: 1, rescue: true });
    await steps(running, 2);
    const before = running.champion().parameters.slice();
    await steps(running, 1);
    const [now, recurrent] = [
      running.champion().parameters,
      problem.net.blocks.find(({ name }) => name === 'W_rec')!,
    ];
    for (const [index, value] of before.entries()) {
      const isRecurrent = index >= recurrent.offset && index < recurrent.offset + recurrent.size;
      expect(now[index]).toBe(isRecurrent ? Math.fround(value - 0.01 * 0.02 * value) : value);
    }
    expect(lookInside(running)).toMatchObject({ rescued: 1, gradientNorm: null });
    expect(lookInside(running).meanGradientNorm).toBeGreaterThan(0);
    const resumed = await sgd.start(
      spoilt,
      sgd.settings.parse({ threshold: 1, rescue: true }),
      running.snapshot(),
    );
    await steps(running, 5);
    await steps(resumed, 5);
    expect(resumed.champion().parameters).toEqual(running.champion().parameters);
    expect(lookInside(resumed)).toEqual(lookInside(running));
    expect(lookInside(running).rescued).toBe(2);
  });

  it('shows the norms of ∂E/∂h_t and the spectral radius of W_rec', async () => {
    const running = await search(sgd, problem);
    await running.step();
    const inside = lookInside(running);
    expect(inside.stateNorms).toEqual([...gradientOf({ stateNorms: true }).stateNorms!]);
    expect(inside.spectralRadius).toBe(
      spectralRadius(blockOf(problem.net, running.champion().parameters, 'W_rec'), 2),
    );
  });

  it('shows no norms of ∂E/∂h_t where the readout alone is learnt, which they say nothing of', async () => {
    const learnt = problem.net.blocks.filter(({ name }) => name.endsWith('_out'));
    const running = await search(sgd, { ...problem, learnt });
    await running.step();
    expect(lookInside(running)).not.toHaveProperty('stateNorms');
    expect(lookInside(running)).toHaveProperty('gradientNorm');
  });

  it('learns a task of four steps', async () => {
    const running = await search(sgd, netProblem({ hidden: 6 }), { learningRate: 0.3, threshold: 1 });
    const losses = (await steps(running, 1000)).map(({ loss }) => loss);
    expect(losses.slice(-20).reduce((sum, loss) => sum + loss) / 20).toBeLessThan(0.1);
  });
});

describe('an explosion', () => {
  it.each([
    { what: 'a NaN loss', fault: () => ({ loss: Number.NaN }), detail: 'loss is NaN' },
    {
      what: 'an infinite loss',
      fault: () => ({ loss: Number.POSITIVE_INFINITY }),
      detail: 'loss is Infinity',
    },
    {
      what: 'a NaN gradient',
      fault: ({ gradient }: Gradient) => ({
        gradient: gradient.map((value, index) => (index === 3 ? Number.NaN : value)),
      }),
      detail: 'gradient norm is NaN',
    },
    {
      what: 'parameters that float32 cannot hold',
      fault: ({ gradient }: Gradient) => ({ gradient: gradient.map(() => 1e100) }),
      detail: 'a parameter is beyond the range of 32-bit numbers',
    },
  ])(
    'by $what ends the search with reason and update, at the last finite parameters',
    async ({ fault, detail }) => {
      const running = await search(sgd, faulty(3, fault));
      await steps(running, 3);
      const last = running.champion().parameters.slice();
      const report = await running.step();
      expect(report.stop).toEqual({ reason: 'exploded', detail: `update 4: ${detail}` });
      expect(report).toMatchObject({ updates: 0, sequences: 20, macs: 240 });
      expect(running.champion().parameters).toEqual(last);
      expect(running.snapshot().values.updates).toBe(3);
    },
  );

  it('comes about by weights that make gradients explode', async () => {
    // W_out [2×2] of ±10^37, from offset 12, in front of a state that is far from saturation.
    const initialise = (): Float32Array =>
      Float32Array.from({ length: 18 }, (_, index) =>
        index >= 12 && index < 16 ? (index % 3 === 0 ? 1e37 : -1e37) : 0.1 * index,
      );
    const running = await search(sgd, netProblem({ initialise }), { learningRate: 1000 });
    const report = await running.step();
    expect(report.stop?.detail).toBe('update 1: a parameter is beyond the range of 32-bit numbers');
    expect(running.champion().parameters).toEqual(initialise());
  });
});

describe('on a device with descents', () => {
  const settings = { learningRate: 0.1, alpha: 0.5, threshold: 0.5, batch: 20 };
  const COST = { macs: 240, sequences: 20, evaluations: 0, updates: 1 };
  const onDevice = (device: FarDevice, given: Partial<Problem> = {}) =>
    search(sgd, { ...netProblem({ device }), ...given }, settings);

  it('a step makes updates while it may, and reports them together beside the last', async () => {
    const asked: unknown[] = [];
    const running = await onDevice(new FarDevice());
    const report = await running.step((done, last) => {
      asked.push([done.updates, done.macs, last]);
      return done.updates < 5;
    });
    expect(asked).toEqual([1, 2, 3, 4, 5].map((updates) => [updates, 240 * updates, COST]));
    expect(report).toMatchObject({ macs: 1200, sequences: 100, updates: 5, last: COST });
    const alone = await steps(await search(sgd, netProblem(), settings), 5);
    expect(report.loss).toBe(alone.at(-1)!.loss);
  });

  it('the parameters stay there until they are settled', async () => {
    const device = new FarDevice();
    const running = await onDevice(device);
    const before = running.champion().parameters.slice();
    await running.step(({ updates }) => updates < 5);
    expect(running.champion().parameters).toEqual(before);
    await running.settle!();
    const host = await search(sgd, netProblem(), settings);
    await steps(host, 5);
    expect(running.champion().parameters).toEqual(host.champion().parameters);
    expect(lookInside(running)).toEqual(lookInside(host));
    expect(running.snapshot()).toEqual(host.snapshot());
  });

  it.each([
    { what: 'a loss', spoiled: { loss: Number.NaN }, detail: 'loss is NaN' },
    {
      what: 'a gradient',
      spoiled: { gradient: new Float64Array(18).fill(Number.POSITIVE_INFINITY) },
      detail: 'gradient norm is Infinity',
    },
    {
      what: 'parameters',
      spoiled: { gradient: new Float64Array(18).fill(1e100) },
      detail: 'a parameter is beyond the range of 32-bit numbers',
    },
  ])(
    '$what that is not finite costs what it does one by one, though later batches were drawn',
    async ({ what, spoiled, detail }) => {
      const spoil = (gradient: Gradient, update: number) =>
        update === 6 ? { ...gradient, ...spoiled } : gradient;
      const given = what === 'parameters' ? { ...settings, threshold: 0 } : settings;
      const device = new FarDevice({ spoil });
      const running = await search(sgd, netProblem({ device }), given);
      const report = await running.step(() => true);
      expect(report).toMatchObject({
        macs: 6 * 240,
        sequences: 120,
        updates: 5,
        last: { ...COST, updates: 0 },
        stop: { reason: 'exploded', detail: `update 6: ${detail}` },
      });
      expect(device.given).toBeGreaterThan(6);
      await running.settle!();
      const host = await search(sgd, netProblem(), given);
      await steps(host, 5);
      expect(running.champion().parameters).toEqual(host.champion().parameters);
      expect(lookInside(running)).toEqual(lookInside(host));
      expect(running.snapshot()).toEqual(host.snapshot());
    },
  );

  it('a batch that cannot be drawn fails the step that would begin with it', async () => {
    const { trainingBatch } = netProblem();
    const running = await onDevice(new FarDevice(), {
      trainingBatch(index, sequences) {
        if (index === 5) throw new Error('no batch 5');
        return trainingBatch(index, sequences);
      },
    });
    expect(await running.step(() => true)).toMatchObject({ updates: 5, macs: 1200 });
    await expect(running.step(() => true)).rejects.toThrow('no batch 5');
  });

  it('what the device throws comes out as it is', async () => {
    const running = await onDevice(new FarDevice({ lostAfter: 5 }));
    await expect(running.step(() => true)).rejects.toThrow(DeviceLost);
  });
});
