import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import type { Evaluation, Gradient, GradientRequest } from '../../../src/engine/device.ts';
import { Arena } from '../../../src/engine/wasm/arena.ts';
import { openWasmDevice } from '../../../src/engine/wasm/device.ts';
import { loadKernels } from '../../../src/engine/wasm/module.ts';
import { measurePeakFlops } from '../../../src/engine/wasm/peak.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { blockOf } from '../../../src/nets/layout.ts';
import type { Net } from '../../../src/nets/net.ts';
import { type BatchChoice, randomBatch, randomParameters } from '../../support/engine/random-batch.ts';

const wasm = openWasmDevice();
const evaluate = (net: Net, parameters: Float32Array, batch: Batch) =>
  wasm.evaluate(net, parameters, batch) as Evaluation;
const gradient = (net: Net, parameters: Float32Array, batch: Batch, request?: GradientRequest) =>
  wasm.gradient(net, parameters, batch, request) as Gradient;

const common: BatchChoice = {
  loss: 'softmax',
  input: 'symbols',
  inputs: 6,
  outputs: 4,
  sequences: 29,
  steps: 23,
  seed: 7,
};
const net = elmanNet({ unit: 'tanh', inputs: 6, hidden: 19, outputs: 4 });
const parameters = randomParameters(net, 7);

/** The batch that holds the one sequence alone, trimmed to its length. */
function single(batch: Batch, sequence: number): Batch {
  const length = batch.lengths[sequence]!;
  const column = <A extends Int32Array | Float32Array | Uint8Array>(array: A, rows: number): A =>
    array.filter((_, index) => {
      return index % batch.sequences === sequence && index < rows * batch.sequences;
    }) as A;
  const mask = column(batch.mask, length);
  return {
    ...batch,
    sequences: 1,
    steps: length,
    lengths: Int32Array.of(length),
    symbols: batch.symbols && column(batch.symbols, length),
    dense: batch.dense && column(batch.dense, length * batch.inputs),
    mask,
    classes: batch.classes && column(batch.classes, length),
    values: batch.values && column(batch.values, length * batch.outputs),
    weights: batch.weights.slice(sequence, sequence + 1),
    answerSteps: batch.answerSteps.filter((step) => mask[step] === 1),
    activeSteps: length,
    scoredSteps: mask.reduce((sum, bit) => sum + bit, 0),
  };
}

describe('a sequence', () => {
  it.each([
    { loss: 'softmax', input: 'symbols' },
    { loss: 'squared', input: 'dense' },
    { loss: 'bernoulli', input: 'symbols' },
  ] as const)('has the same bits whatever lies beside it, in a ragged batch too ($loss)', (choice) => {
    const batch = randomBatch({ ...common, ...choice, ragged: true });
    const { losses } = evaluate(net, parameters, batch);
    for (let sequence = 0; sequence < batch.sequences; sequence++) {
      expect(evaluate(net, parameters, single(batch, sequence)).losses[0]).toBe(losses[sequence]);
    }
  });

  it('adds to the gradient of a ragged batch what it gives alone', () => {
    const batch = randomBatch({ ...common, ragged: true });
    const together = gradient(net, parameters, batch).gradient;
    const apart = new Float64Array(net.parameters);
    for (let sequence = 0; sequence < batch.sequences; sequence++) {
      const one = gradient(net, parameters, single(batch, sequence)).gradient;
      for (const [index, value] of one.entries()) apart[index]! += value / batch.sequences;
    }
    for (const [index, value] of apart.entries()) expect(together[index]).toBeCloseTo(value, 6);
  });

  it('that overflows spoils no other sequence', () => {
    const relu = elmanNet({ unit: 'relu', inputs: 2, hidden: 3, outputs: 2 });
    const growing = new Float32Array(relu.parameters);
    // Symbol 1 starts growth by 1e10 a step; symbol 0 leaves the net at rest.
    blockOf(relu, growing, 'W_in').set([0, 1, 0, 1, 0, 1]);
    blockOf(relu, growing, 'W_rec').set([1e10, 0, 0, 0, 1e10, 0, 0, 0, 1e10]);
    blockOf(relu, growing, 'W_out').set([1, 1, 1, -1, 1, 1]);
    const batch = randomBatch({ ...common, inputs: 2, outputs: 2, sequences: 5, steps: 8, scored: 'last' });
    batch.symbols!.fill(0);
    batch.symbols![3] = 1;
    const { losses, loss } = evaluate(relu, growing, batch);
    expect(losses.map((value) => (Number.isFinite(value) ? 0 : 1))).toEqual(Float32Array.of(0, 0, 0, 1, 0));
    expect(Number.isFinite(loss)).toBe(false);
  });
});

