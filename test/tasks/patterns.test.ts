import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/engine/batch.ts';
import { openDevice } from '../../src/engine/index.ts';
import { randomStream } from '../../src/random/random.ts';
import { evaluationBatches, judgeBatch } from '../../src/tasks/batches.ts';
import { findTask } from '../../tasks/index.ts';
import { type Delay, mackeyGlass, seriesVariance } from '../../tasks/parts/mackey-glass-series.ts';
import { periodOf, sineOfTurns } from '../../tasks/parts/periods.ts';
import { sineNet } from '../support/tasks/sine-net.ts';

const batchOf = (name: string, given: object = {}, sequences = 200) => {
  const task = findTask(name);
  const options = task.options.parse(given);
  const batch = evaluationBatches(task, options, [1, name, 'test'], sequences, sequences).chunk(0);
  return { task, options, batch };
};

const inputAt = ({ dense, outputs, sequences }: Batch, step: number, channel: number, b: number): number =>
  dense![(step * outputs + channel) * sequences + b]!;

/** Outputs of a free run of a linear recurrence of order 2, with a constant, on each channel, which has seen the washout. */
function goOn(batch: Batch, rule: (channel: number) => readonly [number, number, number]): Float32Array {
  const { sequences, outputs, answerSteps, feedback } = batch;
  const made = new Float32Array(answerSteps.length * outputs * sequences);
  for (let channel = 0; channel < outputs; channel++) {
    const [first, second, constant] = rule(channel);
    for (let b = 0; b < sequences; b++) {
      let last = inputAt(batch, feedback!.washout - 1, channel, b);
      let before = inputAt(batch, feedback!.washout - 2, channel, b);
      for (let answer = 0; answer < answerSteps.length; answer++) {
        const next = first * last + second * before + constant;
        made[(answer * outputs + channel) * sequences + b] = next;
        [before, last] = [last, next];
      }
    }
  }
  return made;
}

/** Mean loss and means of the measures. */
function judged(name: string, given: object, rule: (channel: number) => readonly [number, number, number]) {
  const { task, options, batch } = batchOf(name, given, 1000);
  const outputs = goOn(batch, rule);
  const { sequences, outputs: width, values, answerSteps } = batch;
  let loss = 0;
  for (const [at, output] of outputs.entries()) {
    const target =
      values![
        answerSteps[Math.floor(at / (width * sequences))]! * width * sequences + (at % (width * sequences))
      ]!;
    loss += (output - target) ** 2 / (answerSteps.length * sequences);
  }
  const { measures } = judgeBatch(task, options, batch, outputs);
  return {
    loss,
    ...Object.fromEntries(Object.entries(measures).map(([key, sum]) => [key, sum / sequences])),
  };
}

const wave = (period: number) => [2 * Math.cos((2 * Math.PI) / period), -1, 0] as const;
const copy = () => [1, 0, 0] as const;

describe.each(['sine', 'figure-eight', 'mackey-glass'])('%s', (name) => {
  it('has in each input the target of the step before, and scores 1 to F steps after the washout', () => {
    const { batch } = batchOf(name, { washout: 12, free: 9 }, 5);
    expect(batch.steps).toBe(20);
    expect(batch.feedback).toEqual({ washout: 12, free: new Uint8Array(5).fill(1) });
    expect([...batch.answerSteps]).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19]);
    for (const step of [11, 15, 18]) {
      for (let at = 0; at < batch.outputs * 5; at++)
        expect(batch.values![step * batch.outputs * 5 + at]).toBe(
          batch.dense![(step + 1) * batch.outputs * 5 + at],
        );
    }
  });

  it('measures only as far as the free run goes', () => {
    const { task, options, batch } = batchOf(name, { washout: 12, free: 9 }, 5);
    const { measures } = judgeBatch(task, options, batch, new Float32Array(9 * batch.outputs * 5));
    expect(Object.keys(measures)).toContain('nmse1');
    expect(Object.keys(measures)).not.toContain('nmse10');
  });
});

