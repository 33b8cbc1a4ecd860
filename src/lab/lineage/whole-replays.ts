/**
 * Whole search replayed with one mutation left out, to the same cost. Later selections then go otherwise, and any change
 * is soon a change of everything: so as many controls are replayed, each without the mutation of a birth near that one in
 * time which is no ancestor of the champion. A mutation has mattered to the search where its replay ends worse than
 * these do.
 */
import { ChildMaker } from '../../learners/genetic/child.ts';
import { genesAt } from '../../learners/genetic/population.ts';
import type { LabWork } from '../view.ts';
import { childStream, type Line, layoutFor, unmutated } from './ancestors.ts';
import type { Born } from './birth-record.ts';
import { type Difference, lossesOf, pairedDifference } from './paired.ts';
import { type BirthChange, type OpenTrial, type Replayed, replayChanged } from './replay.ts';

export interface WholeReplay extends Difference {
  /** Number of the birth whose mutation was left out. */
  readonly number: number;
  /** True for a control, which is no ancestor. */
  readonly isControl: boolean;
  /** Number of the first birth that was taken in, or not, otherwise than in the trial; null where there is none. */
  readonly parted: number | null;
  /** Cost in MACs at the end. */
  readonly macs: number;
}

/** Change that leaves out the mutation of one birth. */
export function withoutMutation({ problem, settings }: OpenTrial, number: number): BirthChange {
  const layout = layoutFor(problem, settings);
  return {
    number,
    write({ population, first, second, draws, offspring, offset }) {
      const parents = {
        first: genesAt(population, first),
        second: genesAt(population, second),
        inherited: population.steps[population.slots[first]!]!,
      };
      const maker = new ChildMaker(layout, unmutated(settings), population.genes, problem.net);
      maker.make(parents, offspring, offset, childStream(problem, { number, draws }));
    },
  };
}

/**
 * Births beside those, one for each: the nearest in time that is no ancestor of the champion and was mutated, none twice.
 */
export function controlsFor(
  trial: OpenTrial,
  numbers: readonly number[],
  births: readonly Born[],
  line: Line,
): number[] {
  const mutates = mutationTest(trial);
  const others = births
    .filter((born) => !line.rows.has(born.number) && mutates(born))
    .map(({ number }) => number);
  const taken = new Set<number>();
  for (const number of numbers) {
    const near = others
      .filter((other) => !taken.has(other))
      .sort((one, other) => Math.abs(one - number) - Math.abs(other - number) || one - other)[0];
    if (near !== undefined) taken.add(near);
  }
  return [...taken];
}

/** Test whether a birth mutates any gene: its stream makes a child of two parents of zeros, which is 0 where it does not. */
function mutationTest({ problem, settings }: OpenTrial): (born: Born) => boolean {
  const layout = layoutFor(problem, settings);
  const maker = new ChildMaker(layout, settings, layout.allocate(2), problem.net);
  const child = layout.allocate(1);
  const inherited = Math.max(settings.stepFloor, settings.initialStep);
  return (born) => {
    maker.make({ first: 0, second: layout.genes, inherited }, child, 0, childStream(problem, born));
    return child.some((gene) => gene !== 0);
  };
}

/** First birth that only one of two searches took in, or that both took in with other parents. */
export function partedAt(births: readonly Born[], others: readonly Born[]): number | null {
  for (let index = 0; index < Math.max(births.length, others.length); index++) {
    const [one, other] = [births[index], others[index]];
    if (one?.number === other?.number && one?.first === other?.first && one?.second === other?.second)
      continue;
    return Math.min(one?.number ?? Number.POSITIVE_INFINITY, other?.number ?? Number.POSITIVE_INFINITY);
  }
  return null;
}

export interface WholeReplaysGiven {
  readonly trial: OpenTrial;
  readonly replayed: Replayed;
  readonly work: LabWork;
  readonly sequences: number;
  readonly base: ArrayLike<number>;
  readonly births: readonly { readonly number: number; readonly isControl: boolean }[];
  readonly tell: (index: number, part: number, parts: number) => void;
}

/** Replays the search without each of those mutations, and compares its incumbent at the end with the champion. */
export async function wholeReplays(given: WholeReplaysGiven): Promise<WholeReplay[]> {
  const { trial, replayed, work, sequences, base, births, tell } = given;
  const found: WholeReplay[] = [];
  for (const [index, { number, isControl }] of births.entries()) {
    const other = await replayChanged(trial, work, {
      key: `without-${number}`,
      change: withoutMutation(trial, number),
      tell: (part, parts) => tell(index, part, parts),
    });
    const losses = await lossesOf(trial.problem, [other.parameters], sequences);
    const difference = pairedDifference(losses, base, births.length);
    found.push({
      ...{ number, isControl, macs: other.macs, parted: partedAt(replayed.births, other.births) },
      ...difference,
    });
  }
  return found;
}
