import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/random/random.ts';
import { isBetterThanChance } from '../../src/statistics/chance.ts';

describe('better than chance', () => {
  const chance = { error: 0.75 };
  const look = (error: number, sequences = 1000, bestOf = 1) =>
    isBetterThanChance({ error, loss: 1, sequences, bestOf }, chance);

  it('is not 73.2 % wrong of 1,000 where chance is 75 %, nor chance itself or worse', () => {
    expect([0.732, 0.75, 0.9, Number.NaN].map((error) => look(error))).toEqual([false, false, false, false]);
    expect(isBetterThanChance({ error: null, loss: null, sequences: 10 }, chance)).toBe(false);
  });

  it('is 73.2 % wrong of 10,000, and 70 % wrong of 1,000', () => {
    expect([look(0.732, 10_000), look(0.7)]).toEqual([true, true]);
  });

  it('takes more of the best of many, so that guessing is hardly ever called better', () => {
    expect([look(0.7, 1000, 1), look(0.7, 1000, 100)]).toEqual([true, false]);
    const random = randomStream('test', 'chance');
    let called = 0;
    for (let race = 0; race < 200; race++) {
      let best = 1;
      for (let one = 0; one < 30; one++) {
        let wrong = 0;
        for (let i = 0; i < 1000; i++) if (random.uniform() < 0.75) wrong++;
        best = Math.min(best, wrong / 1000);
      }
      if (look(best, 1000, 30)) called++;
    }
    expect(called).toBeLessThanOrEqual(2);
  });

  it('goes by the loss where the error says nothing, and is not known where neither does', () => {
    const of = (loss: number) => isBetterThanChance({ error: 1, loss, sequences: 1000 }, { loss: 0.167 });
    expect([of(0.165), of(0.15)]).toEqual([false, true]);
    expect(isBetterThanChance({ error: 0.1, loss: 1, sequences: 1000 }, {})).toBeNull();
  });
});
