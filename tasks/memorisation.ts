/**
 * Noiseless memorisation: a short string, a long blank, a trigger, and the string is due again, step by step.
 * 5-bit: five positions of two values, 32 strings in all. 20-bit: ten positions of five values. Hochreiter &
 * Schmidhuber (1997); Martens & Sutskever (2011); Pascanu, Mikolov & Bengio (2013).
 *
 *     input   d d d d d . . . . . T . . . .     d data, . blank, T trigger
 *     target  . . . . . . . . . . d d d d d
 */
import * as z from 'zod';
import { log } from '../src/numeric/elementary.ts';
import { defineTask, type Sequence } from '../src/tasks/define-task.ts';
import { LONGEST } from './parts/lengths.ts';
import { judgeRecall } from './parts/recall.ts';

const options = z.object({
  size: z
    .enum(['5-bit', '20-bit'])
    .default('5-bit')
    .describe('5-bit: 5 positions of 2 values; 20-bit: 10 positions of 5 values'),
  positions: z
    .int()
    .min(1)
    .max(1000)
    .nullable()
    .default(null)
    .describe('symbols to keep; none: as size says'),
  values: z
    .int()
    .min(2)
    .max(1000)
    .nullable()
    .default(null)
    .describe('values a symbol has; none: as size says'),
  delay: z.int().min(1).max(LONGEST).default(20).describe('blank steps T between the string and its recall'),
  definition: z
    .enum(['paper', 'martens'])
    .default('paper')
    .describe(
      'the trigger comes in the same step as the first recalled symbol (paper) or one before (martens)',
    ),
  scored: z
    .enum(['all', 'recall'])
    .default('all')
    .describe('all: every step counts, the blank ones too; recall: the recalled symbols alone'),
});
type Options = z.output<typeof options>;

const SIZES = { '5-bit': { positions: 5, values: 2 }, '20-bit': { positions: 10, values: 5 } } as const;
const positionsOf = (options: Options): number => options.positions ?? SIZES[options.size].positions;
const valuesOf = (options: Options): number => options.values ?? SIZES[options.size].values;

/** Most different strings that are gone through one by one. */
const FEW = 1024;

function stringCount(options: Options): number {
  let count = 1;
  for (let k = 0; k < positionsOf(options); k++) count *= valuesOf(options);
  return count;
}

const caseCount = (options: Options): number | undefined =>
  stringCount(options) <= FEW ? stringCount(options) : undefined;

export default defineTask({
  name: 'memorisation',
  summary: 'repeat a string of symbols after a long blank',
  source: 'Martens & Sutskever 2011; Pascanu, Mikolov & Bengio 2013',
  options,
  shape(options) {
    const values = valuesOf(options);
    const names = Array.from({ length: values }, (_, value) => String(value));
    return {
      inputs: { kind: 'symbols', size: values + 2 },
      outputs: values + 1,
      loss: 'softmax',
      scored: 'masked',
      inputNames: [...names, 'blank', 'trigger'],
      outputNames: [...names, 'blank'],
    };
  },
  sample(random, options, { index }) {
    const values = valuesOf(options);
    const positions = positionsOf(options);
    const cases = caseCount(options);
    const data: number[] = [];
    // The authors' code numbers the strings by their digits, the lowest first.
    for (let k = 0, rest = index; k < positions; k++, rest = Math.floor(rest / values)) {
      data.push(cases === undefined ? random.integer(values) : rest % values);
    }
    return memorySequence(data, values, options);
  },
  cases: caseCount,
  exhaustive: true,
  judge: (answer, options) => judgeRecall(answer, positionsOf(options)),
  // Answer that knows the time but not the string.
  chance(options) {
    const positions = positionsOf(options);
    const recall = log(valuesOf(options));
    const loss =
      options.scored === 'recall' ? recall : (positions * recall) / (options.delay + 2 * positions);
    return { loss, error: 1 - 1 / stringCount(options) };
  },
});

function memorySequence(
  data: readonly number[],
  blank: number,
  { delay, definition, scored }: Options,
): Sequence {
  const positions = data.length;
  const steps = delay + 2 * positions;
  const inputs = [...data];
  while (inputs.length < steps) inputs.push(blank);
  inputs[delay + positions - (definition === 'paper' ? 0 : 1)] = blank + 1;
  const targets: (number | null)[] = [];
  while (targets.length < delay + positions) targets.push(scored === 'all' ? blank : null);
  targets.push(...data);
  return { inputs, targets };
}
