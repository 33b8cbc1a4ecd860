/** Snapshot of a search as plain JSON: its arrays as base64 of their bytes, little-endian and deflated. */
import { deflateSync, inflateSync } from 'node:zlib';
import type { Snapshot } from '../../learners/learner.ts';

const KINDS = { Float32Array, Float64Array, Int32Array, Uint8Array } as const;

export interface PlainSnapshot {
  readonly arrays: Readonly<Record<string, readonly [kind: keyof typeof KINDS, bytes: string]>>;
  readonly values: Snapshot['values'];
}

export const plainSnapshot = ({ arrays, values }: Snapshot): PlainSnapshot => ({
  arrays: Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, plainArray(array)])),
  values,
});

export function restoredSnapshot({ arrays, values }: PlainSnapshot): Snapshot {
  const restored = Object.entries(arrays).map(([name, [kind, bytes]]) => [name, arrayOf(kind, bytes)]);
  return { arrays: Object.fromEntries(restored) as Snapshot['arrays'], values };
}

function plainArray(array: Snapshot['arrays'][string]): readonly [keyof typeof KINDS, string] {
  const kind = array.constructor.name as keyof typeof KINDS;
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  return [kind, deflateSync(bytes).toString('base64')];
}

/** Copy whose memory is aligned, which that of a Buffer need not be. */
function arrayOf(kind: keyof typeof KINDS, text: string): Snapshot['arrays'][string] {
  const bytes = Uint8Array.from(inflateSync(Buffer.from(text, 'base64')));
  return new KINDS[kind](bytes.buffer);
}
