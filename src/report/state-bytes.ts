/** States of units as bytes, in which form they travel inside a page; `charts/strips/hidden.ts` reads them. */

/** Byte of a state: 128 is 0, 1 is -scale, 255 is scale. */
export function byteOf(state: number, scale: number): number {
  return scale > 0 && Number.isFinite(state) ? 128 + Math.round((127 * state) / scale) : 128;
}
