/**
 * Embedded Reber grammar: B, T or P, a whole string of the Reber grammar, the same T or P again, E. After each
 * symbol the net names those that may follow; next to last, that is the one from the beginning. Hochreiter &
 * Schmidhuber (1997), experiment 1.
 *
 * Reber grammar, state: symbol → state. 0: T→1, P→2. 1: S→1, X→3. 2: T→2, V→4. 3: X→2, S→5. 4: P→3, V→5. 5: E.
 */
import * as z from 'zod';
import type { Random } from '../src/random/random.ts';
import { type Answer, defineTask } from '../src/tasks/define-task.ts';

const NAMES = ['B', 'T', 'P', 'S', 'X', 'V', 'E'] as const;
const [B, T, P, S, X, V, E] = [0, 1, 2, 3, 4, 5, 6];
/** The two ways out of states 0 to 4, each taken half the time; from state 5 only E. */
const WAYS = [
  [
    { symbol: T, to: 1 },
    { symbol: P, to: 2 },
  ],
  [
    { symbol: S, to: 1 },
    { symbol: X, to: 3 },
  ],
  [
    { symbol: T, to: 2 },
    { symbol: V, to: 4 },
  ],
  [
    { symbol: X, to: 2 },
    { symbol: S, to: 5 },
  ],
  [
    { symbol: P, to: 3 },
    { symbol: V, to: 5 },
  ],
] as const;
const LAST_STATE = 5;
/** Length of the shortest string, such as B T BTXSE T E. */
const SHORTEST = 9;

/** A string and, for each of its symbols but the first, the symbols that might have come there. */
interface ReberString {
  readonly symbols: readonly number[];
  readonly legal: readonly (readonly number[])[];
}

function drawString(random: Random): ReberString {
  const outer = random.integer(2) === 0 ? T : P;
  const symbols = [B, outer, B];
  const legal: number[][] = [[T, P], [B]];
  for (let state = 0; state !== LAST_STATE; ) {
    const ways = WAYS[state]!;
    const way = ways[random.integer(2)]!;
    legal.push(ways.map(({ symbol }) => symbol));
    symbols.push(way.symbol);
    state = way.to;
  }
  symbols.push(E, outer, E);
  legal.push([E], [outer], [E]);
  return { symbols, legal };
}

/** Legal sets of a string, recomputed, which a softmax's targets are. */
function legalSets(symbols: readonly number[]): readonly (readonly number[])[] {
  const inner = symbols.slice(3, -3);
  const legal: number[][] = [[T, P], [B]];
  let state = 0;
  for (const symbol of inner) {
    const ways = WAYS[state]!;
    legal.push(ways.map((way) => way.symbol));
    state = ways.find((way) => way.symbol === symbol)!.to;
  }
  return [...legal, [E], [symbols[1]!], [E]];
}

export default defineTask({
  name: 'embedded-reber',
  summary: 'name the symbols that may follow in strings of the embedded Reber grammar',
  source: 'Hochreiter & Schmidhuber 1997, 1; Reber 1967',
  options: z.object({
    targets: z
      .enum(['legal', 'next'])
      .default('legal')
      .describe(
        'legal: the set of symbols that may follow (7 logistic outputs); next: the one that does (softmax)',
      ),
    maximumLength: z
      .int()
      .min(SHORTEST)
      .max(1000)
      .default(1000)
      .describe(
        'longest string, with both ends; longer ones are drawn again (half of all have at most 11 symbols)',
      ),
  }),
  shape: ({ targets }) => ({
    inputs: { kind: 'symbols', size: NAMES.length },
    outputs: NAMES.length,
    loss: targets === 'legal' ? 'bernoulli' : 'softmax',
    scored: 'masked',
    inputNames: NAMES,
    outputNames: NAMES,
  }),
  sample(random, options) {
    let { symbols, legal } = drawString(random);
    while (symbols.length > options.maximumLength) ({ symbols, legal } = drawString(random));
    return {
      inputs: symbols.slice(0, -1),
      targets:
        options.targets === 'next'
          ? symbols.slice(1)
          : legal.map((set) => NAMES.map((_, symbol) => (set.includes(symbol) ? 1 : 0))),
    };
  },
  /**
   * Judges an answer: wrong unless every step's legal set is named: outputs above .5 are the set (legal), or no other
   * symbol is as probable as one of the set (next). `legal` is the share of such steps; `nextToLast` whether the next
   * to last symbol, which needs the memory, has the largest output.
   *
   */
  judge(answer, options) {
    const legal =
      options.targets === 'next' ? legalSets([B, ...(answer.targets as number[])]) : setsOf(answer);
    const named = legal.filter((set, s) =>
      options.targets === 'next' ? ranksFirst(answer.outputs[s]!, set) : isNamed(answer.outputs[s]!, set),
    ).length;
    const nextToLast = legal.length - 2;
    return {
      wrong: named < legal.length,
      legal: named / legal.length,
      nextToLast: ranksFirst(answer.outputs[nextToLast]!, legal[nextToLast]!) ? 1 : 0,
    };
  },
});

const setsOf = ({ targets }: Answer): number[][] =>
  targets.map((target) => NAMES.flatMap((_, symbol) => ((target as number[])[symbol] === 1 ? [symbol] : [])));

const isNamed = (output: ArrayLike<number>, set: readonly number[]): boolean =>
  NAMES.every((_, symbol) => (set.includes(symbol) ? output[symbol]! > 0.5 : output[symbol]! < 0.5));

const ranksFirst = (output: ArrayLike<number>, set: readonly number[]): boolean =>
  NAMES.every((_, other) => set.includes(other) || set.every((symbol) => output[other]! < output[symbol]!));
