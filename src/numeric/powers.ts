/** Powers of two near whole numbers, computed without logarithms, whose last bits differ between engines. */

/** Least power of two that is at least so much, for 1 to 2³¹. */
export const powerFrom = (least: number): number =>
  least <= 1 ? 1 : 2 ** (32 - Math.clz32(Math.ceil(least) - 1));

/** Greatest power of two that is at most so much, for 1 to 2³². */
export const powerUpTo = (most: number): number => 2 ** (31 - Math.clz32(most));

/** Powers 1, 2, 4 … below that power of two, the greatest first. */
export const powersBelow = (power: number): number[] =>
  power <= 1 ? [] : [power / 2, ...powersBelow(power / 2)];
