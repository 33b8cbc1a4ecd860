import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/engine/batch.ts';
import { shared } from '../../src/engine/batch.ts';
import { referenceDevice } from '../../src/engine/reference/reference.ts';
import { openWasmDevice } from '../../src/engine/wasm/device.ts';
import { horizons } from '../../src/lab/horizons/index.ts';
import {
  changesAtLag,
  groupsOf,
  lagsUpTo,
  stepGradients,
  stepsAtLags,
  usedAtSteps,
  wholeGradients,
} from '../../src/lab/horizons/lags.ts';
import { lastAnswers } from '../../src/lab/parts/last-answer.ts';
import { plainWork } from '../../src/lab/view.ts';
import { elmanNet } from '../../src/nets/elman.ts';
import { block } from '../../src/nets/index.ts';
import { lstm } from '../../src/nets/lstm.ts';
import type { Net } from '../../src/nets/net.ts';
import { randomStream } from '../../src/random/random.ts';
import { randomBatch } from '../support/engine/random-batch.ts';
import { smallRun, smallSpec } from '../support/export/small-run.ts';

const nothing = () => {};
const wasm = openWasmDevice();

const drawn = (net: Net, size: number, name: string): Float32Array => {
  const random = randomStream('horizons-test', name);
  return Float32Array.from({ length: net.parameters }, () => size * random.normal());
};

const tanhNet = elmanNet({ unit: 'tanh', inputs: 3, hidden: 4, outputs: 2 });
const lstmNet = lstm.build({ inputs: 3, outputs: 2 }, lstm.options.parse({ hidden: 3 }));

/** Batch whose sequences have lengths from 2 to 7, scored somewhere. */
const ragged = (loss: 'softmax' | 'squared' = 'softmax'): Batch =>
  randomBatch({
    ...{ loss, input: 'dense', inputs: 3, outputs: 2, sequences: 9, steps: 7 },
    ...{ ragged: true, scored: 'some', seed: 'horizons' },
  });

const even = (): Batch =>
  randomBatch({
    ...{ loss: 'softmax', input: 'symbols', inputs: 3, outputs: 2, sequences: 6, steps: 8 },
    ...{ scored: 'last', seed: 'horizons' },
  });

describe('the lags that are looked at', () => {
  it('are the first ones, then ever wider apart, and the longest', () => {
    expect(lagsUpTo(99)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 16, 20, 25, 32, 40, 51, 64, 81, 99]);
    expect(lagsUpTo(3)).toEqual([0, 1, 2, 3]);
    expect(lagsUpTo(0)).toEqual([0]);
  });
});

describe('sequences up to their last answer', () => {
  it('are cut there and scored there alone', () => {
    const batch = ragged();
    const cut = lastAnswers(batch);
    for (let b = 0; b < batch.sequences; b++) {
      const scored = Array.from({ length: batch.steps }, (_, step) => step).filter(
        (step) => batch.mask[step * batch.sequences + b] === 1,
      );
      expect(cut.lengths[b]).toBe(scored.at(-1)! + 1);
    }
    expect(cut.scoredSteps).toBe(batch.sequences);
  });
});

describe.each([
  ['tanh', tanhNet, even],
  ['tanh, lengths of all kinds', tanhNet, ragged],
  ['LSTM', lstmNet, even],
  ['LSTM, lengths of all kinds', lstmNet, ragged],
] as const)('gradients by the weights as one step uses them: %s', (_, net, makeBatch) => {
  const batch = lastAnswers(makeBatch());
  const parameters = drawn(net, 0.7, 'parameters');
  const every = Array.from({ length: Math.max(...batch.lengths) }, (_, lag) => lag);

  it.each([
    ['reference', referenceDevice, 1e-9],
    ['wasm', wasm, 1e-4],
  ] as const)('add up over all lags to the whole gradient, on %s', async (_, device, tolerance) => {
    const steps = await stepsAtLags(device, net, parameters, batch, every);
    const whole = await wholeGradients(device, net, parameters, batch);
    for (let group = 0; group < groupsOf(batch); group++) {
      const sum = new Float64Array(usedAtSteps(net).length);
      for (const step of steps) {
        const { gradients } = await stepGradients(device, net, parameters, batch, step);
        for (const [at, value] of gradients[group]!.entries()) sum[at]! += value;
      }
      const expected = whole.gradients[group]!;
      for (const [at, value] of sum.entries())
        expect(Math.abs(value - expected[at]!)).toBeLessThan(Math.max(tolerance, 2e-6));
    }
  });

  it('give the change of the loss to first order, for any small change of the weights at that step', async () => {
    const places = usedAtSteps(net);
    const random = randomStream('direction');
    const direction = new Float64Array(net.parameters);
    for (const place of places) direction[place] = random.normal();
    // Central differences: the second order cancels, and states between the batches are float32.
    const size = 2 ** -8;
    const asked = [size, -size].map((by) => parameters.map((value, at) => value + by * direction[at]!));
    for (const step of await stepsAtLags(referenceDevice, net, parameters, batch, every)) {
      const { gradients, counts } = await stepGradients(referenceDevice, net, parameters, batch, step);
      const [up, down] = (
        await changesAtLag(referenceDevice, net, parameters, batch, step, asked, nothing)
      ).map((changes) => changes.reduce((sum, one) => sum + one, 0));
      let slope = 0;
      for (const gradient of gradients)
        for (const [at, place] of places.entries()) slope += gradient[at]! * direction[place]!;
      expect(Math.abs((up! - down!) / (2 * size) - slope)).toBeLessThan(1e-3 * (1 + Math.abs(slope)));
      expect(counts.reduce((sum, one) => sum + one, 0)).toBe(step.sequences.length);
    }
  });
});

