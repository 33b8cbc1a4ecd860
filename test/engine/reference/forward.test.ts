import { describe, expect, it } from 'vitest';
import type { Batch, LossKind } from '../../../src/engine/batch.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { randomBatch, randomParameters } from '../../support/engine/random-batch.ts';

/*
 * Worked by hand. W_in = (1 2; 0 -1), W_rec = (1 0; 1 1), b = (0, ½), W_out = identity, b_out = (-2, 2), ReLU.
 * Sequence A, symbols 0 1: h_1 = (1, ½), h_2 = (2 + 1, -1 + 1 + ½ + ½) = (3, 1), y_2 = (1, 3).
 * Sequence B, symbol 1 alone: h_1 = (2, max(0, -½)) = (2, 0), y_1 = (0, 2).
 */
const net = elmanNet({ unit: 'relu', inputs: 2, hidden: 2, outputs: 2 });
const parameters = Float64Array.of(1, 2, 0, -1, 1, 0, 1, 1, 0, 0.5, 1, 0, 0, 1, -2, 2);

/** A is scored at its second step with weight 1, B at its first with weight ½. */
function handBatch(loss: LossKind, targets: Partial<Pick<Batch, 'classes' | 'values'>>): Batch {
  return {
    loss,
    sequences: 2,
    steps: 2,
    inputs: 2,
    outputs: 2,
    lengths: Int32Array.of(2, 1),
    symbols: Int32Array.of(0, 1, 1, 0),
    dense: null,
    mask: Uint8Array.of(0, 1, 1, 0),
    classes: null,
    values: null,
    weights: Float32Array.of(1, 0.5),
    answerSteps: Int32Array.of(0, 1),
    activeSteps: 3,
    scoredSteps: 2,
    ...targets,
  };
}

// ln(1 + e), ln(1 + e²), ln(1 + e³): Python's math.log1p(math.exp(n)).
const [softplus1, softplus2, softplus3, ln2] = [
  1.3132616875182228,
  2.1269280110429727,
  3.048587351573742,
  Math.LN2,
];

describe('a forward pass worked by hand', () => {
  it('gives the softmax loss -ln p(class) and the probabilities', () => {
    const batch = handBatch('softmax', { classes: Int32Array.of(0, 1, 0, 0) });
    const { loss, losses, outputs } = referenceDevice.evaluate(net, parameters, batch);
    expect(losses[0]).toBeCloseTo(softplus2, 14);
    expect(losses[1]).toBeCloseTo((softplus2 - 2) / 2, 14);
    expect(loss).toBeCloseTo((softplus2 + (softplus2 - 2) / 2) / 2, 14);
    // 1 / (1 + e^2) = .11920292202211755; [answer step][output][sequence], B's answer first.
    expect(outputs[1]).toBeCloseTo(0.11920292202211755, 14);
    expect(outputs[3]).toBeCloseTo(0.8807970779778825, 14);
    expect(outputs[4]).toBeCloseTo(0.11920292202211755, 14);
    expect(outputs[6]).toBeCloseTo(0.8807970779778825, 14);
  });

  it('gives the squared loss Σ (y - target)² and the linear outputs', () => {
    const batch = handBatch('squared', { values: Float32Array.of(0, 1, 0, 0, 0.5, 0, 2, 0) });
    const { loss, losses, outputs } = referenceDevice.evaluate(net, parameters, batch);
    expect([...losses]).toEqual([0.25 + 1, (1 + 4) / 2]);
    expect(loss).toBe(1.875);
    expect([outputs[1], outputs[3], outputs[4], outputs[6]]).toEqual([0, 2, 1, 3]);
  });

  it('gives the Bernoulli loss, with probabilities as targets too', () => {
    const batch = handBatch('bernoulli', { values: Float32Array.of(0, 1, 0, 0.5, 0, 0, 0.25, 0) });
    const { losses, outputs } = referenceDevice.evaluate(net, parameters, batch);
    expect(losses[0]).toBeCloseTo(softplus1 + softplus3 - 0.25 * 3, 14);
    expect(losses[1]).toBeCloseTo((ln2 + softplus2 - 0.5 * 2) / 2, 14);
    expect(outputs[4]).toBeCloseTo(0.7310585786300049, 14);
    expect(outputs[1]).toBe(0.5);
  });
});

