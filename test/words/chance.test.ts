import { describe, expect, it } from 'vitest';
import { shortChance } from '../../src/words/chance.ts';

describe('a chance level in a column', () => {
  it('is the share wrong, or else the loss by its name', () => {
    expect(shortChance({ error: 0.5, loss: 0.69 })).toBe('50.0 %');
    expect(shortChance({ loss: 0.125 }, { name: 'mse' })).toBe('mse 0.1250');
    expect(shortChance({ loss: 0.125 })).toBe('loss 0.1250');
    expect(shortChance({})).toBeNull();
  });
});
