/**
 * Urn with the numbers below a size, of which each is drawn once: a partial Fisher-Yates shuffle. Durstenfeld (1964),
 * Communications of the ACM 7, algorithm 235. A draw takes the same time however large the urn is.
 */
import type { Random } from './random.ts';

export class Urn {
  readonly #numbers: Int32Array;
  /** Place with which each number drawn has changed its own. */
  readonly #others: number[] = [];

  constructor(size: number) {
    this.#numbers = new Int32Array(size);
    for (let number = 0; number < size; number++) this.#numbers[number] = number;
  }

  /** Draws a number that has not been drawn since the urn was filled. */
  draw(random: Random): number {
    const at = this.#others.length;
    const other = at + random.integer(this.#numbers.length - at);
    this.#change(at, other);
    this.#others.push(other);
    return this.#numbers[at]!;
  }

  /** Puts all numbers back, in the order that the draws have left: the next ones are as fair, and others. */
  fill(): void {
    this.#others.length = 0;
  }

  /** Puts all numbers back, in the order of the beginning. */
  restore(): void {
    for (let at = this.#others.length - 1; at >= 0; at--) this.#change(at, this.#others[at]!);
    this.#others.length = 0;
  }

  #change(one: number, other: number): void {
    const number = this.#numbers[other]!;
    this.#numbers[other] = this.#numbers[one]!;
    this.#numbers[one] = number;
  }
}
