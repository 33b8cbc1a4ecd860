/** Backtracking over the iterates of conjugate gradients: late ones may fit the model rather than the loss. */
import type { Iterate } from './conjugate-gradients.ts';

/** Iterates that are kept, by the setting: numbers ⌈1.3^j⌉, every tenth, or none but the last. */
export const keepers: Readonly<Record<'powers' | 'tens' | 'none', (iteration: number) => boolean>> = {
  powers: (iteration) => POWERS.has(iteration),
  tens: (iteration) => iteration % 10 === 0,
  none: () => false,
};

/** ⌈1.3^j⌉, up to the most iterations of a setting. */
const POWERS: ReadonlySet<number> = new Set(powers(1.3, 10_000));

function powers(base: number, most: number): number[] {
  const list: number[] = [];
  for (let power = base; power <= most; power *= base) list.push(Math.ceil(power));
  return list;
}

/** Iterate with its loss. */
export interface Candidate {
  readonly iterate: Iterate;
  readonly loss: number;
}

/** Goes back from the last iterate while the loss falls. Yields after each evaluation. */
export async function* backtrack(
  iterates: readonly Iterate[],
  lossAt: (step: Float64Array) => Promise<number>,
): AsyncGenerator<void, Candidate> {
  const last = iterates.at(-1)!;
  let best: Candidate = { iterate: last, loss: await lossAt(last.x) };
  yield;
  for (const iterate of iterates.slice(0, -1).reverse()) {
    const loss = await lossAt(iterate.x);
    yield;
    // A loss that is not finite is worse than any.
    if (loss > best.loss || Number.isNaN(loss)) break;
    best = { iterate, loss };
  }
  return best;
}
