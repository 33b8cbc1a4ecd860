/**
 * Real-vector encoding: the genome is the net's parameter vector itself, one gene a weight. Montana & Davis
 * (1989), "Training feedforward neural networks using genetic algorithms", IJCAI.
 */
import * as z from 'zod';
import { shared } from '../src/numeric/memory.ts';
import { defineEncoding, type Genes } from './genome.ts';

export const realVector = defineEncoding({
  name: 'real',
  summary: 'the parameter vector itself, one gene a weight',
  source: 'Montana & Davis (1989), IJCAI',
  options: z.object({}),
  space: {},
  layOut: (parameters) => ({
    alphabet: 'real',
    direct: true,
    parameters,
    genes: parameters,
    perWeight: 1,
    allocate(count, memory = 'own'): Float32Array {
      const length = count * parameters;
      return memory === 'shared' ? shared.float32(length) : new Float32Array(length);
    },
    encode(vector: Float32Array, genes: Genes, offset: number): void {
      genes.set(vector, offset);
    },
    decode(genes: Genes, offset: number, vector: Float32Array, at: number): void {
      vector.set(genes.subarray(offset, offset + parameters), at);
    },
    negate(genes: Genes, offset: number): void {
      genes[offset] = -genes[offset]!;
    },
  }),
});
