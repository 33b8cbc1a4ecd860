import { describe, expect, it } from 'vitest';
import { cellsOf } from '../../bench/reproductions/fair-fight/ablation.ts';
import {
  type Cell,
  factorialEffects,
  relativeEffects,
} from '../../bench/reproductions/fair-fight/effects.ts';
import { randomStream } from '../../src/random/random.ts';

const NEVER = Number.POSITIVE_INFINITY;

describe('relative effects', () => {
  it('are shares of pairs won, ties counted half, counted by hand', () => {
    // A trial of the first cell wins against both of the second, ties with itself: (½ + 1) / 2.
    expect(relativeEffects([[1], [2, 3]])).toEqual([0.75, expect.closeTo(0.25, 12)]);
    expect(relativeEffects([[NEVER], [NEVER, NEVER]])).toEqual([0.5, 0.5]);
    // Cells weigh alike: each of the two trials that tie has half the weight of the other cell's only one.
    expect(relativeEffects([[1], [1, NEVER]])).toEqual([
      expect.closeTo(1 - 0.75 / 2, 12),
      expect.closeTo((1 - 0.75 / 2 + 0.125) / 2, 12),
    ]);
  });

  it('depend on the order of costs alone', () => {
    const costs = [[3, 9], [1, NEVER], [4]];
    expect(relativeEffects(costs.map((cell) => cell.map((cost) => cost * cost * cost)))).toEqual(
      relativeEffects(costs),
    );
  });
});

const cell = (a: string, b: string, costs: readonly number[]): Cell => ({ levels: { a, b }, costs });
const effectsOf = (cells: readonly Cell[]) => factorialEffects(cells, { random: randomStream('test') });

describe('effects of a factorial', () => {
  it('are those of the one factor that matters', () => {
    const { main, interactions } = effectsOf([
      cell('good', 'x', [1, 2]),
      cell('good', 'y', [1, 2]),
      cell('bad', 'x', [NEVER, NEVER]),
      cell('bad', 'y', [NEVER, NEVER]),
    ]);
    const values = Object.fromEntries(main.map(({ level, effect }) => [level, effect.value]));
    expect(values).toEqual({
      good: expect.closeTo(0.25, 12),
      bad: expect.closeTo(-0.25, 12),
      x: expect.closeTo(0, 12),
      y: expect.closeTo(0, 12),
    });
    for (const { effect } of interactions) expect(effect.value).toBeCloseTo(0, 12);
    expect(main.find(({ level }) => level === 'good')).toMatchObject({ solved: 4, trials: 4 });
  });

  it('are all in the interaction where neither factor matters by itself', () => {
    const { main, interactions } = effectsOf([
      cell('p', 'x', [1, 2, 3]),
      cell('p', 'y', [NEVER, NEVER, NEVER]),
      cell('q', 'x', [NEVER, NEVER, NEVER]),
      cell('q', 'y', [1, 2, 3]),
    ]);
    for (const { effect } of main) expect(effect.value).toBeCloseTo(0, 12);
    expect(interactions.map(({ levels, effect }) => [levels.join(''), effect.value])).toEqual([
      ['px', expect.closeTo(0.25, 12)],
      ['py', expect.closeTo(-0.25, 12)],
      ['qx', expect.closeTo(-0.25, 12)],
      ['qy', expect.closeTo(0.25, 12)],
    ]);
  });

  it('lie in their intervals, which hold 0 where cells are drawn from one distribution', () => {
    const random = randomStream('one distribution');
    const draw = () => Array.from({ length: 5 }, () => (random.uniform() < 0.3 ? NEVER : random.uniform()));
    let held = 0;
    let seen = 0;
    for (let again = 0; again < 40; again++) {
      const cells = ['p', 'q', 'r'].flatMap((a) => ['x', 'y'].map((b) => cell(a, b, draw())));
      const { main } = factorialEffects(cells, { random, resamples: 400 });
      for (const { effect } of main) {
        expect(effect.low).toBeLessThanOrEqual(effect.value);
        expect(effect.high).toBeGreaterThanOrEqual(effect.value);
        seen++;
        if (effect.low <= 0 && effect.high >= 0) held++;
      }
    }
    expect(held / seen).toBeGreaterThan(0.9);
  });

  it('need every combination of levels, each with a trial', () => {
    const full = [cell('p', 'x', [1]), cell('p', 'y', [1]), cell('q', 'x', [1]), cell('q', 'y', [])];
    expect(() => effectsOf(full)).toThrow('no finished trial of q y');
    expect(() => effectsOf(full.slice(0, 3))).toThrow('3 cells of a factorial of 4');
  });
});

describe('cells of the ablation', () => {
  const outcome = { task: 't', repetition: 1, solved: true, cost: 5, testError: 0 };

  it('are read from the names of contestants', () => {
    const cells = cellsOf([
      { ...outcome, contestant: 'identity bits 8' },
      { ...outcome, contestant: 'identity bits 8', repetition: 2, cost: NEVER },
    ]);
    expect(cells).toEqual([
      { levels: { start: 'identity', learner: 'bits', units: '8' }, costs: [5, NEVER] },
    ]);
  });

  it('have names of three parts', () => {
    expect(() => cellsOf([{ ...outcome, contestant: 'genitor' }])).toThrow("'genitor' is not a start");
  });
});
