/**
 * Wire format of Protocol Buffers, as far as ONNX needs it: https://protobuf.dev/programming-guides/encoding. A message
 * is a run of fields; a field is a tag (its number and wire type), then a varint, or a length and so many bytes.
 */

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** Field of a message that is written: a whole number, a text, bytes, or another message. */
export type FieldValue = bigint | string | Uint8Array;
export type Fields = readonly (readonly [number: number, value: FieldValue])[];

/** Encodes the message of these fields, in this order. Whole numbers below 0 take ten bytes, as the format has it. */
export function message(fields: Fields): Uint8Array<ArrayBuffer> {
  const parts = fields.flatMap(([number, value]) => {
    if (typeof value === 'bigint') return [varint(tag(number, VARINT)), varint(value)];
    const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
    return [varint(tag(number, BYTES)), varint(BigInt(bytes.length)), bytes];
  });
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const tag = (number: number, wireType: number): bigint => BigInt(number * 8 + wireType);

/** Varint: seven bits a byte, the lowest first; the highest bit says that more follow. */
function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Uint8Array.from([...bytes, Number(rest)]);
}

/** Message that was read: the values of each field number, in order. Bytes are views. */
export type Message = ReadonlyMap<number, readonly (bigint | Uint8Array)[]>;

/** Error for bytes that are no message. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

/** Reader with a position. */
class Cursor {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  take(length: number): Uint8Array {
    const missing = this.#at + length - this.#bytes.length;
    if (missing > 0) throw new WireError(`ends ${missing} bytes early`);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.take(1)[0]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new WireError('holds a number of more than ten bytes');
  }

  value(wireType: number): bigint | Uint8Array {
    if (wireType === VARINT) return this.varint();
    if (wireType === BYTES) return this.take(Number(this.varint()));
    if (wireType === FIXED64) return this.take(8);
    if (wireType === FIXED32) return this.take(4);
    throw new WireError(`holds a field of wire type ${wireType}`);
  }
}

/**
 * Decodes a message.
 * @throws WireError where the bytes are none
 */
export function readMessage(bytes: Uint8Array): Message {
  const fields = new Map<number, (bigint | Uint8Array)[]>();
  const cursor = new Cursor(bytes);
  while (!cursor.atEnd) {
    const key = cursor.varint();
    const field = Number(key >> 3n);
    if (field < 1 || field >= 2 ** 29) throw new WireError(`holds a field of number ${field}`);
    const value = cursor.value(Number(key & 7n));
    const known = fields.get(field);
    if (known === undefined) fields.set(field, [value]);
    else known.push(value);
  }
  return fields;
}

/** Whole numbers that lie packed in one field. */
export function unpacked(bytes: Uint8Array): bigint[] {
  const cursor = new Cursor(bytes);
  const values: bigint[] = [];
  while (!cursor.atEnd) values.push(cursor.varint());
  return values;
}

/** Texts, bytes or messages of a field, as bytes. A WireError where the field is a number. */
export function bytesOf(fields: Message, field: number): Uint8Array[] {
  return (fields.get(field) ?? []).map((value) => {
    if (typeof value === 'bigint') throw new WireError(`has a number for field ${field}`);
    return value;
  });
}

/** Last text of a field, which is the one that counts; '' where there is none. */
export function textOf(fields: Message, field: number): string {
  const bytes = bytesOf(fields, field).at(-1);
  if (bytes === undefined) return '';
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new WireError(`has no text in UTF-8 for field ${field}`);
  }
}
