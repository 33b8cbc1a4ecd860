/** Gates in another order: nodes that cut a block into the rows of its gates and put those together anew. */
import type { Node } from './messages.ts';

/** Names of the rows of a block's gates, in the block's order. */
export const rowsOf = (name: string, gates: string): string[] => [...gates].map((gate) => `${name}_${gate}`);

/** Node that cuts a block into the rows of its gates, each named by a letter. */
export const cut = (name: string, gates: string): Node => ({
  operator: 'Split',
  inputs: [name],
  outputs: rowsOf(name, gates),
  attributes: { axis: 0n },
});

/** Nodes that put rows together, and give the result a first axis of 1, as recurrent operators have it. */
export const joined = (output: string, rows: readonly string[], axis = 0n): readonly Node[] => [
  { operator: 'Concat', inputs: rows, outputs: [`${output}_rows`], attributes: { axis } },
  { operator: 'Unsqueeze', inputs: [`${output}_rows`, 'axis_0'], outputs: [output] },
];