describe('weights that are others at one step alone', () => {
  it('change the loss as a plain forward pass with two sets of weights does', async () => {
    const batch = lastAnswers(even());
    const net = tanhNet;
    const parameters = drawn(net, 0.7, 'parameters');
    const perturbed = ['one', 'two', 'three'].map((name) => {
      const change = drawn(net, 0.5, name);
      const places = new Set(usedAtSteps(net));
      return parameters.map((value, at) => (places.has(at) ? value + change[at]! : value));
    });
    const view = (own: Float32Array, name: string) => {
      const { offset, size } = block(net, name);
      return own.subarray(offset, offset + size);
    };
    const lossOf = (b: number, other: Float32Array, lag: number): number => {
      let h = [0, 0, 0, 0];
      const length = batch.lengths[b]!;
      for (let step = 0; step < length; step++) {
        const own = step === length - 1 - lag ? other : parameters;
        const [input, recurrent, bias] = [view(own, 'W_in'), view(own, 'W_rec'), view(own, 'b')];
        const symbol = batch.symbols![step * batch.sequences + b]!;
        h = h.map((_, unit) =>
          Math.tanh(
            h.reduce(
              (sum, value, from) => sum + recurrent[unit * 4 + from]! * value,
              bias[unit]! + input[unit * 3 + symbol]!,
            ),
          ),
        );
      }
      const [weights, biases] = [view(parameters, 'W_out'), view(parameters, 'b_out')];
      const y = [0, 1].map((output) =>
        h.reduce((sum, value, from) => sum + weights[output * 4 + from]! * value, biases[output]!),
      );
      const label = batch.classes![(length - 1) * batch.sequences + b]!;
      return Math.log(Math.exp(y[0]!) + Math.exp(y[1]!)) - y[label]!;
    };
    for (const step of await stepsAtLags(wasm, net, parameters, batch, [0, 1, 3, 7])) {
      const changes = await changesAtLag(wasm, net, parameters, batch, step, perturbed, nothing);
      for (const [p, other] of perturbed.entries())
        for (let b = 0; b < batch.sequences; b++)
          expect(changes[p]![b]).toBeCloseTo(lossOf(b, other, step.lag) - lossOf(b, parameters, step.lag), 5);
    }
  });
});

describe('a linear net', () => {
  it('has the gradient (W_recᵀ)ᵏ W_outᵀ (y - target) 2 at lag k, by its Jacobian in closed form', async () => {
    // ReLU units whose arguments stay above 0 are linear.
    const net = elmanNet({ unit: 'relu', inputs: 1, hidden: 2, outputs: 1 });
    const parameters = new Float32Array(net.parameters);
    const W = [0.5, 0.25, 0.125, 0.75];
    parameters.set(W, block(net, 'W_rec').offset);
    parameters.set([1, 0.5], block(net, 'W_in').offset);
    parameters.set([1, -2], block(net, 'W_out').offset);
    const steps = 12;
    const one = shared.int32(1).fill(1);
    const batch: Batch = lastAnswers({
      ...{ loss: 'squared', sequences: 1, steps, inputs: 1, outputs: 1, symbols: null, classes: null },
      lengths: shared.int32(1).fill(steps),
      dense: shared.float32(steps).fill(1),
      mask: (() => {
        const mask = shared.uint8(steps);
        mask[steps - 1] = 1;
        return mask;
      })(),
      values: shared.float32(steps),
      weights: shared.float32(1).fill(1),
      answerSteps: one.map(() => steps - 1),
      ...{ activeSteps: steps, scoredSteps: 1 },
    });
    let h = [0, 0];
    for (let step = 0; step < steps; step++)
      h = [1 + W[0]! * h[0]! + W[1]! * h[1]!, 0.5 + W[2]! * h[0]! + W[3]! * h[1]!];
    const y = h[0]! - 2 * h[1]!;
    let d = [2 * y, -4 * y];
    const lags = Array.from({ length: steps }, (_, lag) => lag);
    for (const step of await stepsAtLags(wasm, net, parameters, batch, lags)) {
      const { squares } = await stepGradients(wasm, net, parameters, batch, step);
      expect(Math.sqrt(squares[0]!) / Math.hypot(d[0]!, d[1]!)).toBeCloseTo(1, 5);
      d = [W[0]! * d[0]! + W[2]! * d[1]!, W[1]! * d[0]! + W[3]! * d[1]!];
    }
  });
});

