import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameReader, frameOf, TOKEN_BYTES } from '../../../../src/tournament/plugins/process/frames.ts';

const token = randomBytes(TOKEN_BYTES);
const bytesOf = (messages: readonly unknown[], by: Uint8Array = token): Buffer =>
  Buffer.concat(messages.flatMap((message) => frameOf(by, message)));

describe('frames of messages', () => {
  it('are read whole, however the bytes are cut', () => {
    const shared = new Float32Array(new SharedArrayBuffer(12)).fill(0.5);
    const messages = [
      { type: 'event', numbers: Float64Array.of(Number.NaN, -0, 1e-310) },
      { map: new Map([[1, new Int32Array(5)]]), nothing: undefined },
      { shared: Float32Array.from(shared) },
      null,
    ];
    const bytes = bytesOf([messages[0], messages[1], { shared }, null]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 }), (sizes) => {
        const reader = new FrameReader(token);
        const read: unknown[] = [];
        for (let at = 0, piece = 0; at < bytes.length; piece++) {
          const size = sizes[piece % sizes.length]!;
          read.push(...reader.read(bytes.subarray(at, at + size)));
          at += size;
        }
        expect(read).toEqual(messages);
      }),
      { numRuns: 50 },
    );
  });

  it('are refused without the token, before their end has come', () => {
    const reader = new FrameReader(token);
    expect(reader.read(bytesOf(['mine']))).toEqual(['mine']);
    expect(() => reader.read(Buffer.alloc(4 + TOKEN_BYTES, 'x'))).toThrow('bytes that are no message');
    const other = bytesOf(['forged'], randomBytes(TOKEN_BYTES));
    expect(() => new FrameReader(token).read(other)).toThrow('bytes that are no message');
  });

  it('tell their token by the first of them where none is known', () => {
    const reader = new FrameReader(null);
    expect(reader.token).toBeNull();
    reader.read(bytesOf([1]));
    expect(reader.token).toEqual(token);
    expect(() => reader.read(bytesOf([2], randomBytes(TOKEN_BYTES)))).toThrow('bytes that are no message');
  });
});
