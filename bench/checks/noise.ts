/** Nets and batches of noise, of any size and form, the same at every run. */
import type { Batch, LossKind } from '../../src/engine/batch.ts';
import { elmanNet } from '../../src/nets/elman.ts';
import type { ElmanNet, Unit } from '../../src/nets/net.ts';
import { type Random, randomStream } from '../../src/random/random.ts';
import { buildBatch } from '../../src/tasks/build-batch.ts';
import type { Sequence, Target, TaskShape } from '../../src/tasks/define-task.ts';

export interface NoiseSizes {
  readonly unit: Unit;
  readonly loss: LossKind;
  readonly input: 'symbols' | 'dense';
  readonly inputs: number;
  readonly hidden: number;
  readonly outputs: number;
  readonly sequences: number;
  readonly steps: number;
  /** True for lengths from 1 to `steps`, the first sequence's being `steps`; else all are. */
  readonly isRagged: boolean;
  /** Scored steps. last: a sequence's last step; some: about every third; all: every step. */
  readonly scored: 'last' | 'some' | 'all';
  readonly reduction: 'mean' | 'sum';
}

export const usual: NoiseSizes = {
  unit: 'tanh',
  loss: 'softmax',
  input: 'symbols',
  inputs: 6,
  hidden: 50,
  outputs: 4,
  sequences: 20,
  steps: 20,
  isRagged: false,
  scored: 'last',
  reduction: 'mean',
};

export const noiseNet = ({ unit, inputs, hidden, outputs }: NoiseSizes): ElmanNet =>
  elmanNet({ unit, inputs, hidden, outputs });

/** Gains of weights at which few states saturate and none explode; with ReLU a greater gain would. */
const GAINS: Readonly<Record<Unit, number>> = { tanh: 0.9, logistic: 3, relu: 0.5 };

/** Parameters `[parameters]`, normal, cut at 1.8 deviations of gain/√(hidden + 3). */
export function noiseParameters(net: ElmanNet, seed: number): Float32Array {
  const random = randomStream('checks', 'parameters', seed);
  const deviation = GAINS[net.unit] / Math.sqrt(net.hidden + 3);
  return Float32Array.from(
    { length: net.parameters },
    () => deviation * Math.max(-1.8, Math.min(1.8, random.normal())),
  );
}

/**
 * Batch of noise.
 * @param copies the sequences are drawn, and then all of them come so many times
 */
export function noiseBatch(sizes: NoiseSizes, seed = 1, copies = 1): Batch {
  const { loss, outputs, sequences, scored, reduction } = sizes;
  const shape: TaskShape = {
    inputs: { kind: sizes.input, size: sizes.inputs },
    outputs,
    loss,
    scored: scored === 'last' ? 'last' : 'masked',
    reduction,
  };
  const random = randomStream('checks', 'batch', seed);
  const drawn = Array.from({ length: sequences }, (_, index) => sequenceOf(sizes, index, random));
  return buildBatch(shape, Array.from({ length: copies }, () => drawn).flat());
}

function sequenceOf(sizes: NoiseSizes, index: number, random: Random): Sequence {
  const { input, inputs, scored } = sizes;
  const length = sizes.isRagged && index > 0 ? 1 + random.integer(sizes.steps) : sizes.steps;
  const list = <Item>(count: number, item: (at: number) => Item): Item[] =>
    Array.from({ length: count }, (_, at) => item(at));
  const given =
    input === 'symbols'
      ? list(length, () => random.integer(inputs))
      : list(length * inputs, () => random.normal());
  if (scored === 'last') return { inputs: given, targets: targetOf(sizes, random) };
  const sure = random.integer(length);
  return {
    inputs: given,
    targets: list(length, (step) =>
      scored === 'all' || step === sure || random.integer(3) === 0 ? targetOf(sizes, random) : null,
    ),
  };
}

function targetOf({ loss, outputs }: NoiseSizes, random: Random): Target {
  if (loss === 'softmax') return random.integer(outputs);
  const value = () => (loss === 'squared' ? random.normal() : random.uniform());
  return Array.from({ length: outputs }, value);
}
