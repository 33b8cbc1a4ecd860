import { describe, expect, it } from 'vitest';
import { drawNormals, randomStream } from '../../src/random/random.ts';

/** χ² of counts against equal shares, as a number of standard deviations from its mean. */
function excess(counts: Float64Array): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const freedom = counts.length - 1;
  return (chiSquare - freedom) / Math.sqrt(2 * freedom);
}

/** χ² excess of pairs over a `side` × `side` board. */
function pairExcess(pairs: readonly (readonly [number, number])[], side = 32): number {
  const counts = new Float64Array(side * side);
  for (const [x, y] of pairs) counts[Math.floor(x * side) * side + Math.floor(y * side)]! += 1;
  return excess(counts);
}

describe('a random stream', () => {
  it('gives the same draws under the same name, however the name is put together', () => {
    const one = randomStream(1, 'temporal-order', 3, 'offspring', 12);
    const other = randomStream('1/temporal-order', '3/offspring/12');
    for (let draw = 0; draw < 100; draw++) expect(one.uniform()).toBe(other.uniform());
  });

  it('keeps its first draws', () => {
    // This code's own draws; they change only with a change of every result, which is worth a new version.
    const random = randomStream(1, 'temporal-order', 3, 'offspring', 123);
    const draws = [
      ...Array.from({ length: 3 }, () => random.uniform()),
      ...Array.from({ length: 5 }, () => random.integer(1000)),
      ...Array.from({ length: 3 }, () => random.normal()),
    ];
    expect(draws).toMatchInlineSnapshot(`
      [
        0.9339802325703204,
        0.611576697556302,
        0.914618484210223,
        480,
        672,
        691,
        907,
        874,
        -0.9298682743652541,
        0.06545735714970334,
        -0.6266350451665768,
      ]
    `);
    expect(randomStream('').uniform()).toMatchInlineSnapshot(`0.7409770197700709`);
  });

  it('is uniform, singly and in successive pairs', () => {
    for (const name of ['a', 'b', 'c']) {
      const random = randomStream(name);
      const draws = Array.from({ length: 100_000 }, () => random.uniform());
      const counts = new Float64Array(500);
      for (const draw of draws) counts[Math.floor(draw * 500)]! += 1;
      expect(Math.abs(excess(counts))).toBeLessThan(5);
      const pairs = draws.slice(1).map((draw, index) => [draws[index]!, draw] as const);
      expect(Math.abs(pairExcess(pairs))).toBeLessThan(5);
    }
  });

  it('draws whole numbers evenly below the bound', () => {
    const random = randomStream('integers');
    for (const bound of [1, 2, 7, 100]) {
      const counts = new Float64Array(bound);
      for (let draw = 0; draw < 70_000; draw++) counts[random.integer(bound)]! += 1;
      if (bound > 1) expect(Math.abs(excess(counts))).toBeLessThan(5);
    }
    for (let draw = 0; draw < 1000; draw++) {
      const value = random.integer(2 ** 32);
      expect(Number.isInteger(value) && value >= 0 && value < 2 ** 32).toBe(true);
    }
  });

  it('draws normals with the moments and tails of the standard normal', () => {
    const random = randomStream('normals');
    const count = 200_000;
    const sums = [0, 0, 0, 0];
    let beyondTwo = 0;
    for (let draw = 0; draw < count; draw++) {
      const x = random.normal();
      for (let power = 0; power < 4; power++) sums[power]! += x ** (power + 1);
      if (Math.abs(x) > 2) beyondTwo += 1;
    }
    const [mean, square, cube, fourth] = sums.map((sum) => sum / count);
    // Four standard errors: √(var/n) with var 1, 2, 15 and 96.
    expect(Math.abs(mean!)).toBeLessThan(0.009);
    expect(Math.abs(square! - 1)).toBeLessThan(0.0127);
    expect(Math.abs(cube!)).toBeLessThan(0.035);
    expect(Math.abs(fourth! - 3)).toBeLessThan(0.088);
    expect(Math.abs(beyondTwo / count - 0.0455)).toBeLessThan(0.002);
  });

  it('draws many normals as it draws them singly', () => {
    const [one, other] = [randomStream('many'), randomStream('many')];
    const drawn = new Float64Array(700);
    drawNormals(one, drawn, 30, 650);
    const singly = Float64Array.from({ length: 620 }, () => other.normal());
    expect(drawn.subarray(30, 650)).toEqual(singly);
    expect([drawn[29], drawn[650]]).toEqual([0, 0]);
    expect(one.uniform()).toBe(other.uniform());
  });

  it('takes exactly one uniform for a normal', () => {
    const one = randomStream('pace');
    const other = randomStream('pace');
    one.normal();
    other.uniform();
    expect(one.uniform()).toBe(other.uniform());
  });
});

describe('streams of neighbouring names', () => {
  const families: Record<string, (index: number) => string> = {
    'counted offspring': (index) => `1/temporal-order/3/offspring/${index}`,
    'counted seeds': (index) => `${index}/task`,
    'names that differ in the middle': (index) => `7/xor/${index}/initialise`,
  };

  it.each(Object.keys(families))('are independent from their first draw on: %s', (family) => {
    const draws = Array.from({ length: 60_000 }, (_, index) => {
      const random = randomStream(families[family]!(index));
      return [random.uniform(), random.uniform()] as const;
    });
    const counts = new Float64Array(256);
    for (const [first] of draws) counts[Math.floor(first * 256)]! += 1;
    expect(Math.abs(excess(counts))).toBeLessThan(5);
    expect(Math.abs(pairExcess(draws))).toBeLessThan(5);
    for (const lag of [1, 2, 10, 11, 100]) {
      const pairs = draws.slice(lag).map(([first], index) => [draws[index]![0], first] as const);
      expect(Math.abs(pairExcess(pairs)), `lag ${lag}`).toBeLessThan(5);
    }
  });

  it('never coincide', () => {
    const openings = new Set<string>();
    for (let index = 0; index < 50_000; index++) {
      const random = randomStream('a', index);
      openings.add(`${random.uniform()} ${random.uniform()}`);
    }
    expect(openings.size).toBe(50_000);
  });
});
