/** Capability check of a device: a net's architecture is looked up, and each call that a search will make, before anything starts. */
import type { Net } from '../nets/net.ts';
import type { LossKind } from './batch.ts';
import type { Call } from './device.ts';

/** Capability of a device for the nets of one architecture. */
export interface Ability {
  /** Reason why a call cannot be made; null where it can. Left out: every call can be made. */
  lacks?(net: Net, loss: LossKind, call: Call): string | null;
}

const VERBS: Readonly<Record<Call, string>> = {
  evaluate: 'evaluate',
  population: 'evaluate populations of',
  gradient: 'give gradients of',
  omega: 'give Ω of',
  descent: 'train',
};

/**
 * The first call that the device lacks, in words that follow its name: `it cannot train the net lstm: it has no code for that
 * architecture`. Null where it can make all of the calls.
 * @param known capabilities by architecture
 */
export function lackingOf(
  known: Readonly<Record<string, Ability>>,
  net: Net,
  loss: LossKind,
  calls: readonly Call[],
): string | null {
  const ability = Object.hasOwn(known, net.architecture) ? known[net.architecture] : undefined;
  for (const call of calls) {
    const reason =
      ability === undefined
        ? 'it has no code for that architecture'
        : (ability.lacks?.(net, loss, call) ?? null);
    if (reason !== null) return `it cannot ${VERBS[call]} the net ${net.architecture}: ${reason}`;
  }
  return null;
}

/**
 * The device's code for the net's architecture.
 * @throws RangeError where it has none: a mistake in the calling code, which asks `lacks` before
 */
export function abilityFor<A extends Ability>(known: Readonly<Record<string, A>>, net: Net): A {
  if (Object.hasOwn(known, net.architecture)) return known[net.architecture]!;
  throw new RangeError(`a net of the architecture ${net.architecture}, for which the device has no code`);
}
