import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Sha256 } from '../../src/numeric/sha-256.ts';

const ofNode = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

it('SHA-256 gives the hashes of FIPS 180-2, appendix B', () => {
  expect(new Sha256().update('abc').hex()).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
  expect(new Sha256().update('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq').hex()).toBe(
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  );
});

it('SHA-256 of every length around a block is that of Node', () => {
  for (let length = 0; length <= 130; length++) {
    const bytes = Uint8Array.from({ length }, (_, index) => 7 * index + length);
    expect(new Sha256().update(bytes).hex()).toBe(ofNode(bytes));
  }
});

it('SHA-256 does not depend on the parts in which the bytes come, nor on the views over them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, at) => {
      const parts = new Sha256().update(bytes.subarray(0, at)).update(new DataView(bytes.slice(at).buffer));
      expect(parts.hex()).toBe(ofNode(bytes));
    }),
    { numRuns: 100 },
  );
});

it('SHA-256 takes texts in UTF-8', () => {
  expect(new Sha256().update('Ω ≈ 𝛀').hex()).toBe(ofNode(Buffer.from('Ω ≈ 𝛀')));
});
