/**
 * A hand-built solver for every built-in task and example: an automaton or an accumulator that reads the encoded input
 * step by step and nothing else. That each reaches 0 wrong proves its task solvable and its decoding right.
 */
import type { Batch } from '../../../src/engine/batch.ts';
import { nextFrame } from '../../../tasks/parts/made-rolls.ts';
import { LETTERS, NOISE, nextLetter } from '../../../tasks/parts/made-text.ts';
import { LOWEST } from '../../../tasks/parts/rolls.ts';

/** What a solver is given at a step: a symbol as `[symbol]`, a dense vector as it is. */
export type Solver = (input: readonly number[]) => readonly number[];
export type SolverOptions = Readonly<Record<string, unknown>>;

/** A fresh solver for each sequence. */
export const solvers: Readonly<Record<string, (options: SolverOptions) => Solver>> = {
  'temporal-order': () => orderSolver(4),
  'temporal-order-3bit': () => orderSolver(8),
  addition: (options) => {
    const { definition } = options;
    const target =
      options.target ?? { hochreiter: 'quarter', martens: 'sum', arjovsky: 'sum' }[definition as string];
    let sum = 0;
    return ([marker, value]) => {
      if (marker === 1) sum += value!;
      return [target === 'sum' ? sum : target === 'quarter' ? 0.5 + sum / 4 : sum / 2];
    };
  },
  multiplication: () => {
    let product = 1;
    return ([marker, value]) => {
      if (marker === 1) product *= value!;
      return [product];
    };
  },
  xor: () => {
    let odd = 0;
    return ([marker, bit]) => {
      if (marker === 1) odd ^= bit!;
      return [odd];
    };
  },
  'delayed-response': ({ cues }) => {
    let first: number | undefined;
    return ([symbol]) => {
      first ??= symbol!;
      return oneHot(first, cues as number);
    };
  },
  'random-permutation': ({ symbols }) => {
    let first: number | undefined;
    return ([symbol]) => {
      first ??= symbol!;
      return oneHot(first, symbols as number);
    };
  },
  memorisation: ({ size, positions, values, definition }) => {
    const n = (positions as number | null) ?? (size === '5-bit' ? 5 : 10);
    const blank = (values as number | null) ?? (size === '5-bit' ? 2 : 5);
    const queue: number[] = [];
    let recalling = false;
    let wait = definition === 'martens' ? 1 : 0;
    return ([symbol]) => {
      if (queue.length < n && !recalling && symbol! < blank) queue.push(symbol!);
      if (symbol === blank + 1) recalling = true;
      const answer = recalling && wait-- <= 0 ? queue.shift()! : blank;
      return oneHot(answer, blank + 1);
    };
  },
  'copy-memory': ({ symbols }) => {
    const queue: number[] = [];
    let marked = false;
    return ([symbol]) => {
      const answer = marked ? queue.shift()! : 0;
      if (symbol === (symbols as number) + 1) marked = true;
      else if (symbol !== 0) queue.push(symbol!);
      return oneHot(answer, (symbols as number) + 1);
    };
  },
  'embedded-reber': ({ targets }) => reberSolver(targets === 'next'),
  anbn: ({ letters }) => countingSolver((letters as string).length),
  parity: () => {
    let odd = 0;
    return ([bit]) => {
      odd ^= bit!;
      return [odd];
    };
  },
  'piano-roll': () => {
    let held = 0;
    let before = '';
    return (row) => {
      const notes = row.flatMap((on, key) => (on === 1 ? [key + LOWEST] : []));
      held = notes.join() === before ? held + 1 : 1;
      before = notes.join();
      const next = nextFrame(notes, held);
      return row.map((_, key) => Number(next.includes(key + LOWEST)));
    };
  },
  'ptb-characters': ({ ahead }) => {
    let older: number | null = null;
    return ([letter]) => {
      const known: readonly [number, number] | null = older === null ? null : [older, letter!];
      older = letter!;
      return known === null ? evenly : letterAhead(known, ahead as number);
    };
  },
  'sequential-mnist': () => {
    let white = 0;
    return (pixels) => {
      white += pixels.filter((pixel) => pixel === 1).length;
      return oneHot(Math.max(0, white / 20 - 1), 10);
    };
  },
  // Each channel follows from its last two values; of one that is not linear only nearly.
  sine: ({ period }) => recurrenceSolver([period as number]),
  'figure-eight': ({ period }) => recurrenceSolver([period as number, (period as number) / 2]),
  'mackey-glass': () => recurrenceSolver([50]),
  'narma-10': () => {
    let [u, y]: [number[], number[]] = [[], [0]];
    return ([now]) => {
      u = [...u, now!].slice(-10);
      const late = u.length === 10 ? u[0]! : 0;
      const sum = y.reduce((total, one) => total + one, 0);
      y = [...y, 0.3 * y.at(-1)! + 0.05 * y.at(-1)! * sum + 1.5 * late * now! + 0.1].slice(-10);
      return [y.at(-1)!];
    };
  },
  'memory-capacity': ({ delays }) => {
    const seen: number[] = [];
    return ([u]) => {
      const before = Array.from({ length: delays as number }, (_, k) => seen[k] ?? 0);
      seen.unshift(u!);
      return before;
    };
  },
  'sine-seventh':
    () =>
    ([sine]) => [sine! ** 7 / 2],
  'light-switch': () => {
    let light = 0;
    return ([symbol]) => {
      if (symbol !== 2) light = symbol!;
      return [light];
    };
  },
  'delayed-recall': ({ delay }) => {
    const bits: number[] = [];
    return ([bit]) => {
      bits.push(bit!);
      return [bits.at(-1 - (delay as number)) ?? 0];
    };
  },
  forecast: () => tideSolver([12.42, 23.93]),
};

