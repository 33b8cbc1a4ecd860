/**
 * Ancestors of a champion among recorded births: all of them are its pedigree, those of which it has at least one gene are
 * its line: gene by gene a path leads from the champion to one founder, at each birth to the parent that gave the gene.
 */
import type { Genes, GenomeLayout } from '../../../genomes/genome.ts';
import { findEncoding } from '../../../genomes/index.ts';
import { ChildMaker } from '../../learners/genetic/child.ts';
import type { GenitorSettings } from '../../learners/genetic/genitor-settings.ts';
import { layoutOf } from '../../learners/genetic/learnt-layout.ts';
import type { Problem } from '../../learners/learner.ts';
import type { Net } from '../../nets/net.ts';
import type { Random } from '../../random/random.ts';
import type { Born } from './birth-record.ts';

/** Member of a pedigree, founders included. */
export interface Ancestor {
  readonly number: number;
  /** Record of its birth; null for a founder. */
  readonly born: Born | null;
  /** Row of its genes in `Line`. */
  readonly row: number;
}

export interface Line {
  readonly layout: GenomeLayout;
  /** Pedigree by age: founders first, then by rising number; the champion is the last. */
  readonly ancestors: readonly Ancestor[];
  readonly rows: ReadonlyMap<number, number>;
  /** Genes `[row][genes]`, and mutation steps `[row]`. */
  readonly genes: Genes;
  readonly steps: Float64Array;
  /** Genes `[row][genes]` that came from the second parent: 1; from the first: 0. */
  readonly fromSecond: Uint8Array;
  /** Genes `[row][genes]` that the mutation of this birth changed: 1. */
  readonly mutated: Uint8Array;
  /** Genes `[row][genes]` whose path to the champion leads through this member: 1. */
  readonly carried: Uint8Array;
  /** Number of carried genes, `[row]`. Members with 0 are not of the line. */
  readonly carries: Int32Array;
}

/** Layout of the genomes of a search. */
export function layoutFor(
  problem: Pick<Problem, 'net' | 'frozen' | 'learnt'>,
  settings: GenitorSettings,
): GenomeLayout {
  const encoding = findEncoding(settings.encoding);
  return layoutOf(problem, (parameters) => encoding.layOut(parameters, encoding.options.parse(settings)));
}

/** Stream of a child, its parents selected. */
export function childStream(
  problem: Pick<Problem, 'random'>,
  { number, draws }: Pick<Born, 'number' | 'draws'>,
): Random {
  const random = problem.random('offspring', number);
  for (let draw = 0; draw < draws; draw++) random.uniform();
  return random;
}

/** Numbers of all ancestors of a member, itself among them: founders first, then by rising number. */
export function pedigreeOf(births: readonly Born[], number: number): number[] {
  const byNumber = new Map(births.map((born) => [born.number, born]));
  const found = new Set([number]);
  // Parents are older than their children, so one pass from the youngest finds all.
  const waiting = [number];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const born = byNumber.get(next);
    if (born === undefined) continue;
    for (const parent of [born.first, born.second]) {
      if (found.has(parent)) continue;
      found.add(parent);
      waiting.push(parent);
    }
  }
  return [...found].sort(byAge);
}

/** Order of numbers by age: founders by their slots, then births by rising number. */
const byAge = (one: number, other: number): number => (one < 0 && other < 0 ? other - one : one - other);

/** Bytes that the line of so many ancestors takes. */
export const lineBytes = (ancestors: number, { alphabet, genes }: GenomeLayout): number =>
  ancestors * genes * ((alphabet === 'real' ? 4 : 1) + 3);

/** Makes all ancestors of a member again, from the founders on, by the search's own code and streams. */
export function traceLine(
  problem: Pick<Problem, 'initialise' | 'random' | 'net' | 'frozen' | 'learnt'>,
  settings: GenitorSettings,
  births: readonly Born[],
  champion: number,
): Line {
  const layout = layoutFor(problem, settings);
  const byNumber = new Map(births.map((born) => [born.number, born]));
  const ancestors = pedigreeOf(births, champion).map((number, row) => ({
    ...{ number, row },
    born: byNumber.get(number) ?? null,
  }));
  const rows = new Map(ancestors.map(({ number, row }) => [number, row]));
  const length = layout.genes;
  const line = {
    ...{ layout, ancestors, rows },
    genes: layout.allocate(ancestors.length),
    steps: new Float64Array(ancestors.length),
    fromSecond: new Uint8Array(ancestors.length * length),
    mutated: new Uint8Array(ancestors.length * length),
    carried: new Uint8Array(ancestors.length * length),
    carries: new Int32Array(ancestors.length),
  };
  const maker = new ChildMaker(layout, settings, line.genes, problem.net);
  const crossing = new ChildMaker(layout, unmutated(settings), line.genes, problem.net);
  const sources = new SourceMarks(layout, settings, problem.net);
  const bare = layout.allocate(1);
  for (const { number, born, row } of ancestors) {
    const at = row * length;
    if (born === null) {
      layout.encode(problem.initialise(problem.random('initial', -1 - number)), line.genes, at);
      line.steps[row] = layout.alphabet === 'real' ? Math.max(settings.stepFloor, settings.initialStep) : 0;
      continue;
    }
    const first = rows.get(born.first)!;
    const second = rows.get(born.second)!;
    const parents = { first: first * length, second: second * length, inherited: line.steps[first]! };
    line.steps[row] = maker.make(parents, line.genes, at, childStream(problem, born));
    crossing.make(parents, bare, 0, childStream(problem, born));
    for (let gene = 0; gene < length; gene++)
      line.mutated[at + gene] = bare[gene] === line.genes[at + gene] ? 0 : 1;
    sources.write(line.genes, parents, childStream(problem, born), line.fromSecond, at);
  }
  carryBack(line);
  return line;
}

