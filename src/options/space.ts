/**
 * Search spaces: for each setting the values that tuning may try. A dimension maps a number from 0 to below 1 to a
 * value, so that a sampler need not know what it samples.
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

/** Values to choose from, each equally likely. */
export interface Choices {
  readonly kind: 'choices';
  readonly values: readonly (string | number | boolean)[];
}

export type Dimension = (Range | Choices) & {
  /** Condition: another setting must have one of these values, otherwise this one has no effect and is not searched. */
  readonly when?: { readonly setting: string; readonly is: readonly (string | number | boolean)[] };
};

/** Dimensions by the names of their settings. */
export type Space = Readonly<Record<string, Dimension>>;
