/**
 * Champion as a drawing: a graph in DOT, the language of Graphviz. Nodes have the names of the task's inputs and outputs,
 * links their weights; a link is thick by its weight, and red where that is negative. A drawing cannot be read back.
 */
import { UserError } from '../errors.ts';
import { type GraphNet, nodesOf } from '../nets/graph-net.ts';
import { readStructure } from '../nets/graph-structure.ts';
import type { TaskShape } from '../tasks/define-task.ts';
import type { Champion } from './champion.ts';

/** @throws UserError on a net that is no graph */
export function writeDot({ about, net, parameters }: Champion): Uint8Array {
  if (net.architecture !== 'graph')
    throw new UserError(
      `a net ${net.architecture} cannot be drawn as DOT, only graph; export it as .safetensors, .json or .onnx`,
    );
  const own = net as GraphNet;
  const structure = readStructure(own, parameters);
  if (structure === null) throw new UserError("the champion's parameters are no graph");
  const { inputs, outputs } = own;
  const shape = about.task.shape as TaskShape;
  const nameOf = (node: number): string => {
    if (node < inputs) return shape.inputNames?.[node] ?? `input ${node + 1}`;
    if (node === inputs) return 'bias';
    if (node <= inputs + outputs) return shape.outputNames?.[node - inputs - 1] ?? `output ${node - inputs}`;
    return `h${node - inputs - outputs}`;
  };
  const row = (rank: string, from: number, to: number): string =>
    `  { rank = ${rank}; ${Array.from({ length: to - from }, (_, at) => `n${from + at};`).join(' ')} }`;
  const nodes = Array.from({ length: nodesOf(own) }, (_, node) => {
    const form = node <= inputs ? 'box' : node <= inputs + outputs ? 'doublecircle' : 'circle';
    return `  n${node} [label = ${JSON.stringify(nameOf(node))}, shape = ${form}];`;
  });
  const links = Array.from({ length: structure.nodes }, (_, to) => to).flatMap((to) =>
    Array.from(structure.source.subarray(structure.first[to]!, structure.first[to + 1]!), (from, at) => {
      const weight = structure.weight[structure.first[to]! + at]!;
      const width = (0.5 + Math.min(3, Math.abs(weight) / 2)).toFixed(2);
      const colour = weight < 0 ? 'firebrick' : 'black';
      return `  n${from} -> n${to} [label = "${weight.toFixed(2)}", penwidth = ${width}, color = ${colour}];`;
    }),
  );
  const lines = [
    `digraph ${JSON.stringify(about.trial.id)} {`,
    '  rankdir = BT;',
    row('source', 0, inputs + 1),
    row('sink', inputs + 1, inputs + 1 + outputs),
    ...nodes,
    ...links,
    '}',
  ];
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}
