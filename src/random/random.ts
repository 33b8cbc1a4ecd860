/**
 * Named random streams. Every stream is a `seedrandom` generator (Baagøe's Alea) under a path-like name, for example
 * `1/temporal-order/3/offspring/123`, so that the draws of one part never depend on the order of other parts.
 *
 * The name sets Alea's state through a hash of its own: Alea's own string hash takes 5 µs for such a name, and
 * names that differ in their last digit gave first draws that a χ² test of pairs told from independent ones.
 */
import alea from 'seedrandom/lib/alea.js';
import { standardNormalQuantile, standardNormalQuantiles } from '../numeric/normal.ts';

/** Stream of random numbers; two streams of the same name yield the same numbers. */
export interface Random {
  /** Uniform number in [0, 1), 32 random bits. */
  uniform(): number;
  /** Uniform whole number in [0, bound). `bound` is a whole number from 1 to 2^32. */
  integer(bound: number): number;
  /** Standard normal number, by inversion: exactly one uniform a draw. */
  normal(): number;
}

const ONE_BIT = 1 / 0x100000000;

/** Stream of that name, from its beginning. The parts of the name are joined by `/`. */
export function randomStream(...path: readonly (string | number)[]): Random {
  const next = alea('', { state: stateOf(path.join('/')) });
  return {
    uniform: next,
    integer: (bound) => Math.floor(next() * bound),
    // The half step keeps the argument inside (0, 1), where the quantile is finite.
    normal: () => standardNormalQuantile(next() + ONE_BIT / 2),
  };
}

/** Numbers that `drawNormals` makes at a time. */
const CHUNK = 256;

/** Writes the stream's next normal numbers into `into[from…to - 1]`, those that `normal()` would give, faster. */
export function drawNormals(random: Random, into: Float64Array, from: number, to: number): void {
  const drawn = new Float64Array(Math.min(CHUNK, to - from));
  for (let at = from; at < to; at += CHUNK) {
    const count = Math.min(CHUNK, to - at);
    for (let index = 0; index < count; index++) drawn[index] = random.uniform() + ONE_BIT / 2;
    standardNormalQuantiles(drawn, count, into, at);
  }
}

/** State of Alea for a name: three fractions of 32 bits, each from all of the name, and its carry of 1. */
function stateOf(name: string): { s0: number; s1: number; s2: number; c: number } {
  // Three lanes mix in the name's UTF-16 units; each step is a bijection, so no lane loses earlier units.
  let first = name.length;
  let second = 0x9e3779b9;
  let third = 0x7f4a7c15;
  for (let index = 0; index < name.length; index++) {
    const unit = name.charCodeAt(index);
    first = rotate(Math.imul(first ^ unit, 0xcc9e2d51), 15);
    second = rotate(Math.imul(second ^ unit, 0x1b873593), 13);
    third = rotate(Math.imul(third ^ unit, 0x38b34ae5), 17);
  }
  return {
    s0: (scramble(first + second) >>> 0) * ONE_BIT,
    s1: (scramble(second + third) >>> 0) * ONE_BIT,
    s2: (scramble(third ^ first) >>> 0) * ONE_BIT,
    c: 1,
  };
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** Hash of a word, each bit of which depends on every bit of the word: the finaliser of Appleby's MurmurHash3. */
export function scramble(word: number): number {
  let bits = word | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
