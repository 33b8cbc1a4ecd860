/** Line search: step lengths 1, s, s², … until the loss has fallen by enough. */
export interface LineSearchOptions {
  readonly shrink: number;
  readonly tries: number;
  /** c of Armijo; 0: any decrease. */
  readonly sufficientDecrease: number;
}

/** Loss where the line begins, its slope along the whole step, and the loss at its end, which is known. */
export interface Line {
  readonly loss: number;
  readonly slope: number;
  readonly atEnd: number;
}

/** First step length whose loss is low enough; 0 where none is. Yields after each evaluation. */
export async function* searchLine(
  { loss, slope, atEnd }: Line,
  lossAt: (length: number) => Promise<number>,
  { shrink, tries, sufficientDecrease }: LineSearchOptions,
): AsyncGenerator<void, number> {
  let length = 1;
  for (let made = 0; made < tries; made++) {
    const there = made === 0 ? atEnd : await lossAt(length);
    if (there < loss + sufficientDecrease * length * Math.min(slope, 0)) return length;
    if (made > 0) yield;
    length *= shrink;
  }
  return 0;
}
