/** ‖∂E/∂h_t‖ of every step t over the sequences of a batch, also where its square is beyond float64. */
import { squaredNorm } from './omega.ts';

/** Brings the square of every float64 into range. */
const SHRINK = 2 ** -600;

export class StateNorms {
  /** `[T]` sums of squares, and of squares of what is shrunk. */
  readonly #squares: Float64Array;
  readonly #small: Float64Array;

  constructor(steps: number) {
    this.#squares = new Float64Array(steps);
    this.#small = new Float64Array(steps);
  }

  /** One sequence's d = ∂E/∂h_t `[H]`. */
  add(step: number, d: Float64Array): void {
    this.#squares[step]! += squaredNorm(d);
    this.#small[step]! += squaredNorm(d.map((value) => value * SHRINK));
  }

  /** `[T]` */
  norms(): Float64Array {
    return this.#squares.map((squares, step) =>
      squares < Number.POSITIVE_INFINITY ? Math.sqrt(squares) : Math.sqrt(this.#small[step]!) / SHRINK,
    );
  }
}
