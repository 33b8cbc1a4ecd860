/** Capability check of Ω: the nets for which it is defined. */
import type { Call } from './device.ts';

/**
 * Reason by Pascanu, Mikolov & Bengio (2013), eqs. 9 and 10: r = ‖v‖²/‖d‖² with v = W_recᵀ s, all of the signal that
 * goes back.
 */
const REASON = 'Ω is defined where the error signal goes back through W_rec alone, as in an Elman net';

/**
 * Capability check `lacks` of cells that pass more than h to the next step, or h by another way than W_rec: all calls
 * but Ω.
 */
export const lacksOmega = (_net: unknown, _loss: unknown, call: Call): string | null =>
  call === 'omega' ? REASON : null;
