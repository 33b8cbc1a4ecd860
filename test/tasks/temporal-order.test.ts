import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { findTask } from '../../tasks/index.ts';
import { chiSquare, draw, histogram, range, symbolsOf } from '../support/tasks/draw.ts';

/** Steps at which a relevant symbol, A or B, stands. */
const places = (symbols: readonly number[]): number[] =>
  symbols.flatMap((symbol, t) => (symbol < 2 ? [t] : []));

/** Where source by source the symbols may stand, written out again: `T` is the least length, `L` the own one. */
type Bounds = (T: number, L: number) => readonly (readonly [number, number])[];
/** numpy: randint(int(L * (to - from))) + int(L * from). */
const numpy = (L: number, from: number, width = 0.1): readonly [number, number] => [
  Math.trunc(L * from),
  Math.trunc(L * from) + Math.trunc(L * width) - 1,
];
const closed = (T: number, from: number, to: number): readonly [number, number] => [
  (T * from) / 100,
  (T * to) / 100,
];
const SOURCES: readonly (readonly [string, string, Bounds])[] = [
  ['temporal-order', 'paper', (_, L) => [closed(L, 10, 20), closed(L, 40, 50)]],
  ['temporal-order', 'code', (_, L) => [numpy(L, 0.1), numpy(L, 0.5)]],
  ['temporal-order', 'thesis', (_, L) => [closed(L, 10, 20), closed(L, 50, 60)]],
  ['temporal-order', 'hochreiter', (T) => [closed(T, 10, 20), closed(T, 50, 60)]],
  ['temporal-order', 'martens', (T) => [closed(T, 1, 10), closed(T, 40, 50)]],
  ['temporal-order-3bit', 'paper', (_, L) => [numpy(L, 0.1), numpy(L, 0.3), numpy(L, 0.6)]],
  ['temporal-order-3bit', 'hochreiter', (T) => [closed(T, 10, 20), closed(T, 33, 43), closed(T, 66, 76)]],
  ['temporal-order-3bit', 'martens', (T) => [closed(T, 1, 10), closed(T, 30, 40), closed(T, 50, 60)]],
];

describe.each(SOURCES)('%s, as %s', (name, definition, bounds) => {
  it('has one relevant symbol in each window, for every length from 10 to 300', () => {
    for (const length of range(10, 300)) {
      for (const sequence of draw(name, { definition, length }, 4, length)) {
        const symbols = symbolsOf(sequence);
        const windows = bounds(length, symbols.length);
        const found = places(symbols);
        expect(found).toHaveLength(windows.length);
        found.forEach((t, index) => {
          expect(t).toBeGreaterThanOrEqual(windows[index]![0]);
          expect(t).toBeLessThanOrEqual(windows[index]![1]);
        });
      }
    }
  });

  it('uses every step of a window', () => {
    const found = draw(name, { definition, length: 100 }, 800).map((sequence) => places(symbolsOf(sequence)));
    bounds(100, 100).forEach(([first, last], index) => {
      expect(new Set(found.map((at) => at[index]!))).toEqual(new Set(range(first, last)));
    });
  });

  it('has all classes and distractors equally often', () => {
    const sequences = draw(name, { definition, length: 20 }, 4000);
    const classes = 2 ** bounds(20, 20).length;
    // p = .001 of the statistic: 16.3 with 3 degrees of freedom, 24.3 with 7.
    const limit = classes === 4 ? 16.3 : 24.3;
    expect(
      chiSquare(
        histogram(
          sequences.map(({ targets }) => targets as number),
          classes,
        ),
      ),
    ).toBeLessThan(limit);
    const distractors = sequences.flatMap(symbolsOf).filter((symbol) => symbol >= 2 && symbol < 6);
    expect(
      chiSquare(
        histogram(
          distractors.map((symbol) => symbol - 2),
          4,
        ),
      ),
    ).toBeLessThan(16.3);
  });
});

describe('temporal-order', () => {
  it('numbers the classes v0 + 2 v1, where A is 0 and B is 1', () => {
    const [, names] = [findTask('temporal-order'), ['AA', 'BA', 'AB', 'BB']];
    expect(
      findTask('temporal-order').shape(findTask('temporal-order').options.parse({})).outputNames,
    ).toEqual(names);
    for (const sequence of draw('temporal-order', {}, 50)) {
      const order = symbolsOf(sequence).filter((symbol) => symbol < 2);
      expect(names[sequence.targets as number]).toBe(order.map((symbol) => 'AB'[symbol]).join(''));
    }
  });

  // Read by hand: length 10, so that the windows [1,2] and [4,5] are all but given.
  it('gives these sequences for this stream', () => {
    const shown = draw('temporal-order', { length: 10 }, 3).map((sequence) => ({
      letters: symbolsOf(sequence)
        .map((symbol) => 'ABcdef'[symbol])
        .join(''),
      class: sequence.targets,
    }));
    expect(shown).toMatchInlineSnapshot(`
      [
        {
          "class": 2,
          "letters": "fAcdfBfecc",
        },
        {
          "class": 2,
          "letters": "edAdBdddfc",
        },
        {
          "class": 1,
          "letters": "cfBddAffee",
        },
      ]
    `);
  });

  it.each([
    ['hochreiter', 1],
    ['martens', 3],
  ])('as %s is framed by its own two symbols', (definition, fromEnd) => {
    for (const sequence of draw('temporal-order', { definition, length: 100 }, 100)) {
      const symbols = symbolsOf(sequence);
      expect(symbols[0]).toBe(6);
      expect(symbols.indexOf(7)).toBe(symbols.length - fromEnd);
      expect(symbols.filter((symbol) => symbol >= 6)).toHaveLength(2);
    }
  });

  it('as hochreiter or martens has lengths from L to 1.1 L, one a sequence; as paper L', () => {
    for (const definition of ['hochreiter', 'martens']) {
      const lengths = draw('temporal-order', { definition, length: 100 }, 300).map(
        (one) => one.inputs.length,
      );
      expect(new Set(lengths)).toEqual(new Set(range(100, 110)));
    }
    expect(draw('temporal-order', { length: 100 }, 50).every(({ inputs }) => inputs.length === 100)).toBe(
      true,
    );
  });

  it.each([
    ['paper', 4, 'the shortest length that works is 5'],
    ['code', 9, 'the shortest length that works is 10'],
  ])('as %s refuses a length of %i and says which works', (definition, length, hint) => {
    const task = findTask('temporal-order');
    const refused = () => task.shape(task.options.parse({ definition, length }));
    expect(refused).toThrow(UserError);
    expect(refused).toThrow(`length ${length} leaves a window without a step, ${hint}`);
  });

  it('finds the length that fails inside a range of lengths', () => {
    const task = findTask('temporal-order');
    expect(() => task.shape(task.options.parse({ length: 2, maximumLength: 50 }))).toThrow(
      'length 2 leaves a window without a step',
    );
    expect(() => task.shape(task.options.parse({ length: 20, maximumLength: 10 }))).toThrow(
      'maximumLength 10 is below length 20',
    );
  });
});
