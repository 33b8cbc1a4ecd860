/**
 * Capability check of a device: a net's architecture is looked up, and each call that a search will make, before
 * anything starts.
 */
import type { Net } from '../nets/net.ts';
import type { LossKind } from './batch.ts';
import type { Call, DescentSettings } from './device.ts';
import { PLAIN, ruleOf } from './rule.ts';

/** Capability of a device for the nets of one architecture. */
export interface Ability {
  /** Reason why a call cannot be made; null where it can. Left out: every call can be made. */
  lacks?(net: Net, loss: LossKind, call: Call): string | null;
}

const VERBS: Readonly<Record<Extract<Call, string>, string>> = {
  evaluate: 'evaluate',
  population: 'evaluate populations of',
  gradient: 'give gradients of',
  omega: 'give Ω of',
  curvature: 'give curvature products of',
  carry: 'carry states from batch to batch of',
  free: 'feed outputs back to the inputs of',
  features: 'give the features of the readout of',
  descent: 'train',
};

/**
 * Reason of the first call that the device lacks, in words that follow its name: `it cannot train the net lstm: it has
 * no code for that architecture`. Null where it can make all of the calls.
 * @param known capabilities by architecture
 * @param rules update rules that the device's own descents have; left out where the host makes the descents
 */
export function lackingOf(
  known: Readonly<Record<string, Ability>>,
  net: Net,
  loss: LossKind,
  calls: readonly Call[],
  rules?: readonly string[],
): string | null {
  const ability = Object.hasOwn(known, net.architecture) ? known[net.architecture] : undefined;
  for (const call of calls) {
    const reason =
      ability === undefined
        ? 'it has no code for that architecture'
        : (ability.lacks?.(net, loss, call) ?? null);
    if (reason !== null) return `it cannot ${verb(call)} the net ${net.architecture}: ${reason}`;
    const rule = typeof call === 'string' ? PLAIN.kind : call.descent.kind;
    if (rules?.includes(rule) !== false) continue;
    return `it cannot train by the rule ${rule}: its descents have no rule but ${rules.join(' and ')}`;
  }
  return null;
}

const verb = (call: Call): string => VERBS[typeof call === 'string' ? call : 'descent'];

/** Calls of a descent with these settings. */
export function callsOfDescent(settings: Pick<DescentSettings, 'rule' | 'omega'>): readonly Call[] {
  const rule = ruleOf(settings);
  return [
    rule.kind === PLAIN.kind ? 'descent' : { descent: rule },
    ...(settings.omega === null ? [] : (['omega'] as const)),
  ];
}

/**
 * Code of the device for the net's architecture.
 * @throws RangeError where it has none: a mistake in the calling code, which asks `lacks` before
 */
export function abilityFor<A extends Ability>(known: Readonly<Record<string, A>>, net: Net): A {
  if (Object.hasOwn(known, net.architecture)) return known[net.architecture]!;
  throw new RangeError(`a net of the architecture ${net.architecture}, for which the device has no code`);
}
