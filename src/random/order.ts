/**
 * Random order of the whole numbers below a bound, one place at a time and without a list of them: a Feistel network
 * over the two halves of a number's bits (Luby & Rackoff 1988), walked on until it gives a number below the bound
 * (Black & Rogaway 2002, "Ciphers with arbitrary finite domains").
 */
import { type Random, scramble } from './random.ts';

/** Rounds of the network; four make it a pseudorandom permutation, the others are cheap. */
const ROUNDS = 6;

/**
 * Order of the numbers 0 to count - 1.
 * @param count a whole number from 1 to 2^32
 * @param random stream from which the keys are drawn, always as many
 * @returns the number at a place from 0 to count - 1; each number stands at one place
 */
export function randomOrder(count: number, random: Random): (place: number) => number {
  const keys = Array.from(
    { length: ROUNDS },
    () => [random.integer(2 ** 32), random.integer(2 ** 32)] as const,
  );
  let half = 1;
  while (4 ** half < count) half++;
  const side = 2 ** half;
  const moved = (number: number): number => {
    let [left, right] = [Math.floor(number / side), number % side];
    for (const [first, second] of keys) {
      const mixed = scramble(scramble(right ^ first) + second) >>> 0;
      [left, right] = [right, (left ^ (mixed % side)) >>> 0];
    }
    return left * side + right;
  };
  return (place) => {
    let number = moved(place);
    while (number >= count) number = moved(number);
    return number;
  };
}
