/**
 * Line made again with something changed, and all else the same: each child is made by the search's own code from its own
 * stream, of parents that may now have other genes. Exact for the line alone: selection is as it was.
 */
import type { Genes } from '../../../genomes/genome.ts';
import { ChildMaker } from '../../learners/genetic/child.ts';
import type { GenitorSettings } from '../../learners/genetic/genitor-settings.ts';
import type { Problem } from '../../learners/learner.ts';
import { childStream, type Line, unmutated } from './ancestors.ts';

/** Change of births of the line; a birth is given by its row. */
export interface Change {
  /** First row that it changes. */
  readonly from: number;
  /** True where the mutation of that gene at that birth is left out. */
  readonly unmutates?: (row: number, gene: number) => boolean;
  /** True where a clone of the first parent stands in for the second. */
  readonly clones?: (row: number) => boolean;
  /** True where the first parent is the second, and the second the first. */
  readonly swaps?: (row: number) => boolean;
}

/** True where the choices of crossover and mutation depend on what the parents' genes are, not on the stream alone. */
export const dependsOnGenes = ({ reducedSurrogate, adaptiveMutation }: GenitorSettings): boolean =>
  reducedSurrogate || adaptiveMutation;

/** Maker of a champion's line under changes. */
export class Rederivation {
  readonly #line: Line;
  readonly #problem: Pick<Problem, 'random'>;
  readonly #all: boolean;
  /** Genes of two parents, from which makers make children. */
  readonly #parents: Genes;
  readonly #maker: ChildMaker;
  readonly #crossing: ChildMaker;

  constructor(line: Line, problem: Pick<Problem, 'random' | 'net'>, settings: GenitorSettings) {
    this.#line = line;
    this.#problem = problem;
    this.#all = dependsOnGenes(settings);
    this.#parents = line.layout.allocate(2);
    this.#maker = new ChildMaker(line.layout, settings, this.#parents, problem.net);
    this.#crossing = new ChildMaker(line.layout, unmutated(settings), this.#parents, problem.net);
  }

  /** Genes of the champion under that change; null where they are the same. */
  champion({ from, unmutates, clones, swaps }: Change): Genes | null {
    const { layout, ancestors, rows, carries } = this.#line;
    const changed = new Map<number, { readonly genes: Genes; readonly step: number }>();
    for (const { born, row } of ancestors.slice(from)) {
      // Members off the line pass no gene on, unless crossover looks at all genes.
      if (born === null || (carries[row] === 0 && !this.#all)) continue;
      const isSwapped = swaps?.(row) === true;
      const [first, second] = [rows.get(born.first)!, rows.get(born.second)!];
      const head = isSwapped ? second : first;
      const tail = clones?.(row) === true ? head : isSwapped ? first : second;
      const isTouched = head !== first || tail !== second || changed.has(first) || changed.has(second);
      const isBare = unmutates !== undefined && this.#isBare(row, unmutates);
      if (!isTouched && !isBare) continue;
      this.#parents.set(this.#genesOf(head, changed), 0);
      this.#parents.set(this.#genesOf(tail, changed), layout.genes);
      const parents = {
        ...{ first: 0, second: layout.genes },
        inherited: changed.get(head)?.step ?? this.#line.steps[head]!,
      };
      const genes = layout.allocate(1);
      const step = this.#maker.make(parents, genes, 0, childStream(this.#problem, born));
      if (isBare) {
        const bare = layout.allocate(1);
        this.#crossing.make(parents, bare, 0, childStream(this.#problem, born));
        for (let gene = 0; gene < layout.genes; gene++) if (unmutates(row, gene)) genes[gene] = bare[gene]!;
      }
      // A child that is as it was changes nothing after it.
      if (step !== this.#line.steps[row] || !isSame(genes, this.#genesOf(row)))
        changed.set(row, { genes, step });
    }
    return changed.get(ancestors.length - 1)?.genes ?? null;
  }

  /** True where it leaves out a mutation; where parents are others, others may have been there to leave out. */
  #isBare(row: number, unmutates: NonNullable<Change['unmutates']>): boolean {
    const { layout, mutated } = this.#line;
    for (let gene = 0; gene < layout.genes; gene++)
      if ((this.#all || mutated[row * layout.genes + gene] === 1) && unmutates(row, gene)) return true;
    return false;
  }

  #genesOf(row: number, changed?: ReadonlyMap<number, { readonly genes: Genes }>): Genes {
    const { genes, layout } = this.#line;
    return changed?.get(row)?.genes ?? genes.subarray(row * layout.genes, (row + 1) * layout.genes);
  }
}

function isSame(one: Genes, other: Genes): boolean {
  for (let gene = 0; gene < one.length; gene++) if (!Object.is(one[gene], other[gene])) return false;
  return true;
}