/** Tasks whose targets no solver can know: theirs gives the probabilities of the source, and is judged by the loss. */
export const drawnTargets: ReadonlySet<string> = new Set(['ptb-characters']);

/** d_{t+1} = 2 cos(2π/P) d_t - d_{t-1}, of each channel with its own period. */
function recurrenceSolver(periods: readonly number[]): Solver {
  let before: readonly number[] | null = null;
  return (now) => {
    const older = before ?? now;
    before = now;
    return now.map(
      (value, channel) => 2 * Math.cos((2 * Math.PI) / periods[channel]!) * value - older[channel]!,
    );
  };
}

const evenly = Array.from(LETTERS, () => 1 / LETTERS.length);

/** Probabilities of the letter so far ahead of two known ones, by the made text's source. */
function letterAhead(pair: readonly [number, number], ahead: number): number[] {
  const size = LETTERS.length;
  let pairs = new Map([[size * pair[0] + pair[1], 1]]);
  for (let step = 0; step < ahead; step++) {
    const after = new Map<number, number>();
    for (const [known, share] of pairs) {
      const newer = known % size;
      for (let letter = 0; letter < size; letter++) {
        const follows = letter === nextLetter(Math.floor(known / size), newer) ? 1 - NOISE : 0;
        const at = size * newer + letter;
        after.set(at, (after.get(at) ?? 0) + share * (follows + NOISE / size));
      }
    }
    pairs = after;
  }
  const letters = new Array<number>(size).fill(0);
  for (const [known, share] of pairs) letters[known % size]! += share;
  return letters;
}

const oneHot = (index: number, size: number): number[] =>
  Array.from({ length: size }, (_, at) => (at === index ? 1 : 0));

