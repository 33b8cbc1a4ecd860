/** Solution: a net and its parameters, the result of a search. */
import type { Net } from './net.ts';

export interface Solution {
  readonly net: Net;
  /** Parameters, `[net.parameters]`. */
  readonly parameters: Float32Array;
}
