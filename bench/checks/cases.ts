/** Shapes over which a device is compared with the reference. */
import { type NoiseSizes, usual } from './noise.ts';

const UNITS = ['tanh', 'logistic', 'relu'] as const;
const GATES = ['LSTM', 'LSTM without peepholes', 'GRU'] as const;
const LOSSES = ['softmax', 'squared', 'bernoulli'] as const;
const INPUTS = ['symbols', 'dense'] as const;

/** Shapes of every unit with every loss and form of input, ragged, with different scored steps. */
const kinds: readonly NoiseSizes[] = [...UNITS, ...GATES].flatMap((unit) =>
  LOSSES.flatMap((loss) =>
    INPUTS.map((input, index) => ({
      ...usual,
      ...{ unit, loss, input, inputs: 5, hidden: 11, outputs: 3, sequences: 7, steps: 17 },
      isRagged: true,
      scored: 'some' as const,
      reduction: index === 0 ? ('mean' as const) : ('sum' as const),
    })),
  ),
);

const sized = (sizes: Partial<NoiseSizes>): NoiseSizes => ({ ...usual, ...sizes });

/** Shapes with one size varied at a time, up to the largest that is promised, and about where kernels change. */
const sizes: readonly NoiseSizes[] = [
  ...[1, 4, 31, 32, 33, 64, 127, 128, 129, 255, 256, 257, 384, 512].map((hidden) =>
    sized({ hidden, sequences: 6, steps: 13, isRagged: true, scored: 'some' }),
  ),
  sized({ hidden: 512, sequences: 33, steps: 40 }),
  ...[1, 3, 63, 64, 65, 1000].map((sequences) => sized({ sequences, steps: 7 })),
  sized({ sequences: 4096, steps: 10, isRagged: true }),
  ...[1, 2, 200].map((steps) => sized({ steps })),
  sized({ sequences: 3, steps: 5000, isRagged: true, scored: 'some' }),
  sized({ hidden: 200, sequences: 2, steps: 5000, scored: 'last' }),
  sized({ inputs: 1, outputs: 1, loss: 'bernoulli', scored: 'all' }),
  // More symbols than a byte holds, and inputs that are most of the parameters.
  sized({ inputs: 1000, hidden: 20, sequences: 9 }),
  sized({ input: 'dense', inputs: 120, hidden: 20, sequences: 9 }),
  sized({ outputs: 200, hidden: 20, sequences: 9, scored: 'all' }),
];

/** Shapes of nets with gates, likewise: about where their weights leave workgroup memory, and threads get more units. */
const gated: readonly NoiseSizes[] = [
  ...(['LSTM', 'GRU'] as const).flatMap((unit) =>
    [1, 4, 25, 29, 64, 128, 129, 171, 257, 512].map((hidden) =>
      sized({ unit, hidden, sequences: 6, steps: 13, isRagged: true, scored: 'some' }),
    ),
  ),
  sized({ unit: 'LSTM', hidden: 25, sequences: 4096, steps: 7, isRagged: true }),
  sized({ unit: 'GRU', hidden: 25, sequences: 1000, steps: 7, scored: 'all' }),
  sized({ unit: 'LSTM', hidden: 12, sequences: 3, steps: 5000, isRagged: true, scored: 'some' }),
  sized({ unit: 'GRU', hidden: 200, sequences: 2, steps: 500, scored: 'last' }),
  sized({ unit: 'LSTM', inputs: 1000, hidden: 20, sequences: 9 }),
  sized({ unit: 'GRU', input: 'dense', inputs: 120, hidden: 20, sequences: 9 }),
];

/** Few shapes: each is compiled anew, which takes seconds where the processor computes. */
const few: readonly NoiseSizes[] = [
  sized({ sequences: 5, steps: 11, isRagged: true, scored: 'some' }),
  sized({
    unit: 'logistic',
    loss: 'squared',
    input: 'dense',
    inputs: 3,
    hidden: 9,
    outputs: 2,
    sequences: 4,
    steps: 7,
  }),
];

export const casesOf = (scale: 'full' | 'small'): readonly NoiseSizes[] =>
  scale === 'full' ? [...kinds, ...sizes, ...gated] : few;

/** Name of a shape: `tanh softmax symbols, 6-50-4, batch 20, T=20, ragged, some scored` */
export function named(one: NoiseSizes): string {
  const { unit, loss, input, inputs, hidden, outputs, sequences, steps, isRagged, scored } = one;
  return `${unit} ${loss} ${input}, ${inputs}-${hidden}-${outputs}, batch ${sequences}, T=${steps}${isRagged ? ', ragged' : ''}, ${scored} scored`;
}
