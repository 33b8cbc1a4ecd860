/** Parts of a champion's CPPN for drawings of it. */
import * as z from 'zod';
import type { GraphNode, GraphParts } from './graph-parts.ts';

const names = z.array(z.string());
const node = z.int().min(0);

/** Part of a CPPN's record that a drawing needs. */
const cppn = z.looseObject({
  kind: z.literal('cppn'),
  genome: z.looseObject({
    hidden: z.array(node),
    functions: names.optional(),
    links: z.array(z.looseObject({ from: node, to: node, weight: z.number() })),
  }),
  inputNames: names,
  outputNames: names,
});

/** Nodes and links of the CPPN of that record: inputs, bias, outputs, hidden nodes; null where it has none. */
export function cppnParts(origin: unknown): GraphParts | null {
  const read = cppn.safeParse(origin);
  if (!read.success) return null;
  const { genome, inputNames, outputNames } = read.data;
  const nodes: GraphNode[] = [
    ...inputNames.map((name): GraphNode => ({ kind: 'input', name })),
    { kind: 'bias', name: 'bias' },
    ...outputNames.map((name): GraphNode => ({ kind: 'output', name })),
  ];
  const fixed = nodes.length;
  for (const [index] of genome.hidden.entries())
    nodes.push({ kind: 'hidden', name: `h${index + 1}`, unit: genome.functions?.[index] ?? 'sigmoid' });
  const indexOf = (id: number): number => (id < fixed ? id : fixed + genome.hidden.indexOf(id));
  const links = genome.links.map(({ from, to, weight }) => ({
    ...{ from: indexOf(from), to: indexOf(to) },
    weight,
  }));
  return links.every(({ from, to }) => nodes[from] !== undefined && nodes[to] !== undefined)
    ? { nodes, links }
    : null;
}
