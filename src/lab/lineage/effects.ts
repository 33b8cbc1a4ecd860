/**
 * Effects of the births of a line: one of them is changed, the line is made again, and the loss of its end is compared
 * with that of the champion, on the same sequences.
 */
import type { Genes } from '../../../genomes/genome.ts';
import type { LabWork } from '../view.ts';
import { type Ancestor, gifts, type Line } from './ancestors.ts';
import { type Difference, GROUPS, lossesOf, pairedDifference } from './paired.ts';
import { type Change, dependsOnGenes, Rederivation } from './rederive.ts';
import type { OpenTrial } from './replay.ts';

/** Kinds of change of one birth. */
export type ChangeKind = 'mutation' | 'crossing' | 'parents';

/** Effect of a change. */
export interface Effect extends Difference {
  /** Row in the line; of a change of many births the first one's. */
  readonly row: number;
  /** True where the champion keeps all its genes, so that the difference is exactly 0. */
  readonly isNeutral: boolean;
}

/** Means of all comparisons of a look. */
export interface Comparing {
  readonly trial: OpenTrial;
  readonly line: Line;
  readonly work: LabWork;
  /** Sequences on which losses are compared. */
  readonly sequences: number;
  /** Beginning of the keys of what is kept. */
  readonly key: string;
  /** Losses of the champion `[GROUPS]`. */
  readonly base: ArrayLike<number>;
}

/** Parameters of that genome. */
export function decoded(
  { trial, line: { layout } }: Pick<Comparing, 'trial' | 'line'>,
  genes: Genes,
  offset = 0,
): Float32Array {
  const parameters = new Float32Array(trial.parts.net.parameters);
  layout.decode(genes, offset, parameters, 0);
  return parameters;
}

/** Changes of a kind that may make another champion, by age. */
export function changesOf(kind: ChangeKind, line: Line, all: boolean): number[] {
  return line.ancestors.filter((one) => isOfKind(kind, line, one, all)).map(({ row }) => row);
}

function isOfKind(kind: ChangeKind, line: Line, { born, row }: Ancestor, all: boolean): boolean {
  const { carries, carried, mutated, fromSecond, layout } = line;
  if (born === null || (carries[row] === 0 && !all) || (kind !== 'mutation' && born.first === born.second))
    return false;
  if (kind === 'parents') return true;
  if (kind === 'crossing' && !all) return gifts(line, row).second > 0;
  const marks = kind === 'mutation' ? mutated : fromSecond;
  for (let gene = row * layout.genes; gene < (row + 1) * layout.genes; gene++)
    if (marks[gene] === 1 && (all || carried[gene] === 1)) return true;
  return false;
}

export const changeAt = (kind: ChangeKind, row: number): Change => ({
  from: row,
  ...(kind === 'mutation' ? { unmutates: (at: number) => at === row } : {}),
  ...(kind === 'crossing' ? { clones: (at: number) => at === row } : {}),
  ...(kind === 'parents' ? { swaps: (at: number) => at === row } : {}),
});

/** Changes that are made and compared in one part of the work. */
const TOGETHER = 32;

/**
 * Effects of changes, in their order.
 * @param name key of these changes in the work
 * @param together number of differences for which the intervals hold together
 */
export async function effectsOf(
  comparing: Comparing,
  changes: readonly Change[],
  {
    name,
    together,
    tell,
  }: { readonly name: string; readonly together: number; readonly tell: (done: number) => void },
): Promise<Effect[]> {
  const { trial, line, work, sequences, key, base } = comparing;
  const again = new Rederivation(line, trial.problem, trial.settings);
  const effects: Effect[] = [];
  for (let from = 0; from < changes.length; from += TOGETHER) {
    const some = changes.slice(from, from + TOGETHER);
    tell(from);
    const losses = await work.kept(`${key}/${name}/${from}`, async () => {
      const champions = some.map((change) => again.champion(change));
      const others = champions.filter((genes) => genes !== null).map((genes) => decoded(comparing, genes));
      const found = await lossesOf(trial.problem, others, sequences);
      let next = 0;
      return champions.map((genes) => {
        if (genes === null) return null;
        const at = GROUPS * next++;
        return [...found.subarray(at, at + GROUPS)].map((loss) => (Number.isFinite(loss) ? loss : null));
      });
    });
    for (const [index, one] of losses.entries()) {
      const row = some[index]!.from;
      if (one === null) effects.push({ row, value: 0, interval: [0, 0], isNeutral: true });
      else effects.push({ row, isNeutral: false, ...differenceOf(one, base, together) });
    }
  }
  tell(changes.length);
  return effects;
}

function differenceOf(
  losses: readonly (number | null)[],
  base: ArrayLike<number>,
  together: number,
): Difference {
  const numbers = losses.map((loss) => loss ?? Number.NaN);
  return pairedDifference(numbers, base, together);
}

/** True where the interval leaves out 0. */
export const isClear = ({ interval }: Difference): boolean =>
  interval !== null && (interval[0] > 0 || interval[1] < 0);

/** Effects from the greatest rise of the loss on; failed ones, whose loss is not finite, come first. */
export const ranked = (effects: readonly Effect[]): Effect[] =>
  [...effects].sort(
    (one, other) =>
      (other.value ?? Number.POSITIVE_INFINITY) - (one.value ?? Number.POSITIVE_INFINITY) ||
      one.row - other.row,
  );

/** True where all births are to be tried, not those alone that gave the champion a gene. */
export const triesAll = ({ settings }: OpenTrial): boolean => dependsOnGenes(settings);
