/**
 * Search spaces: for each setting the values that tuning may try. A dimension maps a number from 0 to below 1 to a
 * value (see `space-values.ts`), so that a sampler need not know what it samples.
 */

/** Numbers from `from` to `to`, both included. */
export interface Range {
  readonly kind: 'range';
  readonly from: number;
  readonly to: number;
  /** Scale on which the numbers are spread evenly. */
  readonly scale: 'linear' | 'log';
  /** True for whole numbers alone. */
  readonly whole: boolean;
}

export type Choice = string | number | boolean;

/** Values to choose from, each equally likely. */
export interface Choices {
  readonly kind: 'choices';
  readonly values: readonly Choice[];
}

/** Condition: another setting must have one of these values, otherwise this one has no effect and is not searched. */
export interface Condition {
  readonly setting: string;
  readonly is: readonly Choice[];
}

export type Dimension = (Range | Choices) & { readonly when?: Condition };

/** Dimensions by the names of their settings. */
export type Space = Readonly<Record<string, Dimension>>;

export interface RangeOptions {
  /** True for whole numbers alone. */
  readonly whole?: boolean;
}

/** Numbers spread evenly from `from` to `to`. */
export const linear = (from: number, to: number, { whole = false }: RangeOptions = {}): Range => ({
  kind: 'range',
  from,
  to,
  scale: 'linear',
  whole,
});

/** Numbers whose logarithms are spread evenly from `from`, above 0, to `to`. */
export const log = (from: number, to: number, { whole = false }: RangeOptions = {}): Range => ({
  kind: 'range',
  from,
  to,
  scale: 'log',
  whole,
});

/** Values to choose from. */
export const choices = (...values: readonly Choice[]): Choices => ({ kind: 'choices', values });

/** Dimension that is searched where another setting has one of these values. */
export const when = (setting: string, is: readonly Choice[], dimension: Dimension): Dimension => ({
  ...dimension,
  when: { setting, is },
});
