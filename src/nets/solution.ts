/** Solution: a net and its parameters, as a search hands in what it has found. */
import type { Net } from './net.ts';

export interface Solution {
  readonly net: Net;
  /** `[net.parameters]` */
  readonly parameters: Float32Array;
}