describe('the reference device', () => {
  const choice = { inputs: 3, outputs: 2, sequences: 5, steps: 7, ragged: true, seed: 1 } as const;
  const tanhNet = elmanNet({ unit: 'tanh', inputs: 3, hidden: 4, outputs: 2 });

  it('evaluates a population as it evaluates each genome', () => {
    const batch = randomBatch({ ...choice, loss: 'softmax', input: 'symbols' });
    const genomes = Float32Array.from([...randomParameters(tanhNet, 1), ...randomParameters(tanhNet, 2)]);
    const losses = referenceDevice.evaluatePopulation(tanhNet, genomes, 2, batch);
    for (const [genome, loss] of losses.entries()) {
      const alone = referenceDevice.evaluate(tanhNet, randomParameters(tanhNet, genome + 1), batch);
      expect(loss).toBe(alone.loss);
    }
  });

  it('reads a symbol as the one-hot vector that it stands for', () => {
    const batch = randomBatch({ ...choice, loss: 'bernoulli', input: 'symbols' });
    const dense = new Float32Array(batch.steps * batch.inputs * batch.sequences);
    for (const [index, symbol] of batch.symbols!.entries()) {
      const step = Math.floor(index / batch.sequences);
      dense[(step * batch.inputs + symbol) * batch.sequences + (index % batch.sequences)] = 1;
    }
    const theta = randomParameters(tanhNet, 3);
    const withSymbols = referenceDevice.gradient(tanhNet, theta, batch);
    const withVectors = referenceDevice.gradient(tanhNet, theta, { ...batch, symbols: null, dense });
    expect(withVectors).toEqual(withSymbols);
  });

  it('computes a sequence alone as it does beside longer ones', () => {
    const batch = randomBatch({ ...choice, loss: 'squared', input: 'dense' });
    const theta = randomParameters(tanhNet, 4);
    const { losses } = referenceDevice.evaluate(tanhNet, theta, batch);
    for (let sequence = 0; sequence < batch.sequences; sequence++) {
      const alone = referenceDevice.evaluate(tanhNet, theta, only(batch, sequence));
      expect(alone.loss).toBe(losses[sequence]);
    }
  });

  it('tells an exploded loss by NaN or infinity', () => {
    const batch = randomBatch({ ...choice, loss: 'softmax', input: 'symbols' });
    const broken = randomParameters(tanhNet, 5).fill(Number.NaN, 0, 1);
    const genomes = Float32Array.from([...broken, ...randomParameters(tanhNet, 5)]);
    const losses = referenceDevice.evaluatePopulation(tanhNet, genomes, 2, batch);
    expect([...losses].map(Number.isFinite)).toEqual([false, true]);
  });
});

/** One sequence of a batch of dense inputs and vector targets, cut to its length. */
function only(batch: Batch, sequence: number): Batch {
  const steps = batch.lengths[sequence]!;
  const column = <A extends Float32Array | Uint8Array>(array: A, width: number): A =>
    array.filter(
      (_, index) =>
        index % batch.sequences === sequence && Math.floor(index / (width * batch.sequences)) < steps,
    ) as A;
  const mask = column(batch.mask, 1);
  return {
    ...batch,
    sequences: 1,
    steps,
    lengths: Int32Array.of(steps),
    dense: column(batch.dense!, batch.inputs),
    values: column(batch.values!, batch.outputs),
    mask,
    weights: batch.weights.slice(sequence, sequence + 1),
    answerSteps: Int32Array.from([...mask.keys()].filter((step) => mask[step] === 1)),
    activeSteps: steps,
    scoredSteps: mask.reduce((sum, bit) => sum + bit, 0),
  };
}
