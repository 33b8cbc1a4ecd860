/** Searched settings as columns of a table of candidates. */
import type { Dimension } from '../../options/space.ts';
import { optionText } from '../../options/written.ts';
import type { SettingColumn } from '../../statistics/marginal.ts';

/**
 * Column of a setting: an ordered one of a range, categories of choices.
 * @param values by candidate; undefined where the setting has no effect. Of a range, what is no number counts as that.
 */
export function columnOf(setting: string, dimension: Dimension, values: readonly unknown[]): SettingColumn {
  if (dimension.kind === 'range') {
    const numbers = values.map((value) => (typeof value === 'number' ? value : null));
    return { setting, kind: 'ordered', values: numbers };
  }
  // The contestant that is tuned may have a value that the choices lack.
  const known = values.filter((value) => value !== undefined).map(optionText);
  const names = [...new Set([...dimension.values.map(optionText), ...known])];
  const numbers = values.map((value) => (value === undefined ? null : names.indexOf(optionText(value))));
  return { setting, kind: 'categories', names, values: numbers };
}
