/**
 * Nets with parts taken out: units and weights, without any training after it. A unit goes with all that leads to it and
 * from it; what is left of a recurrent net is a smaller net.
 */
import type { GraphNet } from '../../nets/graph-net.ts';
import { architectureOf } from '../../nets/index.ts';
import type { Net } from '../../nets/net.ts';

/** Net with its parameters. */
export interface Pruned {
  readonly net: Net;
  readonly parameters: Float32Array;
}

/** Way to take parts out of the nets of an architecture. */
export interface Surgery {
  /** Units that can be taken out, by their numbers in this net. */
  units(net: Net, parameters: Float32Array): number[];
  /** Net without that unit. The nets without one unit each are all of one shape. */
  withoutUnit(pruned: Pruned, unit: number): Pruned;
  /** Weights that are there, by their places in the parameters at which a 0 takes one out. */
  weights(net: Net, parameters: Float32Array): number[];
  /** Size of a weight, for the order by magnitude. */
  sizeOf(net: Net, parameters: Float32Array, weight: number): number;
}

/** Blocks of a recurrent net whose units can be taken out: rows by units, several of them for gates. */
const ROWS = ['W_in', 'W_rec', 'b', 'p'];
const KNOWN = [...ROWS, 'W_out', 'b_out'];

const isRecurrent = (net: Net): boolean =>
  'hidden' in net &&
  architectureOf(net).restore !== undefined &&
  net.blocks.some(({ name }) => name === 'W_rec') &&
  net.blocks.every(({ name }) => KNOWN.includes(name));

/** Surgery of a net; the reason, as a clause, where there is none. */
export function surgeryOf(net: Net): Surgery | string {
  if (net.architecture === 'graph') return graphSurgery;
  if (isRecurrent(net)) return recurrentSurgery;
  return `no units are taken out of a net of the architecture ${net.architecture}`;
}

const hiddenOf = (net: Net): number => (net as Net & { readonly hidden: number }).hidden;

const recurrentSurgery: Surgery = {
  units: (net) => Array.from({ length: hiddenOf(net) }, (_, unit) => unit),
  withoutUnit: ({ net, parameters }, unit) => {
    const hidden = hiddenOf(net);
    const smaller = architectureOf(net).restore!({ ...net, hidden: hidden - 1 });
    const kept = new Float32Array(smaller.parameters);
    let to = 0;
    for (const { name, offset, size } of net.blocks) {
      // Rows have units one after the other, gate by gate; columns of W_rec, W_out and p are units.
      const columns = name === 'W_in' ? net.inputs : name === 'b' || name === 'b_out' ? 1 : hidden;
      for (let at = 0; at < size; at++) {
        const [row, column] = [Math.floor(at / columns), at % columns];
        const isRow = name !== 'W_out' && name !== 'b_out' && name !== 'p' && row % hidden === unit;
        const isColumn =
          columns === hidden && name !== 'W_in' && name !== 'b' && name !== 'b_out' && column === unit;
        if (!isRow && !isColumn) kept[to++] = parameters[offset + at]!;
      }
    }
    return { net: smaller, parameters: kept };
  },
  weights: (_, parameters) => Array.from(parameters.keys()).filter((at) => parameters[at] !== 0),
  sizeOf: (_, parameters, weight) => Math.abs(parameters[weight]!),
};

/** Links end at node 0, which is an input, where they are not there. */
const graphSurgery: Surgery = {
  units(net, parameters) {
    const { inputs, outputs, hidden, links } = net as GraphNet;
    const ends = new Set(parameters.subarray(links, 2 * links));
    return Array.from({ length: hidden }, (_, at) => inputs + 1 + outputs + at).filter((node) =>
      ends.has(node),
    );
  },
  withoutUnit({ net, parameters }, unit) {
    const { links } = net as GraphNet;
    const kept = parameters.slice();
    for (let link = 0; link < links; link++)
      if (kept[link] === unit || kept[links + link] === unit) kept[links + link] = 0;
    return { net, parameters: kept };
  },
  weights(net, parameters) {
    const { links } = net as GraphNet;
    return Array.from({ length: links }, (_, link) => links + link).filter((at) => parameters[at] !== 0);
  },
  sizeOf: (net, parameters, weight) => Math.abs(parameters[weight + (net as GraphNet).links]!),
};