describe('the view horizons', () => {
  const options = (given: object = {}) =>
    horizons.options.parse({
      sequences: 16,
      perturbations: 8,
      resamples: 30,
      length: 10,
      hidden: 6,
      ...given,
    });

  it('gives the same findings twice, to the last bit, and finite numbers', async () => {
    const look = () => horizons.look({ options: options(), run: null, contestants: [] }, plainWork());
    const found = await look();
    expect(JSON.stringify(await look())).toBe(JSON.stringify(found));
    expect(found.figures.map(({ id }) => id)).toEqual(['sizes', 'noise', 'lags', 'table']);
    expect(found.says).toMatch(
      /^Mutations of σ = 0\.1 reach further .* On temporal-order:length=10 at the start, above noise, .* Noise is two standard errors of 16 sequences\. /,
    );
    expect(JSON.stringify(found.data)).not.toContain('null,null,null');
  });

  it('tells the first order from what it is not: tiny changes follow it, large ones need not', async () => {
    const given = options({ deviation: 1e-3, larger: 3, perturbations: 200, sequences: 8 });
    const found = await horizons.look({ options: given, run: null, contestants: [] }, plainWork());
    const { slopes, mutations } = (
      found.data as {
        nets: { horizons: { slopes: number[]; mutations: { deviation: number; changes: number[][] }[] } }[];
      }
    ).nets[0]!.horizons;
    // 200 normal numbers give a deviation within some 5 % of the true one; three times that is no chance.
    const ratio = (which: number, lag: number) =>
      mutations[which]!.changes[lag]![0]! / (mutations[which]!.deviation * slopes[lag]!);
    for (const lag of [0, 1, 2, 3]) expect(Math.abs(ratio(0, lag) - 1)).toBeLessThan(0.16);
    expect(Math.max(...[0, 1, 2, 3].map((lag) => Math.abs(ratio(1, lag) - 1)))).toBeGreaterThan(0.2);
  });

  it('looks at the start and the end of each trial of a run that is asked for', async () => {
    const small = await smallRun(smallSpec([['temporal-order', { length: 10 }]]));
    try {
      const { openRun } = await import('../../src/store/run-file.ts');
      const run = openRun(small.path, { readOnly: true });
      const look = (contestants: readonly string[]) =>
        horizons.look({ options: options(), run, contestants }, plainWork());
      const { data } = await look([]);
      expect((data as { nets: { label: string }[] }).nets.map(({ label }) => label)).toEqual(
        ['genitor', 'small sgd'].flatMap((name) =>
          ['at the start', 'at the end'].map(
            (when) => `temporal-order:length=10, ${name}, repetition 1, ${when}`,
          ),
        ),
      );
      const way = await horizons.look(
        { options: options({ share: 0.5 }), run, contestants: ['small sgd'] },
        plainWork(),
      );
      const losses = (way.data as { nets: { when: string; horizons: { loss: number } }[] }).nets;
      expect(losses.map(({ when }) => when)).toEqual(['at the start', 'on the way', 'at the end']);
      expect(new Set(losses.map((net) => net.horizons.loss)).size).toBe(3);
      await expect(look(['genitr'])).rejects.toThrow("unknown contestant 'genitr', did you mean 'genitor'?");
      run.close();
    } finally {
      small.remove();
    }
  });

  it('refuses sizes in the wrong order, and an initialisation that the net does not have', async () => {
    const look = (given: object) =>
      horizons.look({ options: options(given), run: null, contestants: [] }, plainWork());
    await expect(look({ deviation: 0.5 })).rejects.toThrow(
      'larger=0.1 is below deviation=0.5, it must be at least that',
    );
    await expect(look({ initialisation: 'sharp' })).rejects.toThrow(/initialisation/);
  });
});
