/** Parts of a graph net for drawings of it: nodes by their kind and their name in the task, and links. */
import { type GraphNet, nodesOf } from '../nets/graph-net.ts';
import { readStructure } from '../nets/graph-structure.ts';
import type { TaskShape } from '../tasks/define-task.ts';

export type GraphNodeKind = 'input' | 'bias' | 'output' | 'hidden';

export interface GraphNode {
  readonly kind: GraphNodeKind;
  readonly name: string;
  /** Function of a node that has one of its own: `gaussian`. */
  readonly unit?: string;
}

export interface GraphLink {
  /** Indices of the nodes where it begins and ends. */
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

export interface GraphParts {
  readonly nodes: readonly GraphNode[];
  readonly links: readonly GraphLink[];
}

/**
 * Nodes and links of the net, in the order of their numbers.
 * @param shape of the task, which may name inputs and outputs
 * @returns null where the parameters are no graph
 */
export function graphParts(
  net: GraphNet,
  parameters: ArrayLike<number>,
  { inputNames, outputNames }: Pick<TaskShape, 'inputNames' | 'outputNames'>,
): GraphParts | null {
  const structure = readStructure(net, parameters);
  if (structure === null) return null;
  const { inputs, outputs } = net;
  // Some tasks have an input of that name.
  const bias = inputNames?.includes('bias') ? 'bias node' : 'bias';
  const nodeAt = (node: number): GraphNode => {
    if (node < inputs) return { kind: 'input', name: inputNames?.[node] ?? `input ${node + 1}` };
    if (node === inputs) return { kind: 'bias', name: bias };
    if (node <= inputs + outputs) {
      const output = node - inputs;
      return { kind: 'output', name: outputNames?.[output - 1] ?? `output ${output}` };
    }
    return { kind: 'hidden', name: `h${node - inputs - outputs}` };
  };
  const { first, source, weight } = structure;
  return {
    nodes: Array.from({ length: nodesOf(net) }, (_, node) => nodeAt(node)),
    links: Array.from({ length: structure.nodes }, (_, to) => to).flatMap((to) =>
      Array.from(source.subarray(first[to]!, first[to + 1]!), (from, at) => ({
        ...{ from, to },
        weight: weight[first[to]! + at]!,
      })),
    ),
  };
}
