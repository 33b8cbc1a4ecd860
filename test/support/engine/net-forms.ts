/** How random nets are made, by architecture: for property tests over nets and batches. */
import fc from 'fast-check';
import { elmanNet } from '../../../src/nets/elman.ts';
import type { ElmanNet, Net, Unit } from '../../../src/nets/net.ts';
import { type GatedNet, gatedNet } from '../nets/gated.ts';

/** Nets of one architecture. A kind is what varies beside the sizes. */
export interface NetForm<N extends Net = Net, Kind = string> {
  readonly kinds: fc.Arbitrary<Kind>;
  build(sizes: { readonly inputs: number; readonly hidden: number; readonly outputs: number }, kind: Kind): N;
  /** Of `randomParameters`: up to it no state explodes. */
  gain(kind: Kind): number;
}

/** Up to these, none explode; see `randomParameters`. */
export const gains: Readonly<Record<Unit, number>> = { tanh: 0.9, logistic: 3, relu: 0.5 };

export const elmanForm: NetForm<ElmanNet, Unit> = {
  kinds: fc.constantFrom('tanh', 'logistic', 'relu'),
  build: (sizes, unit) => elmanNet({ unit, ...sizes }),
  gain: (unit) => gains[unit],
};

export const gatedForm: NetForm<GatedNet> = {
  kinds: fc.constant('gated'),
  build: gatedNet,
  gain: () => 1.5,
};
