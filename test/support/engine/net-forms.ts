/** How random nets are made, by architecture: for property tests over nets and batches. */
import fc from 'fast-check';
import { elmanNet } from '../../../src/nets/elman.ts';
import { type GruNet, gruNet } from '../../../src/nets/gru.ts';
import { type LstmNet, lstmNet } from '../../../src/nets/lstm.ts';
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

export const lstmForm: NetForm<LstmNet, boolean> = {
  kinds: fc.boolean(),
  build: (sizes, peepholes) => lstmNet({ peepholes, ...sizes }),
  gain: () => 2,
};

export const gruForm: NetForm<GruNet> = {
  kinds: fc.constant('gru'),
  build: gruNet,
  gain: () => 2,
};

/** Forms of all nets but Elman's, by the architecture. */
export const gatedForms: Readonly<Record<string, NetForm>> = {
  gated: gatedForm,
  lstm: lstmForm as unknown as NetForm,
  gru: gruForm,
};
