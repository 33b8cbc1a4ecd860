/** Record by which TypeScript passes a reservoir and a tile to the kernels, as assembly/reservoir/record.ts has it. */

const integers = [
  'hidden',
  'inputs',
  'links',
  'outputs',
  'rows',
  'features',
  'seen',
  'lanes',
  'linear',
  'values',
  'sources',
  'inputStarts',
  'inputValues',
  'inputSources',
  'columns',
  'pairValues',
  'pairSources',
  'bias',
  'table',
  'dense',
  'symbols',
  'states',
  'sums',
  'squashed',
  'weights',
  'offsets',
  'outputsBefore',
  'freeFrom',
] as const;

export type RecordField = (typeof integers)[number];

/** Bytes of the record: two numbers of 64 bits, then those of 32. */
export const recordBytes = 16 + 4 * integers.length;

/** Sets fields of the record at that address. */
export function setRecord(
  memory: DataView,
  record: number,
  values: Partial<Readonly<Record<RecordField, number>>>,
): void {
  for (const [index, field] of integers.entries()) {
    const value = values[field];
    if (value !== undefined) memory.setInt32(record + 16 + 4 * index, value, true);
  }
}

/** Sets the shares of the state before and of what is new. */
export function setShares(memory: DataView, record: number, kept: number, leak: number): void {
  memory.setFloat64(record, kept, true);
  memory.setFloat64(record + 8, leak, true);
}
