/** Capability of a device for nets of which only the readout is learnt. */
import type { Net } from '../nets/net.ts';
import type { LossKind } from './batch.ts';
import type { Call } from './device.ts';

/** Calls that need no way back through the states. */
const MADE: readonly Call[] = [
  ...(['evaluate', 'population', 'gradient', 'descent'] as const),
  ...(['carry', 'free', 'features'] as const),
];

/** Reason of a call that would need the gradient of recurrent weights, for `Ability.lacks`; null for the others. */
export function lacksBeyondReadout(_net: Net, _loss: LossKind, call: Call): string | null {
  if (call === 'omega')
    return 'Ω is defined for Elman nets, and its gradient is that of W_rec, which a reservoir does not learn';
  if (typeof call !== 'string' || MADE.includes(call)) return null;
  return 'only its readout is learnt, so there is no way back through its recurrent weights';
}
