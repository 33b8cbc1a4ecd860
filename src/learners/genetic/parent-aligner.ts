/**
 * Alignment of the second parent to the first before crossover, as a remedy for competing conventions: its hidden units
 * take the order, and where they are odd the signs, under which its weights are nearest to the first's (see
 * `align-units.ts`). Whole weights are moved, so bits stay what they are; a sign changes by the encoding's own exact map.
 * D. J. Montana and L. Davis, Training feedforward neural networks using genetic algorithms, IJCAI 1989, align by the
 * units' outputs; D. Thierens, Non-redundant genetic coding of neural networks, ICEC 1996, by a canonical order.
 */
import type { Genes, GenomeLayout } from '../../../genomes/genome.ts';
import { alignUnits } from '../../nets/align-units.ts';
import { allocateMoves, type Convention, type Moves, movesOf } from '../../nets/exchangeable-units.ts';
import { architectureNamed } from '../../nets/index.ts';
import type { ExchangeableUnits, Net } from '../../nets/net.ts';

/** Exchangeable units of the net as that encoding can move them; null where it has none. */
export function movableUnits(net: Net, layout: GenomeLayout): ExchangeableUnits | null {
  const units = architectureNamed(net.architecture)?.exchangeable?.(net) ?? null;
  return units === null ? null : { ...units, signs: units.signs && layout.negate !== undefined };
}

export class ParentAligner {
  /** Multiply-accumulates of all alignments since it was last set to 0. */
  macs = 0;
  readonly #layout: GenomeLayout;
  readonly #units: ExchangeableUnits;
  readonly #first: Float32Array;
  readonly #second: Float32Array;
  readonly #moves: Moves;

  /** @throws Error where the net has no exchangeable units */
  constructor(layout: GenomeLayout, net: Net) {
    const units = movableUnits(net, layout);
    if (units === null) throw new Error(`a net ${net.architecture} has no units to align`);
    this.#layout = layout;
    this.#units = units;
    this.#first = new Float32Array(net.parameters);
    this.#second = new Float32Array(net.parameters);
    this.#moves = allocateMoves(units);
  }

  /**
   * Writes the genome at `genes[second]`, aligned to that at `genes[first]`, at `into[0]` and on.
   * @returns the convention that was given to it
   */
  align(genes: Genes, first: number, second: number, into: Genes): Convention {
    this.#layout.decode(genes, first, this.#first, 0);
    this.#layout.decode(genes, second, this.#second, 0);
    const found = alignUnits(
      this.#units,
      { values: this.#first, offset: 0 },
      { values: this.#second, offset: 0 },
    );
    this.macs += found.macs;
    moveGenes(this.#layout, movesOf(this.#units, found.convention, this.#moves), genes, second, into);
    return found.convention;
  }
}

/** Writes the genome at `genes[offset]` with its weights moved at `into[0]` and on. */
export function moveGenes(
  layout: GenomeLayout,
  { from, signs }: Moves,
  genes: Genes,
  offset: number,
  into: Genes,
): void {
  const { perWeight, weights } = layout;
  for (let parameter = 0; parameter < from.length; parameter++) {
    const source = from[parameter]!;
    const to = weights === undefined ? parameter : weights[parameter]!;
    const by = weights === undefined ? source : weights[source]!;
    if (to < 0) continue;
    for (let gene = 0; gene < perWeight; gene++) {
      into[to * perWeight + gene] = genes[offset + by * perWeight + gene]!;
    }
    if (signs[parameter]! < 0) layout.negate!(into, to * perWeight);
  }
}
