import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitString, grayDecode, grayEncode } from '../../genomes/bit-string.ts';
import { encodings, findEncoding } from '../../genomes/index.ts';
import { UserError } from '../../src/errors.ts';

const popcount = (value: number): number => value.toString(2).replaceAll('0', '').length;

describe.each(encodings)('encoding $name', (encoding) => {
  it('gives a default and a meaning to every option', () => {
    expect(() => encoding.options.parse({})).not.toThrow();
    for (const field of Object.values(encoding.options.shape)) {
      expect((field as { description?: string }).description).toBeTruthy();
    }
  });

  it('decodes what it encoded to itself once more, at any offset', () => {
    const layout = encoding.layOut(5, encoding.options.parse({}));
    const genes = layout.allocate(3, 'shared');
    expect(genes).toHaveLength(3 * layout.genes);
    expect(genes.buffer).toBeInstanceOf(SharedArrayBuffer);
    layout.encode(Float32Array.of(-1, 0.5, 0, 3, 20), genes, layout.genes);
    const once = new Float32Array(12);
    layout.decode(genes, layout.genes, once, 6);
    expect([...once.subarray(0, 6), once[11]]).toEqual([0, 0, 0, 0, 0, 0, 0]);
    const again = layout.allocate(1);
    layout.encode(once.slice(6, 11), again, 0);
    expect(again).toEqual(genes.slice(layout.genes, 2 * layout.genes));
    expect(
      [...genes.slice(0, layout.genes), ...genes.slice(2 * layout.genes)].every((gene) => gene === 0),
    ).toBe(true);
  });
});

describe('the real-vector encoding', () => {
  it('is the parameter vector itself', () => {
    const layout = findEncoding('real').layOut(3, {});
    const genes = layout.allocate(1);
    layout.encode(Float32Array.of(0.1, -2, 3e30), genes, 0);
    expect(genes).toEqual(Float32Array.of(0.1, -2, 3e30));
    expect(layout).toMatchObject({ genes: 3, direct: true, alphabet: 'real' });
  });
});

describe('Gray code', () => {
  it('changes one bit from each of 256 numbers to the next, also from the last to the first', () => {
    for (let code = 0; code < 256; code++) {
      expect(popcount(grayEncode(code) ^ grayEncode((code + 1) % 256))).toBe(1);
    }
  });

  it('is undone by its decoder for all 65,536 numbers', () => {
    let undone = 0;
    for (let code = 0; code < 65_536; code++) if (grayDecode(grayEncode(code)) === code) undone++;
    expect(undone).toBe(65_536);
  });
});

describe('the bit-string encoding', () => {
  it('stands for low + (high - low) code / (2^k - 1), most significant bit first', () => {
    const layout = bitString.layOut(2, { bitsPerWeight: 4, gray: false, low: -1, high: 2 });
    const parameters = new Float32Array(2);
    layout.decode(Uint8Array.of(1, 0, 1, 0, 0, 0, 0, 1), 0, parameters, 0);
    expect([...parameters]).toEqual([Math.fround(-1 + (3 * 10) / 15), Math.fround(-1 + 3 / 15)]);
  });

  it('encodes a weight by the nearest code, and one beyond the range by its end', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 16 }),
        fc.boolean(),
        fc.double({ min: -8, max: 8, noNaN: true }),
        (bitsPerWeight, gray, weight) => {
          const layout = bitString.layOut(1, { bitsPerWeight, gray, low: -5, high: 5 });
          const genes = layout.allocate(1);
          const decoded = new Float32Array(1);
          layout.encode(Float32Array.of(weight), genes, 0);
          layout.decode(genes, 0, decoded, 0);
          const inside = Math.min(5, Math.max(-5, weight));
          expect(Math.abs(decoded[0]! - inside)).toBeLessThanOrEqual(5 / (2 ** bitsPerWeight - 1) + 1e-6);
        },
      ),
    );
  });

  it('refuses a range whose low end is not below its high end', () => {
    const chosen = { bitsPerWeight: 8, gray: true, low: 2, high: 2 };
    expect(() => bitString.layOut(1, chosen)).toThrow(
      new UserError('low (2) and high (2) bound the encoded weights: low must be below high'),
    );
  });
});

describe('the registry of encodings', () => {
  it('names the nearest encoding for one that it does not know', () => {
    expect(() => findEncoding('bit')).toThrow(
      "unknown encoding 'bit', did you mean 'bits'? (known: real, bits)",
    );
  });
});
