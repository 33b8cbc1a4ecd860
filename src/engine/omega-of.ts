/** Capability check of Ω: which nets have it. */
import type { Call } from './device.ts';

/** Reason by Pascanu, Mikolov & Bengio (2013), eqs. 9 and 10: r = ‖v‖²/‖d‖² with v = W_recᵀ s, all of the signal that goes back. */
const REASON = 'Ω is defined where the error signal goes back through W_rec alone, as in an Elman net';

/** The `lacks` of cells that hand more than h to the next step, or h by another way than W_rec: all calls but Ω. */
export const lacksOmega = (_net: unknown, _loss: unknown, call: Call): string | null =>
  call === 'omega' ? REASON : null;
