/**
 * aⁿbⁿ (and aⁿbⁿcⁿ): after each symbol of S aⁿ bⁿ (cⁿ) T the net names the symbols that may follow, which from
 * the first b on takes counting. A string is accepted when every step is right. Gers & Schmidhuber (2001).
 *
 *     after S {a}; in the a's {a,b}; inside the b's {b}; after the last b {T}, or {c}; … ; after the last c {T}
 */
import * as z from 'zod';
import { UserError } from '../src/errors.ts';
import { log } from '../src/numeric/elementary.ts';
import { defineTask } from '../src/tasks/define-task.ts';

const options = z.object({
  letters: z.enum(['ab', 'abc']).default('ab').describe('ab: the language aⁿbⁿ; abc: aⁿbⁿcⁿ'),
  minimum: z.int().min(1).max(10_000).default(1).describe('smallest n'),
  maximum: z
    .int()
    .min(1)
    .max(10_000)
    .default(10)
    .describe('largest n; every n from minimum to maximum is a case'),
  beyond: z
    .int()
    .min(0)
    .max(10_000)
    .default(100)
    .describe(
      'largest n of the test beyond training, which goes from `minimum` on until a string is wrong and does not decide success; 0: no such test',
    ),
});
type Options = z.output<typeof options>;

const caseCount = ({ minimum, maximum }: Options): number => maximum - minimum + 1;

/** Inputs S, a, b (, c); outputs a, b (, c), T, each letter's output below its input. */
function legalMasks(n: number, letters: number): { inputs: number[]; targets: number[][] } {
  const inputs = [0];
  for (let letter = 1; letter <= letters; letter++) for (let k = 0; k < n; k++) inputs.push(letter);
  const targets = inputs.map((letter, step) => {
    const isLastOfRun = step === letter * n;
    // In the a's the next may be either: only the first b tells their number.
    const legal = letter === 1 ? [0, 1] : isLastOfRun ? [letter] : [letter - 1];
    return Array.from({ length: letters + 1 }, (_, output) => (legal.includes(output) ? 1 : 0));
  });
  return { inputs, targets };
}

export default defineTask({
  name: 'anbn',
  summary: 'count: as many b as there were a',
  source: 'Gers & Schmidhuber 2001',
  options,
  shape(options) {
    const { letters, minimum, maximum } = options;
    if (maximum < minimum) {
      throw new UserError(`maximum ${maximum} is below minimum ${minimum}, it must be at least that`);
    }
    return {
      inputs: { kind: 'symbols', size: letters.length + 1 },
      outputs: letters.length + 1,
      loss: 'bernoulli',
      scored: 'masked',
      inputNames: ['S', ...letters],
      outputNames: [...letters, 'T'],
    };
  },
  sample: (_random, options, { index }) =>
    legalMasks(options.minimum + (index % caseCount(options)), options.letters.length),
  cases: caseCount,
  exhaustive: true,
  judge({ outputs, targets }) {
    const accept = targets.every((target, s) =>
      (target as number[]).every((legal, o) => (legal === 1 ? outputs[s]![o]! > 0.5 : outputs[s]![o]! < 0.5)),
    );
    return { wrong: !accept, accept: accept ? 1 : 0 };
  },
  // As Gers & Schmidhuber test generalisation: all strings up to the reported n are accepted.
  beyond({ minimum, maximum, beyond = 0 }) {
    if (beyond === 0) return undefined;
    const last = Math.max(beyond, maximum);
    const levels = Array.from({ length: last - minimum + 1 }, (_, index) => {
      const n = minimum + index;
      return { reach: n, options: { minimum: n, maximum: n } };
    });
    return { measure: 'upTo', none: minimum - 1, levels };
  },
  // Answer from the time alone: at each step it names the symbols by their likelihood then; one n can be right.
  chance(options) {
    const error = 1 - 1 / caseCount(options);
    // The cost grows with the cube of n, and nobody trains on such strings.
    if (options.maximum > 100) return { error };
    const cases = Array.from({ length: caseCount(options) }, (_, index) =>
      legalMasks(options.minimum + index, options.letters.length),
    );
    let loss = 0;
    for (let t = 0; t < cases.at(-1)!.targets.length; t++) {
      const there = cases.filter(({ targets }) => t < targets.length);
      const weights = there.map(({ targets }) => 1 / targets.length);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      for (let o = 0; o <= options.letters.length; o++) {
        const on = there.reduce((sum, { targets }, k) => sum + targets[t]![o]! * weights[k]!, 0);
        loss += total * entropy(on / total);
      }
    }
    return { loss: loss / cases.length, error };
  },
});

const entropy = (p: number): number => (p <= 0 || p >= 1 ? 0 : -p * log(p) - (1 - p) * log(1 - p));
