import { expect, it } from 'vitest';
import { powerFrom, powersBelow, powerUpTo } from '../../src/numeric/powers.ts';

it('powers of two on either side of every number', () => {
  let power = 1;
  for (let number = 1; number < 5000; number++) {
    if (number === 2 * power) power = number;
    expect(powerUpTo(number)).toBe(power);
    expect(powerFrom(number)).toBe(number === power ? power : 2 * power);
  }
  expect([powerFrom(0.3), powerFrom(2.1), powerUpTo(2.9)]).toEqual([1, 4, 2]);
  expect([powerFrom(2 ** 31), powerUpTo(2 ** 32 - 1)]).toEqual([2 ** 31, 2 ** 31]);
});

it('the powers of two below one', () => {
  expect(powersBelow(16)).toEqual([8, 4, 2, 1]);
  expect(powersBelow(1)).toEqual([]);
});
