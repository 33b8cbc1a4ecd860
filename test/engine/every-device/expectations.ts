/** What every device is held to. All compute in float32; the order of their sums is their own. */
import fc from 'fast-check';
import type { ElmanNet } from '../../../src/nets/net.ts';
import type { Tolerance } from '../../support/engine/agreement.ts';
import {
  casesOf,
  type DescentCase,
  descentsOf,
  type Form,
  smallForm,
} from '../../support/engine/form-cases.ts';
import { type Case, casesUpTo } from '../../support/engine/random-cases.ts';

export interface Expectation {
  /** Names of the architectures that it computes. */
  readonly architectures: readonly string[];
  /** Sequences can begin at carried states. */
  readonly carries: boolean;
  readonly tolerance: Tolerance;
  /** How far E of a genome in a population may be from what `evaluate` gives, as E from the reference; 0: the same bits. */
  readonly population: number;
  /** The same call gives the same bits again. */
  readonly repeats: boolean;
  /** What it is tried on, by a name. */
  readonly cases: Readonly<Record<string, fc.Arbitrary<Case<ElmanNet>>>>;
  /** Cases of each name: at most, for evaluations, which are swift; gradients get a third of them. */
  readonly runs: number;
  /** Cases of nets with gates for evaluations and gradients; populations get a third of them. */
  readonly gatedRuns: number;
  /** Kernels are compiled for a net's shape, which takes seconds: few shapes are tried. */
  readonly compiles: boolean;
  /** What it descends on. */
  readonly descents: fc.Arbitrary<DescentCase>;
}

/** So that the float64 loops stay quick. */
const bounds = { hidden: 130, sequences: 70, steps: 300, work: 400_000 };

const float32: Tolerance = { loss: 2e-6, vectors: 1e-5, gradients: 2e-5, omega: 1e-5 };

/**
 * A GPU's kernels are compiled for a form, which takes SwiftShader more than a second, so forms are given. They cover
 * units, losses, inputs and the three forward passes (up to 32 units, up to 128, above), whole vectors of four units
 * and others.
 */
const forms: readonly Form[] = [
  { hidden: 1, unit: 'tanh', loss: 'squared', input: 'dense', inputs: 1, outputs: 1 },
  { hidden: 3, unit: 'tanh', loss: 'softmax', input: 'symbols', inputs: 6, outputs: 4 },
  { hidden: 8, unit: 'logistic', loss: 'squared', input: 'dense', inputs: 20, outputs: 1 },
  { hidden: 17, unit: 'relu', loss: 'bernoulli', input: 'symbols', inputs: 5, outputs: 3 },
  { hidden: 32, unit: 'logistic', loss: 'softmax', input: 'symbols', inputs: 6, outputs: 7 },
  { hidden: 33, unit: 'relu', loss: 'squared', input: 'dense', inputs: 2, outputs: 1 },
  { hidden: 50, unit: 'tanh', loss: 'softmax', input: 'symbols', inputs: 6, outputs: 4 },
  { hidden: 64, unit: 'logistic', loss: 'bernoulli', input: 'dense', inputs: 4, outputs: 7 },
  { hidden: 90, unit: 'relu', loss: 'softmax', input: 'dense', inputs: 3, outputs: 2 },
  { hidden: 128, unit: 'tanh', loss: 'squared', input: 'symbols', inputs: 9, outputs: 2 },
  { hidden: 129, unit: 'logistic', loss: 'squared', input: 'symbols', inputs: 5, outputs: 3 },
  { hidden: 132, unit: 'relu', loss: 'bernoulli', input: 'symbols', inputs: 7, outputs: 1 },
  { hidden: 150, unit: 'tanh', loss: 'softmax', input: 'dense', inputs: 2, outputs: 5 },
];

const named = ({ unit, loss, input, inputs, hidden, outputs }: Form): string =>
  `${hidden} ${unit} units, ${inputs} ${input === 'dense' ? 'real inputs' : 'symbols'}, ${loss} of ${outputs}`;

const expectations: Readonly<Record<string, Expectation>> = {
  wasm: {
    architectures: ['elman', 'lstm', 'gru', 'reservoir', 'graph'],
    carries: true,
    tolerance: float32,
    population: 0,
    repeats: true,
    cases: { 'any net and batch': casesUpTo(bounds) },
    runs: 80,
    gatedRuns: 60,
    compiles: false,
    descents: descentsOf(smallForm),
  },
  webgpu: {
    architectures: ['elman', 'lstm', 'gru'],
    carries: false,
    tolerance: float32,
    population: 1e-6,
    repeats: true,
    cases: Object.fromEntries(forms.map((form) => [named(form), casesOf(form, bounds)])),
    runs: 6,
    gatedRuns: 8,
    compiles: true,
    descents: descentsOf(fc.constantFrom(...forms.filter(({ hidden }) => [3, 33, 50, 132].includes(hidden)))),
  },
  tfjs: {
    architectures: ['elman', 'lstm', 'gru'],
    carries: false,
    tolerance: float32,
    population: 2e-6,
    // CUDA may add up in another order each time.
    repeats: false,
    cases: { 'any net and batch': casesUpTo(bounds) },
    runs: 80,
    gatedRuns: 60,
    compiles: false,
    descents: descentsOf(smallForm),
  },
  'tfjs-cpu': {
    architectures: ['elman', 'lstm', 'gru'],
    carries: false,
    tolerance: float32,
    population: 2e-6,
    repeats: true,
    cases: { 'any net and batch': casesUpTo(bounds) },
    runs: 20,
    gatedRuns: 15,
    compiles: false,
    descents: descentsOf(smallForm),
  },
};

/** @throws RangeError on a device that nothing is expected of yet */
export function expectationOf(name: string): Expectation {
  const expectation = expectations[name];
  if (expectation === undefined) {
    throw new RangeError(`say in every-device/expectations.ts what device ${name} is held to`);
  }
  return expectation;
}
