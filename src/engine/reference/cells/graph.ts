/**
 * Cell of a graph net (`src/nets/graph.ts` has the equations). A state is [x; y]: the activations of all nodes, in their
 * order, and the linear outputs. The net has no product of the loop: its sums are the inputs of the step.
 */
import { type GraphNet, nodesOf } from '../../../nets/graph-net.ts';
import { type GraphStructure, readStructure } from '../../../nets/graph-structure.ts';
import { logistic, tanh } from '../../../numeric/elementary.ts';
import { lacksOfGraphs } from '../../lacks-of-graphs.ts';
import type { Blocks, Cell } from './cell.ts';

/** Nonlinearities of nodes. */
export const graphUnits: Readonly<Record<GraphNet['unit'], (sum: number) => number>> = {
  steep: (sum) => logistic(4.9 * sum),
  signed: (sum) => tanh(2.45 * sum),
  tanh,
};

/** Structures of the weights that are in use. */
const structures = new WeakMap<Blocks, GraphStructure | null>();

function structureOf(net: GraphNet, weights: Blocks): GraphStructure | null {
  const known = structures.get(weights);
  if (known !== undefined) return known;
  const read = readStructure(net, [...weights.source!, ...weights.target!, ...weights.weight!]);
  structures.set(weights, read);
  return read;
}

export const graphCell: Cell<GraphNet> = {
  units: nodesOf,
  carried: (net) => nodesOf(net) + net.outputs,
  memory: (net) => [net.inputs + 1, nodesOf(net)],
  sums: ({ inputs }) => inputs,
  kept: () => 0,
  lacks: (_net, _loss, call) => lacksOfGraphs(call),
  product({ inputs }, _weights, input, _before, sums) {
    for (let at = 0; at < inputs; at++) sums[at] = input(at);
  },
  step(net, weights, sums, { before, after }) {
    const { inputs, outputs, passes } = net;
    const structure = structureOf(net, weights);
    if (structure === null) {
      after.fill(Number.NaN);
      return;
    }
    const { nodes, first, source, weight } = structure;
    const f = graphUnits[net.unit];
    const now = before.slice(0, nodes);
    now.set(sums);
    now[inputs] = 1;
    const next = now.slice();
    for (let pass = 0; pass < passes; pass++) {
      for (let node = inputs + 1; node < nodes; node++) {
        const [from, to] = [first[node]!, first[node + 1]!];
        if (from === to) continue;
        let sum = 0;
        for (let link = from; link < to; link++) sum += weight[link]! * now[source[link]!]!;
        if (node <= inputs + outputs) after[nodes + node - inputs - 1] = sum;
        next[node] = f(sum);
      }
      now.set(next);
    }
    after.set(now);
  },
  answer: (net, state) => {
    const nodes = nodesOf(net);
    return state.subarray(nodes, nodes + net.outputs);
  },
  pull() {
    throw new RangeError('a graph net has no gradient');
  },
  shown: (net, { after }) => ({ h: after.subarray(net.inputs + 1, nodesOf(net)) }),
};
