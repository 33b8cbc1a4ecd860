/** Structure of a graph net, read off its parameters: the links that end at each node, in their order. */
import { type GraphNet, nodesOf } from './graph-net.ts';

export interface GraphStructure {
  readonly nodes: number;
  /** Beginnings, `[nodes + 1]`: the links that end at node n are those from `first[n]` to below `first[n + 1]`. */
  readonly first: Int32Array;
  /** Nodes where the links begin, `[links]`. */
  readonly source: Int32Array;
  readonly weight: Float64Array;
}

/** Number of the links of a genome that are there. `offset` is that of its parameters in the vector. */
export function countLinks({ links }: GraphNet, parameters: ArrayLike<number>, offset = 0): number {
  let count = 0;
  for (let at = offset + links; at < offset + 2 * links; at++) if (parameters[at] !== 0) count++;
  return count;
}

/** Structure of those parameters; null where they are none: a number that is no node, or a weight that is not finite. */
export function readStructure(
  net: GraphNet,
  parameters: ArrayLike<number>,
  offset = 0,
): GraphStructure | null {
  const { inputs, links } = net;
  const nodes = nodesOf(net);
  const first = new Int32Array(nodes + 1);
  const [targets, weights] = [offset + links, offset + 2 * links];
  for (let link = 0; link < links; link++) {
    const [from, to] = [parameters[offset + link]!, parameters[targets + link]!];
    if (!Number.isFinite(parameters[weights + link])) return null;
    if (to === 0) continue;
    if (!isNumberBelow(from, nodes) || !isNumberBelow(to, nodes) || to <= inputs) return null;
    first[to + 1]!++;
  }
  for (let node = 0; node < nodes; node++) first[node + 1]! += first[node]!;
  const filled = first.slice();
  const source = new Int32Array(first[nodes]!);
  const weight = new Float64Array(first[nodes]!);
  for (let link = 0; link < links; link++) {
    const to = parameters[targets + link]!;
    if (to === 0) continue;
    const at = filled[to]!++;
    source[at] = parameters[offset + link]!;
    weight[at] = parameters[weights + link]!;
  }
  return { nodes, first, source, weight };
}

const isNumberBelow = (value: number, bound: number): boolean =>
  Number.isInteger(value) && value >= 0 && value < bound;
