/** Options as text for a command line: the reverse of `parse.ts`. */
import type { OptionDescription } from './describe.ts';

/** Text of an option's value. */
export function optionText(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/**
 * Assignments, `key=value`, of every option whose value differs from its default, in the options' order.
 * @param swept options that are named whatever their value: those that tell one from another
 */
export function changedOptions(
  options: readonly OptionDescription[],
  values: Readonly<Record<string, unknown>>,
  swept: ReadonlySet<string> = new Set(),
): string[] {
  return options
    .filter(
      (option) => swept.has(option.name) || optionText(values[option.name]) !== optionText(option.default),
    )
    .map((option) => `${option.name}=${optionText(values[option.name])}`);
}

/** Name with the assignments that tell it from others of that name: `xor:length=4,noise=0.1`. */
export const nameWith = (name: string, assignments: readonly string[]): string =>
  assignments.length === 0 ? name : `${name}:${assignments.join(',')}`;
