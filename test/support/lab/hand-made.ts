/** Nets whose automaton is known, since they were made by hand. */
import { elmanNet } from '../../../src/nets/elman.ts';
import type { Net } from '../../../src/nets/net.ts';

export interface HandMade {
  readonly net: Net;
  readonly parameters: Float32Array;
}

/** Steepness of units, at which they are -1 or 1. */
const STEEP = 20;

function handMade(
  sizes: { readonly inputs: number; readonly hidden: number; readonly outputs: number },
  blocks: Readonly<Record<string, readonly number[]>>,
): HandMade {
  const net = elmanNet({ unit: 'tanh', ...sizes });
  const parameters = new Float32Array(net.parameters);
  for (const { name, offset } of net.blocks) parameters.set(blocks[name] ?? [], offset);
  return { net, parameters };
}

/**
 * Parity of bits, as symbols 0 and 1, in the first two of three units, one output: the bit read so far is p = (h₁ - h₂) / 2,
 * h₁ is on where p + x is above ½, h₂ where it is above 1½. The third unit follows the bits and leads nowhere.
 */
export const parityNet = (): HandMade =>
  handMade(
    { inputs: 2, hidden: 3, outputs: 1 },
    {
      W_in: [0, STEEP, 0, STEEP, -1, 1],
      W_rec: [STEEP / 2, -STEEP / 2, 0, STEEP / 2, -STEEP / 2, 0, 0.5, 0.25, 0.5],
      b: [-STEEP / 2, -1.5 * STEEP, 0],
      W_out: [STEEP, -STEEP, 0],
      b_out: [-STEEP],
    },
  );

/** Which of the symbols 0 and 1 came last, among symbols 2 that say nothing: one unit that holds its sign. */
export const lastSeenNet = (): HandMade =>
  handMade(
    { inputs: 3, hidden: 1, outputs: 2 },
    { W_in: [-2 * STEEP, 2 * STEEP, 0], W_rec: [STEEP], W_out: [-STEEP, STEEP] },
  );
