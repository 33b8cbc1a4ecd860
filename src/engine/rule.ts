/** Update rules of a descent by name: from a gradient to the next parameters. */

/** Name of the rule and its settings. A device says in `lacks` which rules its descents do not have. */
export interface Rule {
  readonly kind: string;
}

/** Plain rule θ ← θ - η g, the default, without moments. */
export const PLAIN: Rule = { kind: 'plain' };

/** Rule of these settings. */
export const ruleOf = ({ rule = PLAIN }: { readonly rule?: Rule }): Rule => rule;
