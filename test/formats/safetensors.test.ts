import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { readSafetensors, type TensorData, writeSafetensors } from '../../src/formats/safetensors.ts';

const read = (bytes: Uint8Array, finite = false) =>
  readSafetensors(bytes, { name: 'weights.safetensors', finite });

/** A file with that header and so many bytes of tensors. */
function file(header: unknown, dataBytes = 0): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}
const f32 = (shape: unknown, offsets: unknown) => ({ dtype: 'F32', shape, data_offsets: offsets });

describe('writing safetensors', () => {
  it('lays out header, padding and little-endian data as the format says', () => {
    // Worked out by hand from the format's description.
    const bytes = writeSafetensors({ w: { shape: [1, 2], data: new Float32Array([1, -2]) } }, { by: 'me' });
    const header = '{"__metadata__":{"by":"me"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
    expect(new TextDecoder().decode(bytes.subarray(8, -8))).toBe(padded);
    expect([...bytes.subarray(0, 8)]).toEqual([padded.length, 0, 0, 0, 0, 0, 0, 0]);
    expect([...bytes.subarray(-8)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
  });

  it('aligns every tensor to its width', () => {
    const bytes = writeSafetensors({ a: new Uint8Array(3), b: new Float64Array(1), c: new Float32Array(1) });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    expect(length % 8).toBe(0);
    expect([header.b, header.c, header.a].map((tensor) => tensor.data_offsets)).toEqual([
      [0, 8],
      [8, 12],
      [12, 15],
    ]);
  });

  it('takes a view into a larger or shared buffer', () => {
    const shared = new Float32Array(new SharedArrayBuffer(16)).fill(3);
    const { tensors } = read(writeSafetensors({ part: shared.subarray(1, 3) }));
    expect(tensors.part).toEqual({ shape: [2], data: new Float32Array([3, 3]) });
  });

  it('refuses a shape that does not fit and the reserved name', () => {
    expect(() => writeSafetensors({ w: { shape: [3], data: new Float32Array(2) } })).toThrow(
      'shape [3] has 3 values, its data 2',
    );
    expect(() => writeSafetensors({ __metadata__: new Float32Array(2) })).toThrow(UserError);
  });
});

describe('reading safetensors', () => {
  it('gives back any tensors and metadata bit for bit', () => {
    const data: fc.Arbitrary<TensorData> = fc.oneof(
      fc.float32Array({ maxLength: 9 }),
      fc.float64Array({ maxLength: 9 }),
      fc.int32Array({ maxLength: 9 }),
      fc.uint8Array({ maxLength: 9 }),
    );
    const name = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'constructor', ''));
    const named = name.filter((one) => one !== '__metadata__' && one.isWellFormed());
    const text = fc.string({ unit: 'binary' }).filter((one) => one.isWellFormed());
    fc.assert(
      fc.property(fc.array(fc.tuple(named, data)), fc.dictionary(text, text), (entries, metadata) => {
        const given = Object.fromEntries(entries);
        const back = read(writeSafetensors(given, metadata));
        expect(Object.keys(back.tensors).sort()).toEqual(Object.keys(given).sort());
        for (const [key, array] of Object.entries(given)) {
          const { data: copy, shape } = Object.getOwnPropertyDescriptor(back.tensors, key)!.value;
          expect(copy.constructor).toBe(array.constructor);
          expect(shape).toEqual([array.length]);
          expect(new Uint8Array(copy.buffer)).toEqual(new Uint8Array(array.slice().buffer));
        }
        expect(Object.entries(back.metadata)).toEqual(expect.arrayContaining(Object.entries(metadata)));
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('reads a file as PyTorch users write it: unpadded, tensors in any order of the header', () => {
    const bytes = file({ b: f32([1], [4, 8]), a: { dtype: 'I32', shape: [], data_offsets: [0, 4] } }, 8);
    bytes[bytes.length - 8] = 5;
    expect(read(bytes).tensors).toEqual({
      a: { shape: [], data: new Int32Array([5]) },
      b: { shape: [1], data: new Float32Array([0]) },
    });
  });

  it('reads a file as Python writes it: its header padded with spaces, metadata last, empty tensors', () => {
    // As safetensors.numpy.save of { a: zeros(2), e: zeros((0, 3)) } with metadata, the order of keys turned round.
    const header = '{"e":{"dtype":"F32","shape":[0,3],"data_offsets":[8,8]},"a":{"dtype":"F32","shape":[2],';
    const rest = '"data_offsets":[0,8]},"__metadata__":{"by":"python"}}';
    const padded = (header + rest).padEnd(Math.ceil((header + rest).length / 8) * 8 + 8);
    expect(read(file(padded, 8))).toEqual({
      tensors: {
        a: { shape: [2], data: new Float32Array(2) },
        e: { shape: [0, 3], data: new Float32Array(0) },
      },
      metadata: { by: 'python' },
    });
  });

  it('reads from part of a larger memory, as files that are read lie in', () => {
    const bytes = writeSafetensors({ w: new Float32Array([1, -2]) });
    const pool = Buffer.alloc(bytes.length + 24, 0xff);
    pool.set(bytes, 12);
    const { tensors } = read(pool.subarray(12, 12 + bytes.length));
    expect(tensors.w!.data).toEqual(new Float32Array([1, -2]));
    pool.fill(0);
    expect(tensors.w!.data).toEqual(new Float32Array([1, -2]));
  });

  it.each([
    ['no bytes', new Uint8Array(3), '3 bytes, the header'],
    ['a header longer than the file', file('{}').subarray(0, 9), 'a header of 2 bytes, but only 1 follow'],
    ['an absurd header length', new Uint8Array(16).fill(255), 'at most 100000000 are allowed'],
    ['no JSON', file('{"a":'), 'not JSON in UTF-8'],
    ['bytes that are no UTF-8', file({ a: 1 }).fill(0xff, 10, 11), 'not JSON in UTF-8'],
    ['a list', file([]), 'must be a JSON object'],
    ['white space before the header', file(' {}'), 'begins with {'],
    [
      'a name given twice',
      file('{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\\u0061":{}}'),
      'names "a" twice',
    ],
    ['metadata that are no strings', file({ __metadata__: { a: 1 } }), '__metadata__ must map strings'],
    ['a tensor that is no object', file({ a: 3 }), 'tensor "a": must be an object'],
    [
      'an unknown dtype',
      file({ a: { ...f32([1], [0, 2]), dtype: 'BF16' } }, 2),
      'dtype "BF16" is not one of F64, F32, I32, U8',
    ],
    ['an unknown field', file({ a: { ...f32([1], [0, 4]), stride: 1 } }, 4), 'unknown field "stride"'],
    ['no shape', file({ a: f32(undefined, [0, 4]) }, 4), 'shape must be a list'],
    ['a negative extent', file({ a: f32([-1], [0, 4]) }, 4), 'shape must be a list'],
    ['a fractional extent', file({ a: f32([0.5], [0, 2]) }, 2), 'shape must be a list'],
    ['three offsets', file({ a: f32([1], [0, 4, 8]) }, 8), 'data_offsets must be'],
    ['offsets that go back', file({ a: f32([1], [4, 0]) }, 4), 'data_offsets must be'],
    [
      'bytes that do not fit the shape',
      file({ a: f32([2], [0, 4]) }, 4),
      'shape [2] of F32 takes 8 bytes, its data_offsets 4',
    ],
    ['a shape whose size overflows', file({ a: f32([2 ** 52, 2 ** 52], [0, 4]) }, 4), 'its data_offsets 4'],
    [
      'an overlap',
      file({ a: f32([2], [0, 8]), b: f32([1], [4, 8]) }, 8),
      'tensor "b" begins at byte 4, inside the one before',
    ],
    ['a gap', file({ a: f32([1], [0, 4]), b: f32([1], [8, 12]) }, 12), 'leaving a gap after byte 4'],
    ['a gap at the start', file({ a: f32([1], [4, 8]) }, 8), 'leaving a gap after byte 0'],
    ['a tensor beyond the end', file({ a: f32([2], [0, 8]) }, 4), 'ends at byte 8, but there are 4'],
    ['trailing bytes', file({ a: f32([1], [0, 4]) }, 5), '1 bytes beyond the last tensor'],
  ])('refuses %s in one line', (_, bytes, message) => {
    expect(() => read(bytes)).toThrow(UserError);
    expect(() => read(bytes)).toThrow(message);
    expect(() => read(bytes)).toThrow(/^weights\.safetensors: not a valid safetensors file: [^\n]+$/);
  });

  it('refuses NaN and infinite weights where asked to', () => {
    const bytes = writeSafetensors({ w: new Float32Array([1, Number.NaN]) });
    expect(read(bytes).tensors.w!.data[1]).toBeNaN();
    expect(() => read(bytes, true)).toThrow('tensor "w" holds NaN; every value must be finite');
    expect(() => read(writeSafetensors({ w: new Float64Array([Infinity]) }), true)).toThrow('holds Infinity');
  });

  it('refuses what is long or deeply nested in a short line', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    const dtypes = [
      deep,
      JSON.stringify('x'.repeat(100_000)),
      `${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`,
    ];
    for (const dtype of dtypes) {
      const bytes = file(`{"a":{"dtype":${dtype},"shape":[1],"data_offsets":[0,4]}}`, 4);
      expect(() => read(bytes)).toThrow(/^weights\.safetensors: [^\n]{1,400}$/);
    }
    const named = file({ ['n'.repeat(100_000)]: 1 });
    expect(() => read(named)).toThrow(/^weights\.safetensors: [^\n]{1,400}$/);
  });

  it('never gives other numbers than were written, whichever byte of the header is changed to whatever', () => {
    const whole = writeSafetensors(
      { W: { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }, b: Float32Array.of(7, 8) },
      { x: 'y' },
    );
    const start = 8 + Number(new DataView(whole.buffer).getBigUint64(0, true));
    const written = ['0000803f0000004000004040000080400000a0400000c040', '0000e04000000041'];
    let readable = 0;
    for (let at = 0; at < start; at++) {
      for (let byte = 0; byte < 256; byte++) {
        const bytes = whole.slice();
        bytes[at] = byte;
        try {
          const data = Object.values(read(bytes).tensors).map((tensor) => Buffer.from(tensor.data.buffer));
          readable++;
          const given = data.map((one) => one.toString('hex')).sort();
          if (String(given) !== String(written)) expect.fail(`byte ${at} as ${byte} gave ${given}`);
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          if (error.message.includes('\n')) expect.fail(error.message);
        }
      }
    }
    // What may change: names, letters of the metadata, the padding, and F32 to I32.
    expect(readable).toBeGreaterThan(start);
    expect(readable).toBeLessThan(12 * 256);
  });

  it('fails on arbitrary bytes with nothing but a UserError', () => {
    const survives = (bytes: Uint8Array) => {
      try {
        read(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
        expect((error as Error).message).not.toContain('\n');
      }
    };
    const description = fc.oneof(
      fc.record({
        dtype: fc.constantFrom('F32', 'F64', 'I32', 'U8', 'I64', 3),
        shape: fc.oneof(fc.array(fc.integer({ min: -1, max: 3 }), { maxLength: 3 }), fc.jsonValue()),
        data_offsets: fc.oneof(fc.array(fc.integer({ min: -1, max: 16 }), { maxLength: 3 }), fc.jsonValue()),
      }),
      fc.jsonValue(),
    );
    const runs = { numRuns: 1000, seed: 1 };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), survives), runs);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => survives(file(text, 4))),
      runs,
    );
    const header = fc.dictionary(fc.string(), description, { maxKeys: 3 });
    fc.assert(
      fc.property(header, fc.nat(20), (json, size) => survives(file(json, size))),
      runs,
    );
    const whole = writeSafetensors({ a: new Float32Array(3), b: new Int32Array(2) }, { x: 'y' });
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), (at, byte) =>
        survives(whole.slice().fill(byte, at, at + 1)),
      ),
      runs,
    );
    for (let length = 0; length < whole.length; length++)
      expect(() => read(whole.subarray(0, length))).toThrow(UserError);
  });
});
