/**
 * Typed arrays in memory that threads can share, zero-filled. A browser page without cross-origin isolation has no
 * SharedArrayBuffer; its arrays are then of one thread alone.
 */

/** Shared memory, or plain memory where there is none. */
export const sharedBytes = (length: number): ArrayBuffer | SharedArrayBuffer =>
  typeof SharedArrayBuffer === 'undefined' ? new ArrayBuffer(length) : new SharedArrayBuffer(length);

export const shared = {
  int32: (length: number): Int32Array => new Int32Array(sharedBytes(4 * length)),
  float32: (length: number): Float32Array => new Float32Array(sharedBytes(4 * length)),
  float64: (length: number): Float64Array => new Float64Array(sharedBytes(8 * length)),
  uint8: (length: number): Uint8Array => new Uint8Array(sharedBytes(length)),
};
