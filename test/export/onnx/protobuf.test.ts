import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesOf,
  message,
  readMessage,
  textOf,
  unpacked,
  WireError,
} from '../../../src/export/onnx/protobuf.ts';

const plain = (one: bigint | Uint8Array): unknown => (typeof one === 'bigint' ? one : hex(one));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('the wire format', () => {
  it('is that of the examples in its own documentation', () => {
    // https://protobuf.dev/programming-guides/encoding
    expect(hex(message([[1, 150n]]))).toBe('089601');
    expect(hex(message([[2, 'testing']]))).toBe('120774657374696e67');
    expect(hex(message([[3, message([[1, 150n]])]]))).toBe('1a03089601');
    expect(hex(message([[1, -2n]]))).toBe('08feffffffffffffffff01');
    expect(unpacked(Uint8Array.of(0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05))).toEqual([3n, 270n, 86942n]);
  });

  it('gives back every field that was written, in order', () => {
    const value = fc.oneof(fc.bigInt(0n, 2n ** 64n - 1n), fc.uint8Array({ maxLength: 300 }));
    const fields = fc.array(fc.tuple(fc.integer({ min: 1, max: 2 ** 20 }), value), { maxLength: 20 });
    fc.assert(
      fc.property(fields, (given) => {
        const read = readMessage(message(given));
        for (const number of new Set(given.map(([field]) => field))) {
          const values = given.filter(([field]) => field === number).map(([, one]) => one);
          expect(read.get(number)!.map(plain)).toEqual(values.map(plain));
        }
      }),
      { seed: 1 },
    );
  });

  it('skips over fixed-width fields, which other writers use', () => {
    const bytes = Uint8Array.of(0x0d, 1, 2, 3, 4, 0x11, 1, 2, 3, 4, 5, 6, 7, 8, 0x18, 7);
    expect(readMessage(bytes).get(3)).toEqual([7n]);
  });

  it.each([
    ['a length beyond the end', [0x12, 0x05, 0x61], 'ends 4 bytes early'],
    ['half a number', [0x08, 0x96], 'ends 1 bytes early'],
    ['a number without an end', [0x08, ...new Array(10).fill(0xff), 1], 'more than ten bytes'],
    ['a group, which is no more', [0x0b], 'wire type 3'],
    ['field 0', [0x00, 0x00], 'field of number 0'],
  ])('refuses %s', (_, bytes, text) => {
    expect(() => readMessage(Uint8Array.from(bytes))).toThrow(WireError);
    expect(() => readMessage(Uint8Array.from(bytes))).toThrow(text);
  });

  it('refuses a number where bytes must stand, and bytes that are no text', () => {
    expect(() => bytesOf(readMessage(message([[4, 1n]])), 4)).toThrow('has a number for field 4');
    expect(() => textOf(readMessage(message([[4, Uint8Array.of(0xff)]])), 4)).toThrow('no text in UTF-8');
    expect(textOf(readMessage(message([])), 4)).toBe('');
  });

  it('fails on arbitrary bytes with nothing but a WireError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        try {
          readMessage(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
      { numRuns: 2000, seed: 1 },
    );
  });
});
