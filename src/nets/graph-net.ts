/** Net of a free graph: its sizes and its blocks. `graph.ts` has the equations. */
import { layOut } from './layout.ts';
import type { Net, ParameterBlock } from './net.ts';

/**
 * Nonlinearity of a node. steep: 1 / (1 + e^(-4.9 a)), of Stanley & Miikkulainen (2002); signed: 2 / (1 + e^(-4.9 a)) - 1
 * = tanh(2.45 a); tanh.
 */
export type GraphUnit = 'steep' | 'signed' | 'tanh';

export interface GraphNet extends Net {
  readonly architecture: 'graph';
  readonly unit: GraphUnit;
  /** Number of hidden nodes; of a population's net the most that a genome may have. */
  readonly hidden: number;
  /** Number of links, at least 1; of a population's net the most that a genome may have. */
  readonly links: number;
  /** Number of synchronous updates of all nodes at a time step. */
  readonly passes: number;
  /**
   * Blocks in this order: `source [L]` and `target [L]`, the numbers of the nodes where each link begins and ends, and
   * `weight [L]`. Nodes are numbered: inputs from 0, then the bias, the outputs, the hidden nodes. A target of 0, which is
   * an input, marks a link that is not there.
   */
  readonly blocks: readonly ParameterBlock[];
}

type Sizes = Omit<GraphNet, 'architecture' | 'blocks' | 'parameters'>;

/** Graph net of those sizes. */
export function graphNet({ unit, inputs, outputs, hidden, links, passes }: Sizes): GraphNet {
  const { blocks, parameters } = layOut([
    ['source', [links]],
    ['target', [links]],
    ['weight', [links]],
  ]);
  return { architecture: 'graph', unit, inputs, outputs, hidden, links, passes, blocks, parameters };
}

/** Number of nodes: inputs, bias, outputs and hidden ones. */
export const nodesOf = ({
  inputs,
  outputs,
  hidden,
}: Pick<GraphNet, 'inputs' | 'outputs' | 'hidden'>): number => inputs + 1 + outputs + hidden;
