/**
 * Random forest of regression trees: L. Breiman (2001), "Random forests", Machine Learning 45, 5-32. Each tree grows on a
 * bootstrap sample of the cases; a node splits at the best of a third of the features, drawn at random. Categories are
 * split in the order of their mean targets, which finds the best of all subsets: W. D. Fisher (1958), "On grouping for
 * maximum homogeneity", JASA 53; Breiman et al. (1984), "Classification and regression trees", section 4.2.2.
 */
import type { Random } from '../random/random.ts';

/** Column of a table of cases. */
export interface Feature {
  readonly kind: 'ordered' | 'categories';
  /** Value of each case, `[cases]`; of categories their numbers, from 0. */
  readonly values: ArrayLike<number>;
}

export interface Forest {
  readonly trees: readonly Tree[];
}

interface Tree {
  readonly root: Node;
  /** Cases that its sample left out. */
  readonly outOfBag: readonly number[];
}

type Node = { readonly mean: number } | Split;

interface Split {
  readonly feature: number;
  goesLeft(value: number): boolean;
  readonly left: Node;
  readonly right: Node;
}

/** Least number of cases in a leaf, each counted as often as it was drawn. */
const LEAST_LEAF = 3;

/** Forest on those cases. The same stream gives the same one. */
export function growForest(
  features: readonly Feature[],
  targets: ArrayLike<number>,
  { trees, random }: { readonly trees: number; readonly random: Random },
): Forest {
  const cases = targets.length;
  return {
    trees: Array.from({ length: trees }, () => {
      const sample = Array.from({ length: cases }, () => random.integer(cases));
      const drawn = new Set(sample);
      const outOfBag = Array.from({ length: cases }, (_, index) => index).filter(
        (index) => !drawn.has(index),
      );
      return { root: grow(features, targets, sample, random), outOfBag };
    }),
  };
}

/**
 * Mean prediction for each case by the trees that have not seen it, `[cases]`; NaN for a case that all have seen.
 * @param features of the cases: those that the forest grew on, or with values changed
 */
export function outOfBagPredictions(
  { trees }: Forest,
  features: readonly Feature[],
  cases: number,
): Float64Array {
  const sums = new Float64Array(cases);
  const counts = new Int32Array(cases);
  for (const { root, outOfBag } of trees) {
    for (const index of outOfBag) {
      sums[index]! += predict(root, features, index);
      counts[index]!++;
    }
  }
  return sums.map((sum, index) => sum / counts[index]!);
}

function predict(root: Node, features: readonly Feature[], index: number): number {
  let node = root;
  while (!('mean' in node)) {
    node = node.goesLeft(features[node.feature]!.values[index]!) ? node.left : node.right;
  }
  return node.mean;
}

function grow(
  features: readonly Feature[],
  targets: ArrayLike<number>,
  sample: readonly number[],
  random: Random,
): Node {
  const mean = meanOf(targets, sample);
  const isPure = sample.every((index) => targets[index] === targets[sample[0]!]);
  if (sample.length < 2 * LEAST_LEAF || isPure) return { mean };
  let best: Cut | null = null;
  for (const feature of someOf(features.length, random)) {
    const cut = bestCut(features[feature]!, feature, targets, sample);
    if (cut !== null && (best === null || cut.gain > best.gain)) best = cut;
  }
  if (best === null) return { mean };
  const { feature, goesLeft } = best;
  const { values } = features[feature]!;
  const side = (isLeft: boolean) =>
    grow(
      features,
      targets,
      sample.filter((index) => goesLeft(values[index]!) === isLeft),
      random,
    );
  return { feature, goesLeft, left: side(true), right: side(false) };
}

/** A third of the features, rounded up, each equally likely. */
function someOf(count: number, random: Random): number[] {
  const all = Array.from({ length: count }, (_, index) => index);
  const wanted = Math.ceil(count / 3);
  for (let chosen = 0; chosen < wanted; chosen++) {
    const other = chosen + random.integer(count - chosen);
    [all[chosen], all[other]] = [all[other]!, all[chosen]!];
  }
  return all.slice(0, wanted);
}

interface Cut {
  readonly feature: number;
  /** Part of the sum of squares that the split explains. */
  readonly gain: number;
  goesLeft(value: number): boolean;
}

function bestCut(
  { kind, values }: Feature,
  feature: number,
  targets: ArrayLike<number>,
  sample: readonly number[],
): Cut | null {
  const keys = kind === 'ordered' ? null : meansByCategory(values, targets, sample);
  const keyOf = (value: number): number =>
    keys === null ? value : (keys.get(value) ?? Number.POSITIVE_INFINITY);
  const sorted = [...sample].sort((a, b) => keyOf(values[a]!) - keyOf(values[b]!));
  const total = sorted.reduce((sum, index) => sum + targets[index]!, 0);
  const count = sorted.length;
  let sum = 0;
  let best = 0;
  let threshold: number | null = null;
  for (let left = 1; left <= count - LEAST_LEAF; left++) {
    sum += targets[sorted[left - 1]!]!;
    const [below, above] = [keyOf(values[sorted[left - 1]!]!), keyOf(values[sorted[left]!]!)];
    if (left < LEAST_LEAF || below === above) continue;
    const rest = total - sum;
    const gain = (sum * sum) / left + (rest * rest) / (count - left) - (total * total) / count;
    if (gain > best + 1e-12) {
      best = gain;
      threshold = kind === 'ordered' ? (below + above) / 2 : below;
    }
  }
  if (threshold === null) return null;
  const at = threshold;
  return { feature, gain: best, goesLeft: (value) => keyOf(value) <= at };
}

function meansByCategory(
  values: ArrayLike<number>,
  targets: ArrayLike<number>,
  sample: readonly number[],
): Map<number, number> {
  const groups = Map.groupBy(sample, (index) => values[index]!);
  return new Map([...groups].map(([category, members]) => [category, meanOf(targets, members)]));
}

const meanOf = (targets: ArrayLike<number>, sample: readonly number[]): number =>
  sample.reduce((sum, index) => sum + targets[index]!, 0) / sample.length;