/** Settings of the same search without mutation: a child then is what crossover made of its parents. */
export const unmutated = (settings: GenitorSettings): GenitorSettings => ({
  ...settings,
  ...{ mutationRate: 0, flipRate: 0 },
});

/** Finds which genes come from the second parent, by the same crossover of marks in the place of genes. */
class SourceMarks {
  readonly #length: number;
  readonly #marks: Float32Array;
  readonly #child: Float32Array;
  readonly #maker: ChildMaker;

  constructor(layout: GenomeLayout, settings: GenitorSettings, net: Net) {
    this.#length = layout.genes;
    this.#marks = new Float32Array(2 * layout.genes);
    this.#child = new Float32Array(layout.genes);
    this.#maker = new ChildMaker(layout, unmutated(settings), this.#marks, net);
  }

  /** Marks differ where genes do, for crossover may ask: 0 and 1; elsewhere 0 and -0, which are equal and told apart. */
  write(
    genes: Genes,
    parents: { readonly first: number; readonly second: number },
    random: Random,
    into: Uint8Array,
    at: number,
  ): void {
    const length = this.#length;
    for (let gene = 0; gene < length; gene++) {
      this.#marks[length + gene] = genes[parents.first + gene] === genes[parents.second + gene] ? -0 : 1;
    }
    this.#maker.make({ first: 0, second: length, inherited: 0 }, this.#child, 0, random);
    for (let gene = 0; gene < length; gene++) into[at + gene] = Object.is(this.#child[gene], 0) ? 0 : 1;
  }
}

/** Fills `carried` and `carries`: all genes of the champion, each back to its founder. */
function carryBack({ layout: { genes: length }, ancestors, rows, fromSecond, carried, carries }: Line): void {
  carried.fill(1, (ancestors.length - 1) * length);
  for (const { born, row } of ancestors.toReversed()) {
    const at = row * length;
    let count = 0;
    for (let gene = 0; gene < length; gene++) {
      if (carried[at + gene] === 0) continue;
      count++;
      if (born === null) continue;
      const parent = rows.get(fromSecond[at + gene] === 1 ? born.second : born.first)!;
      carried[parent * length + gene] = 1;
    }
    carries[row] = count;
  }
}

/** Generations between a member and the founders, over its line: least, most, and the mean over genes. */
export interface Depth {
  readonly least: number;
  readonly most: number;
  readonly mean: number;
}

/** Number of births on the path of each of the champion's genes. */
export function depthOf({ layout: { genes: length }, ancestors, carried }: Line): Depth {
  const births = new Int32Array(length);
  for (const { born, row } of ancestors) {
    if (born === null) continue;
    for (let gene = 0; gene < length; gene++) births[gene]! += carried[row * length + gene]!;
  }
  return {
    least: births.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY),
    most: births.reduce((most, one) => Math.max(most, one), 0),
    mean: births.reduce((sum, one) => sum + one, 0) / length,
  };
}

/** Founders that the champion has genes of, with their shares of all genes, the greatest first. */
export function founderShares({
  layout,
  ancestors,
  carries,
}: Line): { readonly number: number; readonly share: number }[] {
  return ancestors
    .filter(({ born, row }) => born === null && carries[row]! > 0)
    .map(({ number, row }) => ({ number, share: carries[row]! / layout.genes }))
    .sort((one, other) => other.share - one.share || other.number - one.number);
}

/**
 * Main line: from the champion back, at each birth to the parent that gave more of the genes that reached the champion,
 * of two equal ones to the first. By age, the founder first.
 */
export function mainLine(line: Line): Ancestor[] {
  const found: Ancestor[] = [];
  let at: Ancestor | undefined = line.ancestors.at(-1);
  while (at !== undefined) {
    found.push(at);
    at = at.born === null ? undefined : line.ancestors[line.rows.get(mainParent(line, at)!)!];
  }
  return found.reverse();
}

/** Genes that reached the champion by way of that birth, by the parent that gave them. */
export function gifts(
  { layout: { genes: length }, fromSecond, carried, carries }: Line,
  row: number,
): {
  readonly first: number;
  readonly second: number;
} {
  let second = 0;
  for (let gene = row * length; gene < (row + 1) * length; gene++)
    second += carried[gene]! & fromSecond[gene]!;
  return { first: carries[row]! - second, second };
}

/** Number of the parent that gave more of them; null for a founder. */
export function mainParent(line: Line, { born, row }: Ancestor): number | null {
  if (born === null) return null;
  const { first, second } = gifts(line, row);
  return second > first ? born.second : born.first;
}
