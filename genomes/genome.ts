/**
 * Encoding of fixed length, as a genetic learner sees it: a row of genes that stands for a net's parameter vector. An
 * encoding is one file and one line in `index.ts`.
 */
import type * as z from 'zod';
import type { Space } from '../src/options/space.ts';

/** Genes of many genomes, `[count][genes]`: real numbers, or bits of value 0 and 1, one a byte. */
export type Genes = Float32Array | Uint8Array;

/** Encoding laid out for parameter vectors of one length. */
export interface GenomeLayout {
  /** Alphabet of a gene. real: a number, mutated by adding to it. binary: a bit, mutated by flipping it. */
  readonly alphabet: 'real' | 'binary';
  /** True where the genes are the parameters themselves, as a Float32Array, without decoding. */
  readonly direct: boolean;
  readonly parameters: number;
  /** Number of genes of one genome. Crossover may cut between any two of them. */
  readonly genes: number;
  /** Number of genes of one weight. Weights stand one after the other, in the order of the parameters. */
  readonly perWeight: number;
  /** Index of each parameter's weight among them, -1 for a parameter without genes. Left out: its own index. */
  readonly weights?: Int32Array;
  /** Allocates memory for that many genomes, `[count][genes]`, on request shared. */
  allocate(count: number, memory?: 'own' | 'shared'): Genes;
  /** Writes the genome of `parameters` (or the nearest one) at `genes[offset]` and on. */
  encode(parameters: Float32Array, genes: Genes, offset: number): void;
  /** Writes the parameters of the genome at `genes[offset]` at `parameters[at]` and on. */
  decode(genes: Genes, offset: number, parameters: Float32Array, at: number): void;
  /**
   * Changes the sign of the weight whose genes begin at `genes[offset]`: it decodes to the negative number, to the last
   * bit. Left out where the encoding cannot express the negative of every weight.
   */
  negate?(genes: Genes, offset: number): void;
}

export interface Encoding<Options extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /**
   * Schema of the options. Every field has a default and a `.describe()`; learners offer them among their own settings.
   */
  readonly options: Options;
  /** Default space of the options, for tuning; learners add the condition that this encoding is chosen. */
  readonly space?: Space;
  layOut(parameters: number, options: z.output<Options>): GenomeLayout;
}

/** Types an encoding's functions by its options. */
export function defineEncoding<Options extends z.ZodObject>(encoding: Encoding<Options>): Encoding {
  return encoding as unknown as Encoding;
}