describe('a linear recurrence of order 2', () => {
  it('is exact on the sine and on each channel of the figure eight', () => {
    const sine = judged('sine', {}, () => wave(25));
    expect(sine).toMatchObject({ amplitude: expect.closeTo(1, 4), periodError: expect.closeTo(0, 4) });
    expect(sine.loss).toBeLessThan(1e-9);
    expect(judged('figure-eight', {}, (channel) => wave(30 / (channel + 1))).loss).toBeLessThan(1e-9);
  });

  it('leaves the measures that docs/tasks.md has, as copying does', () => {
    const near = (value: number) => expect.closeTo(value, 2);
    expect(judged('sine', {}, copy)).toMatchObject({
      loss: near(0.251),
      nmse1: near(0.06),
      nmse10: near(3.58),
    });
    expect(judged('figure-eight', {}, copy)).toMatchObject({ loss: near(0.502), nmse1: near(0.105) });
    // Coefficients by least squares on the washout.
    const fitted = judged('mackey-glass', {}, () => [1.96415, -0.98558, -0.00151]);
    expect(fitted).toMatchObject({
      loss: near(0.044),
      nmse1: near(0),
      nmse10: near(0.41),
      nmse84: near(1.33),
    });
    expect(judged('mackey-glass', {}, copy)).toMatchObject({
      loss: near(0.096),
      nmse1: near(0.02),
      nmse10: near(1.54),
    });
  });
});

describe('a net that has the recurrence in its weights', () => {
  it.each(['reference', 'wasm'])(
    'goes on with the sine without its values, on the device %s',
    async (name) => {
      const { net, parameters } = sineNet(25);
      const { batch } = batchOf('sine', {}, 50);
      const device = await openDevice(name);
      const free = await device.evaluate(net, parameters, batch);
      const { feedback: _, ...given } = batch;
      const forced = await device.evaluate(net, parameters, given);
      await device.close();
      expect(free.loss).toBeLessThan(1e-9);
      for (const [at, output] of free.outputs.entries())
        expect(Math.abs(output - forced.outputs[at]!)).toBeLessThan(1e-4);
    },
  );
});

describe('the series of Mackey and Glass', () => {
  it.each([17, 30] as const)(
    'has the variance by which errors are divided, also by half the step: τ = %i',
    (tau: Delay) => {
      for (const eulerSteps of [10, 20]) {
        const series = mackeyGlass(tau, 60_000, randomStream('series', tau), { eulerSteps });
        const mean = series.reduce((sum, value) => sum + value, 0) / series.length;
        const variance = series.reduce((sum, value) => sum + (value - mean) ** 2, 0) / series.length;
        expect(Math.abs(variance / seriesVariance[tau] - 1)).toBeLessThan(0.02);
      }
    },
  );

  it('is on its attractor in every sequence', () => {
    const { batch } = batchOf('mackey-glass', { tau: 30 }, 1000);
    const { values, answerSteps, sequences } = batch;
    const first = values!.subarray(answerSteps[0]! * sequences);
    const mean = first.reduce((sum, value) => sum + value, 0) / first.length;
    const variance = first.reduce((sum, value) => sum + (value - mean) ** 2, 0) / first.length;
    expect(Math.abs(variance / seriesVariance[30] - 1)).toBeLessThan(0.1);
  });
});

describe('periods', () => {
  it('of sines are found to a hundredth of a step', () => {
    for (const period of [12.5, 25, 31.4]) {
      const series = Array.from({ length: 100 }, (_, step) => sineOfTurns(step / period + 0.3));
      expect(Math.abs(periodOf(series, 1.1 * period)! - period)).toBeLessThan(0.15);
    }
  });

  it('are none where a series has no spread, or is too short', () => {
    expect(periodOf(new Array(100).fill(0.5), 25)).toBeNull();
    expect(periodOf([0, 1, 0, 1, 0, 1], 25)).toBeNull();
  });

  it('sines of turns are those of Math.sin', () => {
    for (const turns of [-3.2, -0.5, 0, 0.1, 0.25, 0.74999, 0.75, 0.99, 17.3])
      expect(sineOfTurns(turns)).toBeCloseTo(Math.sin(2 * Math.PI * turns), 12);
  });
});
