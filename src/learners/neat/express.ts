/** Expression of graph genomes: the nets that they stand for, and their parameters. */
import { enabledLinks, firstHidden, type GraphGenome, type LinkGene } from '../../../genomes/graph.ts';
import { type GraphNet, graphNet } from '../../nets/graph-net.ts';
import type { Solution } from '../../nets/solution.ts';

/**
 * Writes the enabled links of a genome as parameters of that net, which has room for them, by ascending target and
 * source; the rest is 0, links that are not there.
 */
export function expressInto(
  genome: GraphGenome,
  { links: most }: GraphNet,
  parameters: Float32Array,
  offset: number,
): void {
  const hidden = firstHidden(genome);
  const numbers = new Map(genome.hidden.map((node, index) => [node, hidden + index]));
  const numberOf = (node: number): number => (node < hidden ? node : numbers.get(node)!);
  parameters.fill(0, offset, offset + 3 * most);
  let at = offset;
  for (const { from, to, weight } of sortedLinks(genome)) {
    parameters[at] = numberOf(from);
    parameters[at + most] = numberOf(to);
    parameters[at + 2 * most] = weight;
    at++;
  }
}

/** Enabled links by ascending target and source. */
function sortedLinks({ links }: GraphGenome): LinkGene[] {
  return links
    .filter(({ enabled }) => enabled)
    .sort((one, other) => one.to - other.to || one.from - other.from);
}

/** Options of a net beside its structure. */
export type ExpressionOptions = Pick<GraphNet, 'unit' | 'passes'>;

/**
 * Net of the genome's own size, with its parameters.
 * @param options nonlinearity and updates at a time step; default: steep and 1
 */
export function express(
  genome: GraphGenome,
  { unit, passes }: ExpressionOptions = { unit: 'steep', passes: 1 },
): Solution {
  const { inputs, outputs, hidden } = genome;
  const links = Math.max(1, enabledLinks(genome));
  const net = graphNet({ unit, passes, inputs, outputs, hidden: hidden.length, links });
  const parameters = new Float32Array(net.parameters);
  expressInto(genome, net, parameters, 0);
  return { net, parameters };
}
