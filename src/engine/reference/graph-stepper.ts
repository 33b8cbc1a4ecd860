/**
 * Stepper of graph nets (`src/nets/graph.ts` has the equations), with the bits of their cell. Its cost is that of the
 * links that are there, whatever room the net has for more.
 */
import { type GraphNet, nodesOf } from '../../nets/graph-net.ts';
import { readStructure } from '../../nets/graph-structure.ts';
import type { Net } from '../../nets/net.ts';
import type { Vector } from '../device.ts';
import { graphUnits } from './cells/graph.ts';
import type { Stepper } from './running-net.ts';

/** Nodes at which a link ends: the others stay at 0. */
function liveNodes(first: Int32Array, inputs: number, nodes: number): Int32Array {
  const live: number[] = [];
  for (let node = inputs + 1; node < nodes; node++) if (first[node + 1]! > first[node]!) live.push(node);
  return Int32Array.from(live);
}

/** Makes the stepper of a graph net; one of parameters that are no graph has outputs that are NaN. */
export function graphStepper(net: Net, parameters: Vector): Stepper {
  const { inputs, passes, unit } = net as GraphNet;
  const nodes = nodesOf(net as GraphNet);
  const structure = readStructure(net as GraphNet, parameters);
  const first = structure?.first ?? new Int32Array(nodes + 1);
  const source = structure?.source ?? new Int32Array(0);
  const weight = structure?.weight ?? new Float64Array(0);
  const f = graphUnits[unit];
  const live = liveNodes(first, inputs, nodes);
  let now = new Float64Array(nodes);
  let next = new Float64Array(nodes);
  return {
    macs: passes * source.length,
    reset() {
      now.fill(0);
      next.fill(0);
    },
    step(given, outputs) {
      if (structure === null) {
        outputs.fill(Number.NaN);
        return;
      }
      outputs.fill(0);
      for (let input = 0; input < inputs; input++) now[input] = given[input]!;
      now[inputs] = 1;
      for (let pass = 0; pass < passes; pass++) {
        for (let node = 0; node <= inputs; node++) next[node] = now[node]!;
        for (let index = 0; index < live.length; index++) {
          const node = live[index]!;
          let sum = 0;
          for (let link = first[node]!; link < first[node + 1]!; link++)
            sum += weight[link]! * now[source[link]!]!;
          if (node - inputs - 1 < outputs.length) outputs[node - inputs - 1] = sum;
          next[node] = f(sum);
        }
        const before = now;
        now = next;
        next = before;
      }
    },
    shown: () => ({ h: now.slice(inputs + 1) }),
  };
}
