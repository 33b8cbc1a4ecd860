/** Update rules by name: how a descent turns a gradient into the next parameters. */

/** The rule's name and its settings. A device says in `lacks` which rules its descents do not have. */
export interface Rule {
  readonly kind: string;
}

/** θ ← θ - η g, the rule where no other is named. It keeps no moments. */
export const PLAIN: Rule = { kind: 'plain' };

/** The rule of these settings. */
export const ruleOf = ({ rule = PLAIN }: { readonly rule?: Rule }): Rule => rule;
