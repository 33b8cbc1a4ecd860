/**
 * Costs of nets of one product (`src/engine/reference/cells/cell.ts`), counted from their blocks. A multiply-accumulate
 * is a product with a parameter: nonlinearities, products of a step's own values (i ∘ z) and biases are not counted, as
 * they are not of an Elman net.
 */
import { block } from './layout.ts';
import type { BatchExtent, Net, NetMacs } from './net.ts';

/** Parameters that a forward pass meets at each step, and at each scored one. */
interface Meetings {
  readonly step: number;
  readonly answer: number;
  /** Parameters of a step and of an answer through which an error signal goes back. */
  readonly back: { readonly step: number; readonly answer: number };
}

function meetingsOf(net: Net, own: readonly string[], { symbols }: BatchExtent): Meetings {
  const { shape, size } = block(net, 'W_in');
  const peepholes = own.reduce((sum, name) => sum + block(net, name).size, 0);
  const throughState = block(net, 'W_rec').size + peepholes;
  const answer = block(net, 'W_out').size;
  // Of a symbol one column of W_in is added.
  const input = symbols === null ? size : shape[0]!;
  return { step: throughState + input, answer, back: { step: throughState, answer } };
}

/**
 * MACs of nets with the blocks `W_in`, `W_rec`, `W_out` and those of `own`, whose parameters each meet one number of a
 * state a step. A forward pass meets every weight once: those of W_out at scored steps alone, and of W_in one column
 * where the input is a symbol. A gradient costs it twice, for itself and for the weight products, and once more the
 * parameters through which error signals go back: all but those of W_in. A product with the curvature costs those twice
 * more: tangents go forward through them as well.
 * @param own names of the cell's own blocks
 */
export function productMacs<N extends Net>(own: (net: N) => readonly string[]): NetMacs<N> {
  const forward = (net: N, batch: BatchExtent): number => {
    const { step, answer } = meetingsOf(net, own(net), batch);
    return batch.activeSteps * step + batch.scoredSteps * answer;
  };
  return {
    forward,
    gradient(net, batch) {
      const { back } = meetingsOf(net, own(net), batch);
      return 2 * forward(net, batch) + batch.activeSteps * back.step + batch.scoredSteps * back.answer;
    },
    curvature(net, batch) {
      const { back } = meetingsOf(net, own(net), batch);
      const through = batch.activeSteps * back.step + batch.scoredSteps * back.answer;
      return 2 * forward(net, batch) + 2 * through;
    },
  };
}
