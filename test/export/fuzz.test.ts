import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { checksumOf } from '../../src/export/checksum.ts';
import { formats } from '../../src/export/formats.ts';
import { readChampion } from '../../src/export/read-champion.ts';
import { sampleChampion } from '../support/export/sample-champion.ts';

const champion = sampleChampion({ hidden: 2 });
const seal = checksumOf(champion.about, champion.parameters);

/** Damage is refused in one line, or it hit nothing that counts. */
function refusedOrHarmless(bytes: Uint8Array, name: string): void {
  try {
    const { about, parameters } = readChampion(bytes, name);
    expect(checksumOf(about, parameters)).toBe(seal);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.message).toMatch(/^[^\n]{1,500}$/);
  }
}

describe.each(formats.map(({ name, write }) => [name, write(champion)] as const))(
  'damaged %s',
  (name, whole) => {
    const file = `a.${name}`;

    it('is never read as another champion, whichever byte is hit', () => {
      for (let at = 0; at < whole.length; at++) {
        const bytes = whole.slice();
        bytes[at]! ^= 1 << (at % 8);
        refusedOrHarmless(bytes, file);
      }
    });

    it('is refused wherever it is cut off', () => {
      for (let length = 0; length < whole.length - 1; length++) {
        expect(() => readChampion(whole.subarray(0, length), file)).toThrow(UserError);
      }
    });

    it('is never read as another champion after several bytes were changed, moved or lost', () => {
      const edit = fc.record({
        at: fc.nat(whole.length),
        remove: fc.nat(4),
        insert: fc.oneof(fc.uint8Array({ maxLength: 4 }), fc.constantFrom(...scraps)),
      });
      fc.assert(
        fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
          let bytes = Buffer.from(whole);
          for (const { at, remove, insert } of edits) {
            bytes = Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]);
          }
          refusedOrHarmless(bytes, file);
        }),
        { numRuns: 1500, seed: 1 },
      );
    });
  },
);

const scraps = ['"', '{', '}', '[', ']', ',', ':', '\\', '\\ud800', '0', '-', '1e999', 'null', '\0'].map(
  (text) => Buffer.from(text),
);

describe('bytes that were never a champion', () => {
  const names = fc.constantFrom('a.safetensors', 'a.json', 'a.onnx', 'a');
  const runs = { numRuns: 1500, seed: 1 };
  const refused = (bytes: Uint8Array, name: string): void => {
    expect(() => readChampion(bytes, name)).toThrow(UserError);
  };

  it('are refused', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), names, refused), runs);
  });

  it('are refused as JSON of any content', () => {
    const given = fc.record(
      {
        format: fc.oneof(fc.constant('genoprop.champion/1'), fc.jsonValue()),
        parameters: fc.oneof(
          fc.dictionary(fc.constantFrom('W_in', 'b', 'x'), fc.jsonValue()),
          fc.jsonValue(),
        ),
        task: fc.jsonValue(),
        net: fc.jsonValue(),
        trial: fc.jsonValue(),
        checksum: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(given, (value) => refused(Buffer.from(JSON.stringify(value)), 'a.json')),
      runs,
    );
  });

  it('are refused as safetensors and ONNX that begin well', () => {
    const header = (content: string) => {
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(Buffer.byteLength(content)));
      return Buffer.concat([length, Buffer.from(content)]);
    };
    const text = fc.string({ unit: 'binary', maxLength: 100 });
    fc.assert(
      fc.property(text, (content) => refused(header(`{${content}`), 'a.safetensors')),
      runs,
    );
    const tail = fc.uint8Array({ maxLength: 100 });
    fc.assert(
      fc.property(tail, (bytes) =>
        refused(Buffer.concat([Buffer.from([8, 8, 18, 8]), Buffer.from('genoprop'), bytes]), 'a.onnx'),
      ),
      runs,
    );
  });
});
