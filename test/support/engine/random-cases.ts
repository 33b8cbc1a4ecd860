/** Random nets with batches for property tests, and how far two results lie apart. */
import fc from 'fast-check';
import type { Batch } from '../../../src/engine/batch.ts';
import type { Evaluation, GradientRequest, Vector } from '../../../src/engine/device.ts';
import type { ElmanNet, Net } from '../../../src/nets/net.ts';
import { elmanForm, type NetForm } from './net-forms.ts';
import { randomBatch, randomParameters } from './random-batch.ts';

export interface Case<N extends Net = Net> {
  readonly net: N;
  readonly parameters: Float32Array;
  readonly batch: Batch;
}

export interface Bounds {
  readonly hidden: number;
  readonly sequences: number;
  readonly steps: number;
  /** Of hidden · hidden · steps · sequences. */
  readonly work: number;
}

/** Two of the three sizes over their full range; the third as large as the bound on their product allows. */
function sizesUpTo({ work, ...most }: Bounds) {
  return fc
    .tuple(
      fc.integer({ min: 1, max: most.hidden }),
      fc.integer({ min: 1, max: most.sequences }),
      fc.integer({ min: 1, max: most.steps }),
      fc.constantFrom('hidden', 'sequences', 'steps'),
    )
    .map(([hidden, sequences, steps, cut]) => {
      const rest = (done: number) => Math.max(1, Math.floor(work / done));
      if (cut === 'steps') {
        const some = Math.min(sequences, rest(hidden * hidden));
        return { hidden, sequences: some, steps: Math.min(steps, rest(hidden * hidden * some)) };
      }
      if (cut === 'sequences') {
        const some = Math.min(steps, rest(hidden * hidden));
        return { hidden, sequences: Math.min(sequences, rest(hidden * hidden * some)), steps: some };
      }
      const largest = Math.max(1, Math.floor(Math.sqrt(rest(sequences * steps))));
      return { hidden: Math.min(hidden, largest), sequences, steps };
    });
}

/** Of one architecture, every kind of net, loss, form of input, pattern of lengths and of scoring. */
export function casesUpTo(bounds: Bounds): fc.Arbitrary<Case<ElmanNet>>;
export function casesUpTo<N extends Net, Kind>(bounds: Bounds, form: NetForm<N, Kind>): fc.Arbitrary<Case<N>>;
export function casesUpTo(
  bounds: Bounds,
  { kinds, build, gain }: NetForm = elmanForm as NetForm,
): fc.Arbitrary<Case> {
  return fc
    .record({
      sizes: sizesUpTo(bounds),
      kind: kinds,
      loss: fc.constantFrom('softmax', 'squared', 'bernoulli'),
      input: fc.constantFrom('symbols', 'dense'),
      inputs: fc.integer({ min: 1, max: 20 }),
      outputs: fc.integer({ min: 1, max: 7 }),
      ragged: fc.boolean(),
      scored: fc.constantFrom('last', 'some', 'all'),
      reduction: fc.constantFrom('mean', 'sum'),
      seed: fc.nat(),
    })
    .map(({ sizes: { hidden, sequences, steps }, kind, ...rest }) => {
      const net = build({ inputs: rest.inputs, hidden, outputs: rest.outputs }, kind);
      return {
        net,
        parameters: randomParameters(net, rest.seed, gain(kind)),
        batch: randomBatch({ ...rest, sequences, steps }),
      };
    });
}

/** Ω in both forms, with and without a weight, blended and apart; always with the norms of the error signal. */
export const omegaRequests: fc.Arbitrary<GradientRequest> = fc.record({
  omega: fc.record({
    form: fc.constantFrom('squared', 'norm'),
    weight: fc.constantFrom(0, 0.5, 4),
    separate: fc.boolean(),
  }),
  stateNorms: fc.constant(true),
});

/** ‖actual - right‖ / ‖right‖ */
export function distance(actual: Vector, right: Vector): number {
  let difference = 0;
  let norm = 0;
  for (let index = 0; index < right.length; index++) {
    difference += (actual[index]! - right[index]!) ** 2;
    norm += right[index]! ** 2;
  }
  return norm === 0 ? difference : Math.sqrt(difference / norm);
}

/** Outputs of what is scored alone; the others mean nothing. */
export function scoredOutputs(batch: Batch, { outputs }: Evaluation): Float64Array {
  return Float64Array.from(outputs, (value, index) => {
    const answer = Math.floor(index / (batch.sequences * batch.outputs));
    const sequence = index % batch.sequences;
    return batch.mask[batch.answerSteps[answer]! * batch.sequences + sequence] === 1 ? value : 0;
  });
}
