import { describe, expect, it } from 'vitest';
import { drawBatch, judgeBatch } from '../../src/tasks/batches.ts';
import type { Sequence } from '../../src/tasks/define-task.ts';
import { findTask } from '../../tasks/index.ts';
import { draw, range } from '../support/tasks/draw.ts';

interface Read {
  length: number;
  markers: number[];
  values: number[];
  marked: number[];
  target: number;
}

function read({ inputs, targets }: Sequence): Read {
  const flat = Array.from(inputs as ArrayLike<number>);
  const markers = flat.filter((_, k) => k % 2 === 0);
  const marked = markers.flatMap((marker, t) => (marker === 1 ? [t] : []));
  return {
    length: markers.length,
    markers,
    values: flat.filter((_, k) => k % 2 === 1),
    marked,
    target: targets as number,
  };
}

const drawn = (name: string, set: Record<string, unknown>, count: number, seed = 1): Read[] =>
  draw(name, set, count, seed).map(read);

type Bounds = (T: number, L: number) => readonly [readonly [number, number], readonly [number, number]];
const pascanu: Bounds = (_, L) => [
  [0, Math.trunc(L * 0.1) - 1],
  [Math.trunc(L * 0.1), Math.trunc(L * 0.1) + Math.trunc(L * 0.4) - 1],
];
const martens: Bounds = (T) => [
  [T / 100, T / 10],
  [T / 10, T / 2],
];
const SOURCES: readonly (readonly [string, string, Bounds, number | null])[] = [
  ['addition', 'paper', pascanu, null],
  ['addition', 'martens', martens, 3],
  ['addition', 'thesis', martens, 3],
  [
    'addition',
    'arjovsky',
    (_, L) => [
      [0, L / 2 - 0.5],
      [Math.floor(L / 2), L - 1],
    ],
    null,
  ],
  ['multiplication', 'paper', pascanu, null],
  ['multiplication', 'martens', martens, 3],
  ['xor', 'paper', pascanu, null],
  [
    'xor',
    'martens',
    (T) => [
      [T / 50, T / 5],
      [(3 * T) / 10, T / 2],
    ],
    3,
  ],
];

describe.each(SOURCES)('%s, as %s', (name, definition, bounds, cueFromEnd) => {
  it('marks two different steps, one in each window, for every length from 10 to 300', () => {
    for (const length of range(10, 300)) {
      for (const one of drawn(name, { definition, length }, 4, length)) {
        const windows = bounds(length, one.length);
        expect(one.marked).toHaveLength(2);
        one.marked.forEach((t, index) => {
          expect(t).toBeGreaterThanOrEqual(windows[index]![0]);
          expect(t).toBeLessThanOrEqual(windows[index]![1]);
        });
      }
    }
  });

  it('has markers 0 elsewhere, and -1 where the source frames the sequence', () => {
    for (const { markers, length } of drawn(name, { definition, length: 50 }, 100)) {
      const framed = markers.flatMap((marker, t) => (marker === -1 ? [t] : []));
      expect(framed).toEqual(cueFromEnd === null ? [] : [0, length - cueFromEnd]);
      expect(markers.filter((marker) => marker === 0)).toHaveLength(length - 2 - framed.length);
    }
  });
});

