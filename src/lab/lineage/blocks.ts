/** Blocks of a net as the genes of a genome: which block and which weight a gene belongs to. */
import type { ParameterBlock } from '../../nets/net.ts';
import type { Line } from './ancestors.ts';
import type { OpenTrial } from './replay.ts';

export interface GeneBlocks {
  /** Blocks with genes. */
  readonly blocks: readonly ParameterBlock[];
  /** Index of its block, `[genes]`. */
  readonly blockOf: Uint16Array;
}

export function geneBlocks(
  { problem }: Pick<OpenTrial, 'problem'>,
  { layout }: Pick<Line, 'layout'>,
): GeneBlocks {
  const blocks = [...(problem.learnt ?? problem.net.blocks)].filter(({ size }) => size > 0);
  // Genomes of what is learnt alone have its blocks end to end in the order given; all others that of the vector.
  if (problem.learnt === undefined) blocks.sort((one, other) => one.offset - other.offset);
  const weights = blocks.reduce((sum, { size }) => sum + size, 0);
  const perWeight = layout.genes / weights;
  const blockOf = new Uint16Array(layout.genes);
  let at = 0;
  for (const [index, { size }] of blocks.entries()) {
    blockOf.fill(index, at, at + size * perWeight);
    at += size * perWeight;
  }
  return { blocks, blockOf };
}

/** Name of a parameter: `W_rec[3,5]`, counted from 1; the number alone where no block has it. */
export function weightName(blocks: readonly ParameterBlock[], parameter: number): string {
  const block = blocks.find(({ offset, size }) => parameter >= offset && parameter < offset + size);
  if (block === undefined) return String(parameter + 1);
  const places: number[] = [];
  let rest = parameter - block.offset;
  for (const size of block.shape.toReversed()) {
    places.unshift((rest % size) + 1);
    rest = Math.floor(rest / size);
  }
  return `${block.name}[${places.join(',')}]`;
}
