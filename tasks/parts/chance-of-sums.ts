/** Chance level of a constant against the sum of two uniform values, one of which is at times 0. */

export interface SumOrOne {
  /** Range of both values: uniform from `least` on over `width`. */
  readonly least: number;
  readonly width: number;
  /** Share of sums of which one value is 0. */
  readonly single: number;
  /** Tolerance: an answer is wrong when it is off by more. */
  readonly tolerance: number;
}

/** Least mean squared error and least share wrong of a constant answer. */
export function sumOrOne({ least, width, single, tolerance }: SumOrOne): { loss: number; error: number } {
  if (single === 0) {
    // A triangular density; `width` is half its support: variance width²/6, P(|e| > a) = (1 - a/width)².
    const outside = Math.max(0, 1 - tolerance / width);
    return { loss: (width * width) / 6, error: outside * outside };
  }
  const mean = least + width / 2;
  const square = (width * width) / 12;
  const total = (1 - single) * 2 * mean + single * mean;
  const squares = (1 - single) * (2 * square + 4 * mean * mean) + single * (square + mean * mean);
  const below = (x: number): number =>
    (1 - single) * triangular((x - 2 * least) / width) + single * clamped((x - least) / width);
  const right = (answer: number): number => below(answer + tolerance) - below(answer - tolerance);
  return { loss: squares - total * total, error: 1 - greatest(right, 2 * least, 2 * (least + width)) };
}

const clamped = (x: number): number => Math.min(1, Math.max(0, x));

/** Share of sums of two values from U[0, 1) that is below x. */
function triangular(x: number): number {
  const rest = 2 - Math.min(2, Math.max(0, x));
  return rest >= 1 ? ((2 - rest) * (2 - rest)) / 2 : 1 - (rest * rest) / 2;
}

/** Greatest value of a function that rises and then falls, by ternary search: the density has a single hill. */
function greatest(f: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let step = 0; step < 100; step++) {
    const third = (high - low) / 3;
    if (f(low + third) < f(high - third)) low += third;
    else high -= third;
  }
  return f((low + high) / 2);
}
