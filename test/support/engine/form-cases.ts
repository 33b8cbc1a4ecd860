/** Cases of given forms: for devices that take long to prepare for a form, and for descents. */
import fc from 'fast-check';
import type { Batch, LossKind } from '../../../src/engine/batch.ts';
import type { DescentSettings } from '../../../src/engine/device.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import type { ElmanNet, Unit } from '../../../src/nets/net.ts';
import { gains } from './net-forms.ts';
import { type BatchChoice, randomBatch, randomParameters } from './random-batch.ts';
import type { Bounds, Case } from './random-cases.ts';

/** What kernels for Elman nets are written for. */
export interface Form {
  readonly unit: Unit;
  readonly loss: LossKind;
  readonly input: 'symbols' | 'dense';
  readonly inputs: number;
  readonly hidden: number;
  readonly outputs: number;
}

/** Everything else. */
export type Extent = Omit<BatchChoice, 'loss' | 'input' | 'inputs' | 'outputs'>;

export const netOf = ({ unit, inputs, hidden, outputs }: Form): ElmanNet =>
  elmanNet({ unit, inputs, hidden, outputs });

export function makeCase(form: Form, extent: Extent): Case<ElmanNet> {
  const net = netOf(form);
  const { loss, input, inputs, outputs } = form;
  return {
    net,
    parameters: randomParameters(net, extent.seed, gains[form.unit]),
    batch: randomBatch({ ...extent, loss, input, inputs, outputs }),
  };
}

/** The beginning of a descent and its batches, which differ in length but not in number of sequences. */
export interface DescentCase {
  readonly net: ElmanNet;
  readonly parameters: Float32Array;
  readonly batches: readonly Batch[];
}

export function makeDescent(form: Form, extents: readonly Extent[]): DescentCase {
  const cases = extents.map((extent) => makeCase(form, extent));
  const { net, parameters } = cases[0]!;
  return { net, parameters, batches: cases.map(({ batch }) => batch) };
}

const kinds = {
  ragged: fc.boolean(),
  scored: fc.constantFrom('last', 'some', 'all'),
  reduction: fc.constantFrom('mean', 'sum'),
  seed: fc.nat(),
} as const;

/** Of up to 60 units. */
export const smallForm: fc.Arbitrary<Form> = fc.record({
  unit: fc.constantFrom('tanh', 'logistic', 'relu'),
  loss: fc.constantFrom('softmax', 'squared', 'bernoulli'),
  input: fc.constantFrom('symbols', 'dense'),
  inputs: fc.integer({ min: 1, max: 20 }),
  outputs: fc.integer({ min: 1, max: 7 }),
  hidden: fc.integer({ min: 1, max: 60 }),
});

/** Of one form; one of the two sizes over its full range, the other as large as the bound on the work allows. */
export const casesOf = (
  form: Form,
  { work, ...most }: Omit<Bounds, 'hidden'>,
): fc.Arbitrary<Case<ElmanNet>> =>
  fc
    .record({
      sequences: fc.integer({ min: 1, max: most.sequences }),
      steps: fc.integer({ min: 1, max: most.steps }),
      cut: fc.constantFrom('sequences', 'steps'),
      ...kinds,
    })
    .map(({ sequences, steps, cut, ...extent }) => {
      const rows = Math.max(1, Math.floor(work / form.hidden ** 2));
      const rest = (done: number) => Math.max(1, Math.floor(rows / done));
      const sizes =
        cut === 'sequences'
          ? { sequences: Math.min(sequences, rest(Math.min(steps, rows))), steps: Math.min(steps, rows) }
          : { sequences: Math.min(sequences, rows), steps: Math.min(steps, rest(Math.min(sequences, rows))) };
      return makeCase(form, { ...extent, ...sizes });
    });

/** Up to six updates. */
export const descentsOf = (form: fc.Arbitrary<Form>): fc.Arbitrary<DescentCase> =>
  fc
    .record({
      form,
      sequences: fc.integer({ min: 1, max: 9 }),
      extents: fc.array(fc.record({ steps: fc.integer({ min: 1, max: 20 }), ...kinds }), {
        minLength: 1,
        maxLength: 6,
      }),
    })
    .map(({ form, sequences, extents }) =>
      makeDescent(
        form,
        extents.map((extent) => ({ ...extent, sequences })),
      ),
    );

/** Without and with clipping, which mostly has something to do, and Ω. */
export const anySettings: fc.Arbitrary<DescentSettings> = fc.record({
  learningRate: fc.constantFrom(0.001, 0.05),
  threshold: fc.constantFrom(0, 0.1, 1),
  omega: fc.option(
    fc.record({ form: fc.constantFrom('squared', 'norm'), weight: fc.constantFrom(0, 0.5, 2) }),
  ),
});