describe.each(['addition', 'multiplication'])('%s, as Hochreiter & Schmidhuber (1997) mark it', (name) => {
  const definition = 'hochreiter';

  it('marks one of the first ten pairs and one of the first T/2 - 1 others, of every length from 10 to 300', () => {
    for (const length of range(10, 300)) {
      for (const { marked, markers, length: steps } of drawn(name, { definition, length }, 4, length)) {
        expect(marked).toHaveLength(2);
        expect(marked.some((t) => t < Math.min(10, steps - 1))).toBe(true);
        expect(marked[1]!).toBeLessThan(Math.max(10, Math.floor(length / 2)));
        expect(markers.at(-1)).toBe(-1);
        expect(markers[0]).toBe(marked[0] === 0 ? 1 : -1);
        expect(markers.filter((marker) => marker === 0)).toHaveLength(steps - 2 - (marked[0] === 0 ? 1 : 2));
      }
    }
  });

  it('has the second mark before the first at times, and each of the pairs equally often', () => {
    const N = 20_000;
    const sequences = drawn(name, { definition, length: 40 }, N);
    const counts = new Array<number>(40).fill(0);
    for (const { marked } of sequences) for (const t of marked) counts[t]! += 1;
    // The first mark is one of steps 0 to 9. The second is one of 19 of the other 39: of steps 0 to 19 without the first.
    for (const [t, count] of counts.entries()) {
      const wanted = t < 10 ? 1 / 10 + 9 / 10 / 19 : t < 20 ? 1 / 19 : 0;
      expect(Math.abs(count / N - wanted)).toBeLessThan(5 * Math.sqrt((wanted + 1e-9) / N));
    }
    const bothEarly = sequences.filter(({ marked }) => marked[1]! < 10).length;
    expect(Math.abs(bothEarly / N - 9 / 19)).toBeLessThan(0.02);
  });

  it('counts the value of the first mark as nothing where it is at the first pair', () => {
    const nothing = name === 'addition' ? 0 : 1;
    const sequences = drawn(name, { definition, length: 40 }, 20_000);
    const answer = ([u, v]: readonly number[]) => (name === 'addition' ? 0.5 + (u! + v!) / 4 : u! * v!);
    for (const { marked, values, target } of sequences) {
      expect(target).toBeCloseTo(answer(marked.map((t) => values[t]!)), 12);
    }
    const atFirst = sequences.filter(({ marked }) => marked[0] === 0);
    const fixed = atFirst.filter(({ values }) => values[0] === nothing).length;
    // One in ten by its first mark, 9/10 · 1/19 by its second, whose value is as drawn.
    expect(Math.abs(fixed / sequences.length - 0.1)).toBeLessThan(0.01);
    expect(Math.abs((atFirst.length - fixed) / sequences.length - 0.9 / 19)).toBeLessThan(0.01);
  });

  it('refuses sequences too short for two marks, in one line', () => {
    const task = findTask(name);
    expect(() => task.shape(task.options.parse({ definition, length: 3 }))).toThrow(
      'length 3 leaves no step for the second mark, the shortest length that works is 4',
    );
    expect(drawn(name, { definition, length: 4, maximumLength: 4 }, 50)).toHaveLength(50);
  });
});

describe('lengths', () => {
  it.each(['addition', 'multiplication', 'xor'])(
    'of %s are drawn below 1.1 L by default, from L on',
    (name) => {
      expect(new Set(drawn(name, { length: 100 }, 200).map(({ length }) => length))).toEqual(
        new Set(range(100, 109)),
      );
      expect(drawn(name, { length: 100, maximumLength: 100 }, 20).every(({ length }) => length === 100)).toBe(
        true,
      );
    },
  );

  it('are common to a minibatch as paper, and each its own as martens', () => {
    const task = findTask('addition');
    const lengths = (definition: string) =>
      new Set(drawBatch(task, task.options.parse({ definition, length: 100 }), ['s'], 0, 50).lengths);
    expect(lengths('paper').size).toBe(1);
    expect(lengths('martens').size).toBeGreaterThan(5);
  });
});

describe('targets', () => {
  const sum = ({ marked, values }: Read): number => values[marked[0]!]! + values[marked[1]!]!;
  it.each<[string, (one: Read) => number]>([
    ['paper', (one) => sum(one) / 2],
    ['hochreiter', (one) => 0.5 + sum(one) / 4],
    ['martens', sum],
    ['thesis', (one) => sum(one) / 2],
    ['arjovsky', sum],
  ])('of addition as %s follow from the two marked values', (definition, target) => {
    const sequences = drawn('addition', { definition }, 50);
    for (const one of sequences) expect(one.target).toBeCloseTo(target(one), 12);
    const values = sequences.flatMap((one) => one.values);
    const lowest = definition === 'hochreiter' ? -1 : 0;
    expect(Math.min(...values)).toBeGreaterThanOrEqual(lowest);
    expect(Math.min(...values)).toBeLessThan(lowest + 0.05);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(Math.max(...values)).toBeGreaterThan(0.95);
  });

  it('of multiplication are the product, of xor the exclusive or of bits', () => {
    for (const { values, marked, target } of drawn('multiplication', {}, 50)) {
      expect(target).toBe(values[marked[0]!]! * values[marked[1]!]!);
    }
    for (const { values, marked, target } of drawn('xor', {}, 50)) {
      expect(values.every((value) => value === 0 || value === 1)).toBe(true);
      expect(target).toBe(values[marked[0]!] === values[marked[1]!] ? 0 : 1);
    }
  });
});

