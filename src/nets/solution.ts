/** Solution: a net and its parameters, the result of a search. */
import type { Net } from './net.ts';

/** Genome from which an indirect encoding computed the parameters, as values that JSON holds; `kind` says which. */
export type Origin = Readonly<Record<string, unknown>> & { readonly kind: string };

export interface Solution {
  readonly net: Net;
  /** Parameters, `[net.parameters]`. */
  readonly parameters: Float32Array;
  /** Left out where a search finds parameters themselves. */
  readonly origin?: Origin;
}
