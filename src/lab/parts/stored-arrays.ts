/** Arrays as texts of base64, so that the kept work of a view holds them to the last bit. */
import type { Snapshot } from '../../learners/learner.ts';

const KINDS = { Float32Array, Float64Array, Int32Array, Uint8Array } as const;

type Kind = keyof typeof KINDS;
type Stored = Snapshot['arrays'][string];

/** Array as JSON holds it. */
export interface StoredArray {
  readonly kind: Kind;
  readonly base64: string;
}

export function storeArray(array: Stored): StoredArray {
  const kind = (Object.keys(KINDS) as Kind[]).find((name) => array instanceof KINDS[name])!;
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  return { kind, base64: Buffer.from(bytes).toString('base64') };
}

export function restoreArray({ kind, base64 }: StoredArray): Stored {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  return new KINDS[kind](bytes.buffer);
}

/** Snapshot of a search as JSON holds it. */
export interface StoredSnapshot {
  readonly arrays: Readonly<Record<string, StoredArray>>;
  readonly values: Readonly<Record<string, unknown>>;
}

export const storeSnapshot = ({ arrays, values }: Snapshot): StoredSnapshot => ({
  arrays: Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, storeArray(array)])),
  values,
});

export const restoreSnapshot = ({ arrays, values }: StoredSnapshot): Snapshot => ({
  arrays: Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, restoreArray(array)])),
  values,
});
