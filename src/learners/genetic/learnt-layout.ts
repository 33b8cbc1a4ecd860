/** Layout of genomes for a problem: genes for what is learnt, and no gene for what is not. */
import type { GenomeLayout } from '../../../genomes/genome.ts';
import { applyFrozen } from '../../nets/frozen.ts';
import type { Problem } from '../learner.ts';

/**
 * The encoding's layout for all parameters, or, where the problem says what is learnt, for these alone: decoding then
 * writes them between the frozen ones.
 * @param layOut lays the encoding out for so many parameters
 */
export function layoutOf(
  { net, frozen, learnt }: Pick<Problem, 'net' | 'frozen' | 'learnt'>,
  layOut: (parameters: number) => GenomeLayout,
): GenomeLayout {
  if (learnt === undefined) return layOut(net.parameters);
  const own = layOut(learnt.reduce((sum, { size }) => sum + size, 0));
  const scratch = new Float32Array(own.parameters);
  const weights = new Int32Array(net.parameters).fill(-1);
  let placed = 0;
  for (const { offset, size } of learnt) {
    for (let index = 0; index < size; index++) weights[offset + index] = placed++;
  }
  return {
    ...own,
    direct: false,
    parameters: net.parameters,
    weights,
    encode(parameters, genes, offset) {
      let at = 0;
      for (const block of learnt) {
        scratch.set(parameters.subarray(block.offset, block.offset + block.size), at);
        at += block.size;
      }
      own.encode(scratch, genes, offset);
    },
    decode(genes, offset, vector, at) {
      own.decode(genes, offset, scratch, 0);
      vector.fill(0, at, at + net.parameters);
      if (frozen !== undefined) applyFrozen(frozen, vector, at);
      let from = 0;
      for (const block of learnt) {
        vector.set(scratch.subarray(from, from + block.size), at + block.offset);
        from += block.size;
      }
    },
  };
}
