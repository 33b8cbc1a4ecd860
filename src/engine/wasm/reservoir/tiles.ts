/** Tiles of a batch: 8, 2 or 1 sequences side by side, of those that run free and of the others apart. */
import type { Batch } from '../../batch.ts';

export interface Tile {
  /** Numbers of its sequences, longest first; there may be more lanes, whose inputs are 0. */
  readonly sequences: readonly number[];
  readonly lanes: 1 | 2 | 8;
  /** Steps of the longest sequence. */
  readonly steps: number;
  /** Step from which the first inputs are the outputs before; infinite where all are given. */
  readonly freeFrom: number;
}

/**
 * Tiles of sequences `from` to below `to`.
 * @param ordered true for tiles in the order of the sequences
 */
export function tilesOf(batch: Batch, from = 0, to = batch.sequences, ordered = false): Tile[] {
  const { feedback, lengths } = batch;
  const all = Array.from({ length: to - from }, (_, index) => from + index);
  const isFree = (sequence: number): boolean => feedback?.free[sequence] === 1;
  const [forced, free] = [all.filter((one) => !isFree(one)), all.filter(isFree)];
  const sorted = (some: number[]) =>
    ordered ? some : some.sort((left, right) => lengths[right]! - lengths[left]! || left - right);
  return [
    ...cut(batch, sorted(forced), Number.POSITIVE_INFINITY),
    ...cut(batch, sorted(free), feedback?.washout ?? 0),
  ];
}

function cut({ lengths }: Batch, sequences: readonly number[], freeFrom: number): Tile[] {
  const tiles: Tile[] = [];
  for (let at = 0; at < sequences.length; ) {
    const left = sequences.length - at;
    const lanes = left > 4 ? 8 : left > 1 ? 2 : 1;
    const own = sequences.slice(at, at + lanes);
    const steps = own.reduce((most, sequence) => Math.max(most, lengths[sequence]!), 0);
    tiles.push({ sequences: own, lanes, steps, freeFrom });
    at += own.length;
  }
  return tiles;
}
