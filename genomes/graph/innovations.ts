/**
 * Innovation numbers of NEAT: one for each new link. The same event in two genomes of one generation gets one number,
 * in two generations two: Stanley & Miikkulainen (2002), section 3.2. Genomes must be mutated one after the other, in a
 * fixed order, for the numbers to be the same on every machine.
 */
import { type FirstStructure, firstHidden, firstLinks, type GraphShape, MINIMAL } from './genome.ts';

/** Numbers of a link that was split: those of the new node, of the link to it and of the link from it. */
export interface Split {
  readonly node: number;
  readonly before: number;
  readonly after: number;
}

/** Numbers that come next. */
export interface InnovationCounters {
  readonly innovation: number;
  readonly node: number;
}

export class Innovations {
  #innovation: number;
  #node: number;
  /** Links that arose in this generation, by `from,to`. */
  readonly #links = new Map<string, number>();
  /** Splits of this generation, by the innovation number of the link that was split. */
  readonly #splits = new Map<number, Split[]>();

  /**
   * @param structure of the first genomes, whose links have the numbers from 0
   * @param counters where an earlier table stood at the end of a generation
   */
  constructor(shape: GraphShape, structure: FirstStructure = MINIMAL, counters?: InnovationCounters) {
    this.#innovation = counters?.innovation ?? firstLinks(shape, structure);
    this.#node = counters?.node ?? firstHidden(shape) + (structure.links === 'full' ? structure.hidden : 0);
  }

  /** Numbers that come next. Beside them a table needs nothing to go on in the next generation. */
  get counters(): InnovationCounters {
    return { innovation: this.#innovation, node: this.#node };
  }

  /** Begins a generation: events of the one before are forgotten. */
  beginGeneration(): void {
    this.#links.clear();
    this.#splits.clear();
  }

  /** Innovation number of a new link. */
  link(from: number, to: number): number {
    const key = `${from},${to}`;
    const known = this.#links.get(key);
    if (known !== undefined) return known;
    const number = this.#innovation++;
    this.#links.set(key, number);
    return number;
  }

  /**
   * Numbers of the split of a link.
   * @param innovation number of the link
   * @param has true for nodes of the genome: one that has split the link before, and has it again, gets another node
   */
  split(innovation: number, has: (node: number) => boolean): Split {
    const known = this.#splits.get(innovation);
    const shared = known?.find(({ node }) => !has(node));
    if (shared !== undefined) return shared;
    const split = { node: this.#node++, before: this.#innovation++, after: this.#innovation++ };
    if (known === undefined) this.#splits.set(innovation, [split]);
    else known.push(split);
    return split;
  }
}
