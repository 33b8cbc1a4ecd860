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
  const sorted = features.map(({ values }) =>
    Int32Array.from({ length: cases }, (_, index) => index).sort((a, b) => values[a]! - values[b]!),
  );
  return {
    trees: Array.from({ length: trees }, () => {
      const drawn = new Int32Array(cases);
      for (let draw = 0; draw < cases; draw++) drawn[random.integer(cases)]!++;
      const outOfBag = Array.from(drawn.keys()).filter((index) => drawn[index] === 0);
      const inBag = sorted.map((order) => order.filter((index) => drawn[index]! > 0));
      return { root: grow(inBag, { features, targets, drawn, random }), outOfBag };
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

/** Data that all nodes of a tree share. */
interface Growth {
  readonly features: readonly Feature[];
  readonly targets: ArrayLike<number>;
  /** Number of times that each case was drawn. */
  readonly drawn: Int32Array;
  readonly random: Random;
}

/** Node of those cases. @param orders the cases by rising value of each feature, `[features][cases]` */
function grow(orders: readonly Int32Array[], growth: Growth): Node {
  const { features, targets, drawn, random } = growth;
  const [cases = new Int32Array(0)] = orders;
  let count = 0;
  let sum = 0;
  for (const index of cases) {
    count += drawn[index]!;
    sum += drawn[index]! * targets[index]!;
  }
  if (count < 2 * LEAST_LEAF) return { mean: sum / count };
  let best: Cut | null = null;
  let chosen = -1;
  for (const feature of someOf(features.length, random)) {
    const groups = features[feature]!.kind === 'ordered' ? equalValues : categories;
    const cut = bestCut(groups(orders[feature]!, features[feature]!.values, growth), count, sum);
    if (cut !== null && (best === null || cut.gain > best.gain)) [best, chosen] = [cut, feature];
  }
  if (best === null) return { mean: sum / count };
  const { goesLeft } = best;
  const { values } = features[chosen]!;
  const isLeft = new Uint8Array(targets.length);
  let left = 0;
  for (const index of cases) {
    if (!goesLeft(values[index]!)) continue;
    isLeft[index] = 1;
    left++;
  }
  const side = (wanted: 0 | 1, size: number): Node =>
    grow(
      orders.map((order) => partOf(order, isLeft, wanted, size)),
      growth,
    );
  return { feature: chosen, goesLeft, left: side(1, left), right: side(0, cases.length - left) };
}

/** Cases of one side, in their order. */
function partOf(order: Int32Array, isLeft: Uint8Array, wanted: 0 | 1, size: number): Int32Array {
  const part = new Int32Array(size);
  let filled = 0;
  for (let place = 0; place < order.length; place++) {
    const index = order[place]!;
    if (isLeft[index] === wanted) part[filled++] = index;
  }
  return part;
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

/** Cases of one value. */
interface Group {
  readonly value: number;
  count: number;
  sum: number;
}

function equalValues(order: Int32Array, values: ArrayLike<number>, { targets, drawn }: Growth): Groups {
  const list: Group[] = [];
  for (const index of order) {
    const value = values[index]!;
    let group = list.at(-1);
    if (group?.value !== value) {
      group = { value, count: 0, sum: 0 };
      list.push(group);
    }
    group.count += drawn[index]!;
    group.sum += drawn[index]! * targets[index]!;
  }
  return {
    list,
    cutAfter(last) {
      const threshold = (list[last]!.value + list[last + 1]!.value) / 2;
      return (value) => value <= threshold;
    },
  };
}

/** Categories by rising mean target. One that occurs on neither side goes to the right. */
function categories(order: Int32Array, values: ArrayLike<number>, growth: Growth): Groups {
  const { list: byNumber } = equalValues(order, values, growth);
  const list = byNumber.toSorted((a, b) => a.sum / a.count - b.sum / b.count);
  return {
    list,
    cutAfter(last) {
      const left = new Set(list.slice(0, last + 1).map(({ value }) => value));
      return (value) => left.has(value);
    },
  };
}

interface Groups {
  readonly list: readonly Group[];
  /** Test of values for being in the groups up to that index. */
  cutAfter(last: number): (value: number) => boolean;
}

interface Cut {
  /** Part of the sum of squares that the split explains. */
  readonly gain: number;
  goesLeft(value: number): boolean;
}

/** Cut between two groups that explains most; null where none explains anything. */
function bestCut({ list, cutAfter }: Groups, count: number, total: number): Cut | null {
  let [left, sum, gain, place] = [0, 0, 1e-9, -1];
  for (let last = 0; last < list.length - 1; last++) {
    left += list[last]!.count;
    sum += list[last]!.sum;
    const right = count - left;
    if (left < LEAST_LEAF || right < LEAST_LEAF) continue;
    const rest = total - sum;
    const explained = (sum * sum) / left + (rest * rest) / right - (total * total) / count;
    if (explained > gain) [gain, place] = [explained, last];
  }
  return place === -1 ? null : { gain, goesLeft: cutAfter(place) };
}
