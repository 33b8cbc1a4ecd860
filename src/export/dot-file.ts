/**
 * Champion as a drawing: a graph in DOT, the language of Graphviz. Nodes have the names of the task's inputs and outputs,
 * links their weights; a link is thick by its weight, and red where that is negative. A drawing cannot be read back.
 */
import { UserError } from '../errors.ts';
import type { GraphNet } from '../nets/graph-net.ts';
import type { TaskShape } from '../tasks/define-task.ts';
import type { Champion } from './champion.ts';
import { cppnParts } from './cppn-parts.ts';
import { type GraphNodeKind, type GraphParts, graphParts } from './graph-parts.ts';

const FORMS: Readonly<Record<GraphNodeKind, string>> = {
  input: 'box',
  bias: 'box',
  output: 'doublecircle',
  hidden: 'circle',
};

/** @throws UserError on a net that is no graph */
export function writeDot({ about, net, parameters }: Champion): Uint8Array {
  if (net.architecture !== 'graph')
    throw new UserError(
      `a net ${net.architecture} cannot be drawn as DOT, only graph; export it as .safetensors, .json or .onnx`,
    );
  const parts = graphParts(net as GraphNet, parameters, about.task.shape as TaskShape);
  if (parts === null) throw new UserError("the champion's parameters are no graph");
  return drawing(about.trial.id, parts);
}

/**
 * CPPN from which the parameters were computed, in DOT; nodes have the names of their functions.
 * @throws UserError on a champion without one
 */
export function writeCppn({ about }: Champion): Uint8Array {
  const parts = cppnParts(about.net.origin);
  if (parts === null)
    throw new UserError(
      `trial ${about.trial.id} has no CPPN, which hyperneat alone breeds; export it as .safetensors, .json or .onnx`,
    );
  return drawing(`CPPN of ${about.trial.id}`, parts);
}

function drawing(title: string, parts: GraphParts): Uint8Array {
  const row = (rank: string, isIn: (kind: GraphNodeKind) => boolean): string =>
    `  { rank = ${rank}; ${parts.nodes.flatMap(({ kind }, at) => (isIn(kind) ? [`n${at};`] : [])).join(' ')} }`;
  const nodes = parts.nodes.map(
    ({ kind, name, unit }, node) =>
      `  n${node} [label = ${JSON.stringify(unit ?? name)}, shape = ${FORMS[kind]}];`,
  );
  const links = parts.links.map(({ from, to, weight }) => {
    const width = (0.5 + Math.min(3, Math.abs(weight) / 2)).toFixed(2);
    const colour = weight < 0 ? 'firebrick' : 'black';
    return `  n${from} -> n${to} [label = "${weight.toFixed(2)}", penwidth = ${width}, color = ${colour}];`;
  });
  const lines = [
    `digraph ${JSON.stringify(title)} {`,
    '  rankdir = BT;',
    row('source', (kind) => kind === 'input' || kind === 'bias'),
    row('sink', (kind) => kind === 'output'),
    ...nodes,
    ...links,
    '}',
  ];
  return new TextEncoder().encode(`${lines.join('\n')}\n`);
}