describe('null baselines (the reference table, 10,000 sequences)', () => {
  const N = 10_000;
  /** Loss and share wrong of the predictor that always answers `constant`. */
  function constant(name: string, set: Record<string, unknown>, answer: number) {
    const task = findTask(name);
    const options = task.options.parse({ length: 10, maximumLength: 10, ...set });
    const batch = drawBatch(task, options, ['constant'], 0, N);
    const outputs = new Float32Array(N * batch.answerSteps.length).fill(answer);
    const targets = batch.values!.subarray((batch.steps - 1) * N);
    const loss = targets.reduce((total, target) => total + (target - answer) ** 2, 0) / N;
    return {
      loss,
      error: judgeBatch(task, options, batch, outputs).wrong / N,
      chance: task.chance!(options),
    };
  }

  it.each([
    // task, options, constant, MSE, share wrong
    ['addition', {}, 0.5, 1 / 24, 0.36],
    ['addition', { tolerance: 0.04 }, 0.5, 1 / 24, 0.846],
    ['addition', { values: 'signed', target: 'sum' }, 0, 2 / 3, 0.81],
    ['addition', { definition: 'arjovsky' }, 1, 1 / 6, 0.64],
    ['multiplication', {}, 0.2, 7 / 144 + 0.05 ** 2, 0.233],
    ['multiplication', { tolerance: 0.04 }, 0.04, 7 / 144 + 0.21 ** 2, 0.718],
    ['multiplication', {}, 0.25, 7 / 144, 0.3905],
  ] as const)('%s with %j, answered %d', (name, set, answer, loss, error) => {
    const found = constant(name, set, answer);
    expect(Math.abs(found.loss - loss)).toBeLessThan(0.03 * loss);
    expect(Math.abs(found.error - error)).toBeLessThan(0.015);
  });

  it.each([
    ['addition', {}],
    ['addition', { tolerance: 0.2 }],
    ['addition', { values: 'unit', target: 'sum' }],
    ['addition', { values: 'unit', target: 'mean', tolerance: 0.2 }],
    ['addition', { length: 10 }],
    ['multiplication', {}],
    ['multiplication', { tolerance: 0.2 }],
    ['multiplication', { length: 5, maximumLength: 9 }],
  ] as const)('of %s as hochreiter with %j are what chance says: no constant does better', (name, set) => {
    const task = findTask(name);
    const options = task.options.parse({ length: 20, definition: 'hochreiter', ...set });
    const targets = draw(name, options, 20_000).map(({ targets }) => targets as number);
    const { loss, error } = task.chance!(options);
    const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length;
    const variance = targets.reduce((sum, target) => sum + (target - mean) ** 2, 0) / targets.length;
    expect(Math.abs(variance / loss! - 1)).toBeLessThan(0.03);
    const tolerance = (options.tolerance as number | null) ?? 0.04;
    const wrong = (answer: number) =>
      targets.filter((target) => Math.abs(target - answer) > tolerance).length / targets.length;
    const least = Math.min(...range(-20, 220).map((hundredth) => wrong(hundredth / 100)));
    expect(Math.abs(least - error!)).toBeLessThan(0.012);
  });

  it('are what chance says', () => {
    const chance = (name: string, set: Record<string, unknown>) =>
      findTask(name).chance!(findTask(name).options.parse(set));
    expect(chance('addition', {}).loss).toBeCloseTo(0.04167, 5);
    expect(chance('addition', {}).error).toBeCloseTo(0.36, 12);
    expect(chance('addition', { tolerance: 0.04 }).error).toBeCloseTo(0.8464, 12);
    expect(chance('addition', { definition: 'arjovsky' }).loss).toBeCloseTo(0.1667, 4);
    expect(chance('addition', { values: 'signed', target: 'sum' }).loss).toBeCloseTo(2 / 3, 12);
    expect(chance('multiplication', {}).loss).toBeCloseTo(0.04861, 5);
    expect(chance('multiplication', {}).error).toBeCloseTo(0.233, 3);
    expect(chance('multiplication', { tolerance: 0.04 }).error).toBeCloseTo(0.718, 3);
    expect(chance('xor', {})).toEqual({ loss: Math.LN2, error: 0.5 });
  });
});
