/** State norms ‖∂E/∂h_t‖ of every step t over the sequences of a batch, also where a square is beyond float64. */
import { squaredNorm } from './omega.ts';

/** Factor that brings the square of every float64 into range. */
const SHRINK = 2 ** -600;

export class StateNorms {
  /** Sums of squares, `[T]`, and of squares of shrunk values. */
  readonly #squares: Float64Array;
  readonly #small: Float64Array;

  constructor(steps: number) {
    this.#squares = new Float64Array(steps);
    this.#small = new Float64Array(steps);
  }

  /** Adds one sequence's d = ∂E/∂h_t `[H]`. */
  add(step: number, d: Float64Array): void {
    this.#squares[step]! += squaredNorm(d);
    this.#small[step]! += squaredNorm(d.map((value) => value * SHRINK));
  }

  /** Norms, `[T]`. */
  norms(): Float64Array {
    return this.#squares.map((squares, step) =>
      squares < Number.POSITIVE_INFINITY ? Math.sqrt(squares) : Math.sqrt(this.#small[step]!) / SHRINK,
    );
  }
}