describe('the wasm device', () => {
  it('gives NaN for a parameter that is not finite, even one that no sequence uses, and never traps', () => {
    const batch = randomBatch({ ...common, inputs: 6 });
    batch.symbols!.fill(0);
    for (const bad of [Number.NaN, Infinity, -Infinity]) {
      for (let index = 0; index < net.parameters; index++) {
        const spoiled = parameters.slice();
        spoiled[index] = bad;
        expect((wasm.evaluatePopulation(net, spoiled, 1, batch) as Float64Array)[0]).toBeNaN();
      }
      const spoiled = parameters.slice();
      spoiled[1] = bad;
      const { loss, losses } = evaluate(net, spoiled, batch);
      expect(loss).toBeNaN();
      expect(losses.every(Number.isNaN)).toBe(true);
      expect(gradient(net, spoiled, batch).loss).toBeNaN();
    }
  });

  it('gives the same bits again, with other nets, batches and kinds of call in between', () => {
    const batch = randomBatch({ ...common, ragged: true });
    const request: GradientRequest = { omega: { form: 'norm', weight: 1 }, stateNorms: true };
    const before = gradient(net, parameters, batch, request);
    const losses = evaluate(net, parameters, batch);
    const other = elmanNet({ unit: 'relu', inputs: 30, hidden: 70, outputs: 2 });
    gradient(other, randomParameters(other, 1), randomBatch({ ...common, inputs: 30, outputs: 2 }));
    expect(evaluate(net, parameters, batch)).toEqual(losses);
    expect(gradient(net, parameters, batch, request)).toEqual(before);
    gradient(net, parameters, batch);
    expect(gradient(net, parameters, batch, request)).toEqual(before);
  });

  it('takes parameters and genomes in float64 as well', () => {
    const batch = randomBatch(common);
    const double = Float64Array.from(parameters);
    expect(wasm.evaluate(net, double, batch)).toEqual(wasm.evaluate(net, parameters, batch));
    expect(wasm.evaluatePopulation(net, double, 1, batch)).toEqual(
      wasm.evaluatePopulation(net, parameters, 1, batch),
    );
  });

  it('looks up many symbols with the bits that one-hot rows give', () => {
    const wide = elmanNet({ unit: 'tanh', inputs: 40, hidden: 19, outputs: 4 });
    const theta = randomParameters(wide, 2);
    const symbols = randomBatch({ ...common, inputs: 40 });
    const dense = Float32Array.from({ length: symbols.steps * 40 * symbols.sequences }, (_, at) => {
      const step = Math.floor(at / (40 * symbols.sequences));
      const input = Math.floor(at / symbols.sequences) % 40;
      return symbols.symbols![step * symbols.sequences + (at % symbols.sequences)] === input ? 1 : 0;
    });
    const rows: Batch = { ...symbols, symbols: null, dense };
    expect(evaluate(wide, theta, rows)).toEqual(evaluate(wide, theta, symbols));
  });

  it('refuses a batch of another shape than the net', () => {
    expect(() => wasm.evaluate(net, parameters, randomBatch({ ...common, outputs: 5 }))).toThrow(
      'a net of 6 inputs and 4 outputs got a batch of 6 and 5',
    );
  });

  it('says in one line when a batch does not fit into its memory', () => {
    const kernels = loadKernels();
    const arena = new Arena(kernels.memory, kernels.heapBase());
    arena.take(2 ** 20);
    expect(() => arena.take(5 * 2 ** 30)).toThrow(/^the batch and net take 5122 MiB, more than the 4096 MiB/);
  });

  it('measures a peak by the clock that it is given', () => {
    let milliseconds = 0;
    // 20 ms between two looks at the clock: 1000 iterations of 192 operations each in that time.
    const flops = measurePeakFlops(() => {
      milliseconds += 20;
      return milliseconds;
    });
    expect(flops).toBeCloseTo((192 * 1000) / 0.02, 0);
  });
});
