/**
 * Registry of the nets that the kernels compute, by architecture: a plan's figures of each. A new one is an entry here
 * and a cell in assembly/cells.
 */

import type { GruNet } from '../../nets/gru.ts';
import { block } from '../../nets/layout.ts';
import type { LstmNet } from '../../nets/lstm.ts';
import type { ElmanNet, Net, Unit } from '../../nets/net.ts';
import type { Ability } from '../lacking.ts';
import { lacksOmega } from '../omega-of.ts';

/** Net as the kernels see it: a cell around one product (assembly/cells/index.ts). */
export interface KernelNet {
  /** Number of the cell, and that of the nonlinearity for cells that have several. */
  readonly cell: number;
  readonly unit: number;
  readonly inputs: number;
  readonly outputs: number;
  /** H, the units that W_rec and W_out read. */
  readonly hidden: number;
  /** S: rows of b, a multiple of H. */
  readonly sums: number;
  /** Number of the first sums, of which W_in has rows, and first of those to the last, of which W_rec has. */
  readonly inputSums: number;
  readonly recurrentFrom: number;
  /** Number of blocks of H rows in a state, h among them, and of those that a step keeps for the backward pass. */
  readonly carriedBlocks: number;
  readonly keptBlocks: number;
  readonly parameters: number;
  /** Offsets of the blocks in the parameter vector. */
  readonly offsets: Readonly<Record<'W_in' | 'W_rec' | 'b' | 'W_out' | 'b_out', number>>;
  /** Parameters that stand in no product and are the cell's own, one after the other. */
  readonly own: { readonly offset: number; readonly count: number };
}

export interface WasmNet<N extends Net = Net> extends Ability {
  /** True where assembly/tangents has the tangents of its cell. */
  readonly hasTangents?: boolean;
  kernelNet(net: N): KernelNet;
}

export type WasmNets = Readonly<Record<string, WasmNet>>;

const units: Readonly<Record<Unit, number>> = { tanh: 0, logistic: 1, relu: 2 };

/** Offsets of the products' blocks, in the net's own order. */
function offsetsOf(net: Net): KernelNet['offsets'] {
  const at = (name: string): number => block(net, name).offset;
  return { W_in: at('W_in'), W_rec: at('W_rec'), b: at('b'), W_out: at('W_out'), b_out: at('b_out') };
}

/**
 * Net as the kernels see it. Left out of `given` are the figures of a cell with one sum a unit, in which both products
 * have a part, whose state is h alone, and which keeps nothing and has no parameters of its own.
 */
export function kernelNetOf(
  net: Net & { readonly hidden: number },
  given: Partial<KernelNet> & Pick<KernelNet, 'cell'>,
): KernelNet {
  const { inputs, outputs, hidden, parameters } = net;
  const { sums = hidden } = given;
  return {
    ...{ unit: 0, inputs, outputs, hidden, sums, inputSums: sums, recurrentFrom: 0 },
    ...{ carriedBlocks: 1, keptBlocks: 0, parameters, offsets: offsetsOf(net), own: { offset: 0, count: 0 } },
    ...given,
  };
}

const elman: WasmNet<ElmanNet> = {
  hasTangents: true,
  kernelNet: (net) => kernelNetOf(net, { cell: 0, unit: units[net.unit] }),
};

const lstm: WasmNet<LstmNet> = {
  hasTangents: true,
  lacks: lacksOmega,
  kernelNet: (net) =>
    kernelNetOf(net, {
      cell: 1,
      sums: 4 * net.hidden,
      carriedBlocks: 2,
      keptBlocks: 5,
      ...(net.peepholes ? { own: { offset: block(net, 'p').offset, count: 3 * net.hidden } } : {}),
    }),
};

const gru: WasmNet<GruNet> = {
  hasTangents: true,
  lacks: lacksOmega,
  kernelNet: (net) =>
    kernelNetOf(net, {
      cell: 2,
      sums: 4 * net.hidden,
      inputSums: 3 * net.hidden,
      // W_rec of a net with feedback folded in has rows of all sums.
      recurrentFrom: 4 * net.hidden - block(net, 'W_rec').shape[0]!,
      keptBlocks: 4,
    }),
};

export const nets: WasmNets = { elman, lstm, gru };
