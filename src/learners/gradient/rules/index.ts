/** The update rules of descents in the host's memory, by kind. A new one is a file beside this and a line here. */
import type { Rule } from '../../../engine/rule.ts';
import { adam } from './adam.ts';
import type { HostRule } from './host-rule.ts';
import { plain } from './plain.ts';

export const hostRules: Readonly<Record<string, HostRule>> = { plain, adam: adam as HostRule };

/** @throws RangeError where there is none of that kind: a mistake in the calling code */
export function hostRuleFor({ kind }: Rule): HostRule {
  if (Object.hasOwn(hostRules, kind)) return hostRules[kind]!;
  throw new RangeError(`no update rule ${kind} on the host; known: ${Object.keys(hostRules).join(', ')}`);
}
