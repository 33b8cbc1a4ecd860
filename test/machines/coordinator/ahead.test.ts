import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ahead } from '../../../src/machines/coordinator/ahead.ts';

describe('calls that are made ahead', () => {
  it('answer in order, so many at a time', async () => {
    let underWay = 0;
    let most = 0;
    const call = async (item: number): Promise<number> => {
      most = Math.max(most, ++underWay);
      // The later ones answer first.
      await pause(10 - item);
      underWay--;
      return item * item;
    };
    const answers: (readonly [number, number])[] = [];
    for await (const answer of ahead([1, 2, 3, 4, 5, 6, 7], call, 3)) answers.push(answer);
    expect(answers).toEqual([1, 2, 3, 4, 5, 6, 7].map((item) => [item, item * item]));
    expect(most).toBe(3);
    for await (const _ of ahead([], call)) expect.unreachable();
  });

  it('fail where their turn comes', async () => {
    const seen: number[] = [];
    const call = async (item: number): Promise<number> => {
      if (item >= 2) throw new Error(`no ${item}`);
      return item;
    };
    const read = async (): Promise<void> => {
      for await (const [item] of ahead([0, 1, 2, 3], call)) seen.push(item);
    };
    await expect(read()).rejects.toThrow('no 2');
    expect(seen).toEqual([0, 1]);
  });
});
