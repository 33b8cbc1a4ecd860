/** Nets and batches of noise, of any size and form, the same at every run. */
import type { Batch, LossKind } from '../../src/engine/batch.ts';
import { elmanNet } from '../../src/nets/elman.ts';
import { gruNet } from '../../src/nets/gru.ts';
import { lstmNet } from '../../src/nets/lstm.ts';
import type { Net, Unit } from '../../src/nets/net.ts';
import { type Random, randomStream } from '../../src/random/random.ts';
import { buildBatch } from '../../src/tasks/build-batch.ts';
import type { Sequence, Target, TaskShape } from '../../src/tasks/define-task.ts';

/** Kind of a net's units: those of an Elman net by their nonlinearity. */
export type NoiseUnit = Unit | 'LSTM' | 'LSTM without peepholes' | 'GRU';

export interface NoiseSizes {
  readonly unit: NoiseUnit;
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

export interface NoiseNet extends Net {
  readonly hidden: number;
}

interface NoiseKind {
  build(sizes: Pick<NoiseSizes, 'inputs' | 'hidden' | 'outputs'>): NoiseNet;
  /** Gain of weights at which few states saturate and none explode; with ReLU a greater gain would. */
  readonly gain: number;
}

const elman = (unit: Unit, gain: number): NoiseKind => ({
  build: (sizes) => elmanNet({ unit, ...sizes }),
  gain,
});
const kinds: Readonly<Record<NoiseUnit, NoiseKind>> = {
  tanh: elman('tanh', 0.9),
  logistic: elman('logistic', 3),
  relu: elman('relu', 0.5),
  LSTM: { build: (sizes) => lstmNet({ peepholes: true, ...sizes }), gain: 2 },
  'LSTM without peepholes': { build: (sizes) => lstmNet({ peepholes: false, ...sizes }), gain: 2 },
  GRU: { build: gruNet, gain: 2 },
};

export const noiseNet = ({ unit, inputs, hidden, outputs }: NoiseSizes): NoiseNet =>
  kinds[unit].build({ inputs, hidden, outputs });

/** Parameters `[parameters]`, normal, cut at 1.8 deviations of gain/√(hidden + 3). */
export function noiseParameters(net: NoiseNet, { unit }: NoiseSizes, seed: number): Float32Array {
  const random = randomStream('checks', 'parameters', seed);
  const deviation = kinds[unit].gain / Math.sqrt(net.hidden + 3);
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
