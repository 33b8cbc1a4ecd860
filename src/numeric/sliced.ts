/** Long computations in slices: a generator that yields where its caller may look around, and gives the result at its end. */
export type Sliced<Result> = Generator<void, Result, void>;

/** Multiply-accumulates of a slice: a tenth of a second, or two, of plain code. */
export const SLICE_MACS = 2e8;

/** Result of a computation that nothing interrupts. */
export function whole<Result>(work: Sliced<Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Result of a computation; `between` is awaited between its slices. */
export async function inSlices<Result>(
  work: Sliced<Result>,
  between: () => void | Promise<void>,
): Promise<Result> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await between();
  }
}
