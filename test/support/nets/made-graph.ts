/** Graph net with links that are named one by one, for tests. */
import { type GraphNet, graphNet } from '../../../src/nets/graph-net.ts';

export interface MadeGraph {
  readonly net: GraphNet;
  readonly parameters: Float32Array;
}

/**
 * Graph net.
 * @param links from, to, weight; nodes are inputs, bias, outputs, hidden nodes
 */
export function madeGraph(
  { inputs, outputs, hidden }: Readonly<Record<'inputs' | 'outputs' | 'hidden', number>>,
  links: readonly (readonly [from: number, to: number, weight: number])[],
): MadeGraph {
  const net = graphNet({ unit: 'steep', passes: 1, inputs, outputs, hidden, links: links.length });
  const parameters = new Float32Array(net.parameters);
  for (const [at, link] of links.entries())
    for (const [column, value] of link.entries()) parameters[column * links.length + at] = value;
  return { net, parameters };
}

/** Graph on the four observations of a single pole: two hidden nodes, a loop, and a link back from the output. */
export const poleGraph = (): MadeGraph =>
  madeGraph({ inputs: 4, outputs: 1, hidden: 2 }, [
    [0, 5, 1.5],
    [2, 6, -2.25],
    [3, 6, 0.5],
    [6, 7, 3],
    [7, 5, -0.75],
    [6, 5, 0.1],
    [7, 7, 0.4],
    [5, 6, -1],
    [4, 5, 0.2],
  ]);
