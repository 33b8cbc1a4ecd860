import { describe, expect, it } from 'vitest';
import { lengthTable } from '../../bench/reproductions/fair-fight/lengths.ts';
import { medianCost } from '../../bench/reproductions/fair-fight/median-cost.ts';
import { successTable } from '../../bench/reproductions/fair-fight/success-table.ts';

const NEVER = Number.POSITIVE_INFINITY;

describe('the median of costs', () => {
  it('is the least by which half have solved the task', () => {
    expect(medianCost([4e9, 1e9, NEVER, 2e9])).toBe(2e9);
    expect(medianCost([NEVER, 3e9])).toBe(3e9);
    expect(medianCost([NEVER, NEVER, 3e9])).toBe(NEVER);
    expect(medianCost([])).toBe(NEVER);
  });
});

describe('the table of successes', () => {
  it('has a row a contestant on a task, over several runs, and says what is missing', () => {
    const outcome = { contestant: 'bits', repetition: 1, solved: true, cost: 2e9, testError: 0.001 };
    const run = { planned: 2, seeds: 2, device: 'wasm', length: 20, budget: 3e10 };
    const text = successTable([
      {
        ...run,
        outcomes: [
          { ...outcome, task: 'a' },
          { ...outcome, task: 'a', repetition: 2, solved: false, cost: NEVER, testError: 0.5 },
        ],
      },
      { ...run, device: 'webgpu', outcomes: [{ ...outcome, task: 'b' }] },
    ]);
    const rows = text.split('\n').slice(2, 4);
    expect(rows[0]).toBe('| a | bits | 1 of 2 | 9 to 91 % | 2.00 G | 2.00 G to above the budget | 25.1 % |');
    // The missing one may have ended either way: Wilson's limits of 1 and of 2 of 2.
    expect(rows[1]).toContain('| b | bits | 1 of 2, 1 missing | 9 to 100 % | 2.00 G |');
    expect(text).toContain('1 of 4 trials are missing. Device: wasm, webgpu.');
  });
});

describe('the table of lengths', () => {
  it('tells nets that are right everywhere from those that are so from their own length on', () => {
    const net = { task: 'temporal-order:length=50', length: 50, contestant: 'bits' };
    const text = lengthTable([
      { ...net, repetition: 1, wrong: [0, 0, 0, 0, 0, 0, 0, 0, 0] },
      { ...net, repetition: 2, wrong: [500, 0, 0, 0, 0, 0, 0, 0, 9] },
      { ...net, repetition: 3, wrong: [500, 0, 0, 0, 0, 0, 0, 0, 10] },
    ]);
    expect(text.split('\n')[2]).toContain('| 1 of 3 | 2 of 3 | 50 % | 0 %');
  });
});
