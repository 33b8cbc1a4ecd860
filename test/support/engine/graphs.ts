/** Parameters of graph nets for tests. */
import type { GraphNet } from '../../../src/nets/graph-net.ts';
import type { Random } from '../../../src/random/random.ts';

/** Parameters of a net with these links. */
export function graphParameters(
  net: GraphNet,
  links: readonly (readonly [from: number, to: number, weight: number])[],
): Float32Array {
  const parameters = new Float32Array(net.parameters);
  for (const [index, [from, to, weight]] of links.entries()) {
    parameters[index] = from;
    parameters[net.links + index] = to;
    parameters[2 * net.links + index] = weight;
  }
  return parameters;
}

/** Parameters with so many random links, no two between the same nodes; weights are normal. */
export function randomGraph(net: GraphNet, count: number, random: Random): Float32Array {
  const { inputs, outputs, hidden } = net;
  const targets = outputs + hidden;
  const seen = new Set<number>();
  while (seen.size < Math.min(count, (inputs + 1 + targets) * targets))
    seen.add(random.integer((inputs + 1 + targets) * targets));
  const links = [...seen].map(
    (pair) => [Math.floor(pair / targets), inputs + 1 + (pair % targets), random.normal()] as const,
  );
  return graphParameters(net, links);
}
