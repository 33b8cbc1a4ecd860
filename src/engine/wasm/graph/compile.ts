/**
 * Compiler of a genome's parameters to rows of links, as the kernels read them. Nodes from which no way leads to an output
 * are left out, and so are links from nodes at which no link ends, which stay at 0. The slope of the nonlinearity is
 * multiplied into the weights.
 */
import { type GraphNet, nodesOf } from '../../../nets/graph-net.ts';
import type { Vector } from '../../device.ts';
import { LINK_BYTES, ROW_BYTES } from './records.ts';

const SLOPES: Readonly<Record<GraphNet['unit'], number>> = { steep: 4.9, signed: 2.45, tanh: 1 };

/** Place of the rows and links of a net in the kernels' memory, as numbers of 4 bytes. */
export interface CompiledRoom {
  readonly floats: Float32Array;
  readonly integers: Int32Array;
  /** Addresses in bytes. */
  readonly rows: number;
  readonly links: number;
}

/** Most links that a compiled net has: those that begin at outputs are there twice. */
export const mostCompiled = ({ links }: GraphNet): number => 2 * links;

/** Most rows: those of all nodes, and those of the linear outputs. */
export const mostRows = (net: GraphNet): number => nodesOf(net) + net.outputs;

export class GraphCompiler {
  readonly #net: GraphNet;
  readonly #first: Int32Array;
  readonly #filled: Int32Array;
  readonly #order: Int32Array;
  /** Row of each node; -1: it has none. */
  readonly #row: Int32Array;
  readonly #open: Int32Array;

  constructor(net: GraphNet) {
    const nodes = nodesOf(net);
    this.#net = net;
    this.#first = new Int32Array(nodes + 1);
    this.#filled = new Int32Array(nodes + 1);
    this.#order = new Int32Array(net.links);
    this.#row = new Int32Array(nodes);
    this.#open = new Int32Array(nodes);
  }

  /**
   * Writes rows and links of the genome at `offset`. Returns the number of nodes with rows, or -1 for parameters that are
   * no graph.
   * @param laneBytes bytes of the lanes of an input or node
   * @param lookup true where inputs are symbols
   */
  compile(
    parameters: Vector,
    offset: number,
    laneBytes: number,
    lookup: boolean,
    room: CompiledRoom,
  ): number {
    const { inputs, outputs } = this.#net;
    const [first, order, row, open] = [this.#first, this.#order, this.#row, this.#open];
    if (!this.#sortLinks(parameters, offset)) return -1;
    row.fill(-1);
    let opened = 0;
    const firstOutput = inputs + 1;
    // Nodes that an output reads, directly or through others.
    const visit = (node: number): void => {
      for (let at = first[node]!; at < first[node + 1]!; at++) {
        const from = parameters[offset + order[at]!]!;
        if (from < firstOutput || row[from] !== -1 || first[from] === first[from + 1]) continue;
        row[from] = 0;
        open[opened++] = from;
      }
    };
    for (let output = 0; output < outputs; output++) visit(firstOutput + output);
    while (opened > 0) visit(open[--opened]!);
    let nodes = 0;
    for (let node = firstOutput; node < row.length; node++) if (row[node] === 0) row[node] = nodes++;
    const slope = SLOPES[this.#net.unit];
    let [at, link] = [room.rows / 4, 0];
    const write = (node: number, factor: number): void => {
      link = this.#writeRow(parameters, offset, { node, factor, laneBytes, lookup, room, at, link });
      at += ROW_BYTES / 4;
    };
    for (let node = firstOutput; node < row.length; node++) if (row[node] !== -1) write(node, slope);
    for (let output = 0; output < outputs; output++) write(firstOutput + output, 1);
    return nodes;
  }

  /** Sorts the links by where they end, stably. False where they are none. */
  #sortLinks(parameters: Vector, offset: number): boolean {
    const { inputs, links } = this.#net;
    const [first, filled, order] = [this.#first, this.#filled, this.#order];
    const nodes = this.#row.length;
    const [targets, weights] = [offset + links, offset + 2 * links];
    first.fill(0);
    for (let link = 0; link < links; link++) {
      const [from, to] = [parameters[offset + link]!, parameters[targets + link]!];
      if (!Number.isFinite(parameters[weights + link])) return false;
      if (to === 0) continue;
      if (!(from >= 0 && from < nodes && to > inputs && to < nodes)) return false;
      if (Math.floor(from) !== from || Math.floor(to) !== to) return false;
      first[to + 1]!++;
    }
    for (let node = 0; node < nodes; node++) first[node + 1]! += first[node]!;
    filled.set(first);
    for (let link = 0; link < links; link++) {
      const to = parameters[targets + link]!;
      if (to !== 0) order[filled[to]!++] = link;
    }
    return true;
  }

  #writeRow(
    parameters: Vector,
    offset: number,
    {
      node,
      factor,
      laneBytes,
      lookup,
      room: { floats, integers, links },
      at,
      link: begin,
    }: {
      readonly node: number;
      readonly factor: number;
      readonly laneBytes: number;
      readonly lookup: boolean;
      readonly room: CompiledRoom;
      readonly at: number;
      readonly link: number;
    },
  ): number {
    const { inputs, links: count } = this.#net;
    const [first, order, row] = [this.#first, this.#order, this.#row];
    const weights = offset + 2 * count;
    const [from, to] = [first[node]!, first[node + 1]!];
    let [link, bias] = [begin, 0];
    const put = (bytes: number, weight: number): void => {
      const place = (links + link * LINK_BYTES) / 4;
      integers[place] = bytes;
      floats[place + 1] = factor * weight;
      link++;
    };
    for (let index = from; index < to; index++) {
      const source = parameters[offset + order[index]!]!;
      const weight = parameters[weights + order[index]!]!;
      if (source === inputs) bias += factor * weight;
      else if (source < inputs) put(lookup ? source : source * laneBytes, weight);
    }
    const inputsEnd = link;
    for (let index = from; index < to; index++) {
      const source = parameters[offset + order[index]!]!;
      if (source <= inputs || row[source] === -1) continue;
      put(row[source]! * laneBytes, parameters[weights + order[index]!]!);
    }
    floats[at] = bias;
    integers[at + 1] = begin;
    integers[at + 2] = inputsEnd;
    integers[at + 3] = link;
    return link;
  }
}