/** Least squares: what a constant and waves of these periods, fitted to all values so far, say of the next. */
function tideSolver(periods: readonly number[]): Solver {
  const waves = (t: number): number[] => [
    1,
    ...periods.flatMap((period) => {
      const angle = (2 * Math.PI * t) / period;
      return [Math.cos(angle), Math.sin(angle)];
    }),
  ];
  const seen: number[] = [];
  return ([value]) => {
    seen.push(value!);
    const rows = seen.map((_, t) => waves(t));
    const size = rows[0]!.length;
    const system = Array.from({ length: size }, (_, i) => [
      ...Array.from({ length: size }, (_, j) => rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
      rows.reduce((sum, row, t) => sum + row[i]! * seen[t]!, 0),
    ]);
    const weights = eliminate(system);
    return [waves(seen.length).reduce((sum, wave, i) => sum + wave * weights[i]!, 0)];
  };
}

/** Gauss-Jordan elimination of `[A | b]`, A symmetric and positive. */
function eliminate(system: number[][]): number[] {
  system.forEach((row, i) => {
    const pivot = row[i]!;
    for (let k = 0; k < row.length; k++) row[k] = row[k]! / pivot;
    system.forEach((other, j) => {
      if (j === i) return;
      const factor = other[i]!;
      for (let k = 0; k < other.length; k++) other[k] = other[k]! - factor * row[k]!;
    });
  });
  return system.map((row) => row.at(-1)!);
}

function orderSolver(classes: number): Solver {
  let place = 1;
  let index = 0;
  return ([symbol]) => {
    if (symbol! < 2) {
      index += symbol! * place;
      place *= 2;
    }
    return oneHot(index, classes);
  };
}

/** The grammar as drawn on paper: inner states i0..i5, before them the outer symbol, after them its repeat. */
const GRAMMAR: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  start: { B: 'outer' },
  outer: { T: 'inner', P: 'inner' },
  inner: { B: 'i0' },
  i0: { T: 'i1', P: 'i2' },
  i1: { S: 'i1', X: 'i3' },
  i2: { T: 'i2', V: 'i4' },
  i3: { X: 'i2', S: 'i5' },
  i4: { P: 'i3', V: 'i5' },
  i5: { E: 'repeat' },
  repeat: { T: 'close', P: 'close' },
  close: { E: 'end' },
  end: {},
};
const REBER = 'BTPSXVE';

/** Whether these symbols are a string of the embedded Reber grammar. */
export function recognises(symbols: readonly number[]): boolean {
  let state = 'start';
  for (const symbol of symbols) {
    const next = GRAMMAR[state]![REBER[symbol]!];
    if (next === undefined) return false;
    state = next;
  }
  return state === 'end' && symbols[1] === symbols.at(-2);
}

function reberSolver(probabilities: boolean): Solver {
  let state = 'start';
  let outer = '';
  return ([symbol]) => {
    const letter = REBER[symbol!]!;
    if (state === 'outer') outer = letter;
    state = GRAMMAR[state]![letter]!;
    const legal = state === 'repeat' ? [outer] : Object.keys(GRAMMAR[state]!);
    return [...REBER].map((one) => (legal.includes(one) ? 1 / (probabilities ? legal.length : 1) : 0));
  };
}

function countingSolver(letters: number): Solver {
  let n = 0;
  let run = 0;
  let previous = 0;
  return ([letter]) => {
    run = letter === previous ? run + 1 : 1;
    previous = letter!;
    if (letter === 1) n = run;
    const legal = letter === 0 ? [0] : letter === 1 ? [0, 1] : [run === n ? letter! : letter! - 1];
    const mask = Array.from({ length: letters + 1 }, (_, output) => (legal.includes(output) ? 1 : 0));
    return mask;
  };
}

/** The solver's outputs on a batch, laid out as a device's: `[answer step][O][B]`. */
export function solve(batch: Batch, start: () => Solver): Float32Array {
  const { sequences: count, inputs: size, outputs: width } = batch;
  const outputs = new Float32Array(batch.answerSteps.length * width * count);
  for (let b = 0; b < count; b++) {
    const solver = start();
    for (let t = 0, s = 0; t < batch.lengths[b]!; t++) {
      const answer = solver(inputAt(batch, t, b, size));
      if (batch.answerSteps[s] !== t) continue;
      answer.forEach((value, o) => {
        outputs[(s * width + o) * count + b] = value;
      });
      s++;
    }
  }
  return outputs;
}

function inputAt(batch: Batch, t: number, b: number, size: number): number[] {
  if (batch.symbols !== null) return [batch.symbols[t * batch.sequences + b]!];
  return Array.from({ length: size }, (_, i) => batch.dense![(t * size + i) * batch.sequences + b]!);
}
