/** Rows of a regression in an array that doubles where it is full, so that adding rows costs no more than the rows. */
import type { Rows } from './rows.ts';

export class RowStore implements Rows {
  readonly width: number;
  #count = 0;
  #values = new Float64Array(0);

  constructor(width: number) {
    this.width = width;
  }

  get count(): number {
    return this.#count;
  }

  /** Numbers of the rows, and room behind them. */
  get values(): Float64Array {
    return this.#values;
  }

  /** Adds rows, `[count][width]`. */
  add(rows: Float64Array): void {
    const used = this.#count * this.width;
    const size = used + rows.length;
    if (size > this.#values.length) {
      const values = new Float64Array(Math.max(size, 2 * this.#values.length));
      values.set(this.#values.subarray(0, used));
      this.#values = values;
    }
    this.#values.set(rows, used);
    this.#count += rows.length / this.width;
  }
}
