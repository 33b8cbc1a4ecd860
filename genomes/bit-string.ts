/**
 * Bit-string encoding: k bits a weight, most significant first, weight after weight. The code c of a weight
 * stands for low + (high - low) c / (2^k - 1); in Gray code the bits are those of c xor (c >> 1), so that
 * neighbouring weights differ by one bit. As in Whitley, Starkweather & Bogart (1990), "Genetic algorithms
 * and neural networks", Parallel Computing 14, crossover may cut within a weight.
 */
import * as z from 'zod';
import { UserError } from '../src/errors.ts';
import { shared } from '../src/numeric/memory.ts';
import { choices, linear } from '../src/options/space.ts';
import { defineEncoding, type Genes, type GenomeLayout } from './genome.ts';

const options = z.object({
  bitsPerWeight: z.int().min(4).max(16).default(8).describe('bits that encode one weight (encoding=bits)'),
  gray: z.boolean().default(true).describe('Gray code instead of plain binary (encoding=bits)'),
  low: z.number().min(-1e6).max(1e6).default(-5).describe('the least weight that bits can express'),
  high: z.number().min(-1e6).max(1e6).default(5).describe('the greatest weight that bits can express'),
});

/** Gray code of a whole number from 0 to 65,535. */
export function grayEncode(code: number): number {
  return code ^ (code >> 1);
}

/** Whole number of a Gray code, up to 16 bits. */
export function grayDecode(gray: number): number {
  let code = gray ^ (gray >> 8);
  code ^= code >> 4;
  code ^= code >> 2;
  return code ^ (code >> 1);
}

/**
 * Lays out the encoding. A parameter vector is encoded by its nearest codes: weights beyond the range become its ends.
 * @throws UserError unless low < high
 */
function layOut(
  parameters: number,
  { bitsPerWeight, gray, low, high }: z.output<typeof options>,
): GenomeLayout {
  if (!(low < high)) {
    throw new UserError(`low (${low}) and high (${high}) bound the encoded weights: low must be below high`);
  }
  const greatest = 2 ** bitsPerWeight - 1;
  const weights = Float32Array.from({ length: greatest + 1 }, (_, bits) => {
    const code = gray ? grayDecode(bits) : bits;
    return low + ((high - low) * code) / greatest;
  });
  const length = parameters * bitsPerWeight;
  // Code c stands for the negative of code 2^k - 1 - c where the range is symmetric: all bits of the plain code change, and of
  // the Gray code the first alone, which keeps the others' mirror image.
  const mirrored = (bits: number): number => (gray ? bits ^ ((greatest + 1) >> 1) : greatest - bits);
  const isSymmetric = weights.every((weight, bits) => weights[mirrored(bits)] === -weight);
  const bitsOfSign = gray ? 1 : bitsPerWeight;
  return {
    alphabet: 'binary',
    direct: false,
    parameters,
    genes: length,
    perWeight: bitsPerWeight,
    allocate(count, memory = 'own'): Uint8Array {
      return memory === 'shared' ? shared.uint8(count * length) : new Uint8Array(count * length);
    },
    encode(vector: Float32Array, genes: Genes, offset: number): void {
      for (let index = 0; index < parameters; index++) {
        const place = Math.round(((vector[index]! - low) / (high - low)) * greatest);
        const code = Math.min(greatest, Math.max(0, place));
        const bits = gray ? grayEncode(code) : code;
        const first = offset + index * bitsPerWeight;
        for (let bit = 0; bit < bitsPerWeight; bit++) {
          genes[first + bit] = (bits >> (bitsPerWeight - 1 - bit)) & 1;
        }
      }
    },
    decode(genes: Genes, offset: number, vector: Float32Array, at: number): void {
      let next = offset;
      for (let index = 0; index < parameters; index++) {
        let bits = 0;
        for (let bit = 0; bit < bitsPerWeight; bit++) bits = (bits << 1) | genes[next++]!;
        vector[at + index] = weights[bits]!;
      }
    },
    ...(isSymmetric && {
      negate(genes: Genes, offset: number): void {
        for (let bit = offset; bit < offset + bitsOfSign; bit++) genes[bit] = 1 - genes[bit]!;
      },
    }),
  };
}

export const bitString = defineEncoding({
  name: 'bits',
  summary: 'k bits a weight, plain or Gray code, over a given range',
  source: 'Whitley, Starkweather & Bogart (1990), Parallel Computing 14',
  options,
  space: {
    bitsPerWeight: linear(6, 12, { whole: true }),
    gray: choices(true, false),
    low: linear(-10, -1),
    high: linear(1, 10),
  },
  layOut,
});
