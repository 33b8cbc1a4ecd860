/**
 * Clusters of hidden states: k-means by S. P. Lloyd, Least squares quantization in PCM, IEEE Transactions on Information
 * Theory 28 (1982), begun as k-means++ does: D. Arthur & S. Vassilvitskii, SODA 2007.
 */
import type { Random } from '../../../random/random.ts';

/** Points `[count][width]`, row-major. */
export interface Points {
  readonly values: Float32Array;
  readonly count: number;
  readonly width: number;
}

const MOST_ROUNDS = 30;

/** Centres `[k][width]` of at most k clusters; fewer where there are not so many different points. */
export function kMeans(points: Points, k: number, random: Random): Float64Array {
  const { values, count, width } = points;
  const centres = new Float64Array(k * width);
  const distances = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  let made = 0;
  for (; made < k; made++) {
    const chosen = made === 0 ? random.integer(count) : drawn(distances, random);
    if (chosen === -1) break;
    for (let at = 0; at < width; at++) centres[made * width + at] = values[chosen * width + at]!;
    for (let point = 0; point < count; point++) {
      const own = squared(points, point, centres, made);
      if (own < distances[point]!) distances[point] = own;
    }
  }
  const held = centres.slice(0, made * width);
  const clusterOf = new Int32Array(count).fill(-1);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let moved = false;
    for (let point = 0; point < count; point++) {
      const own = nearestCentre(points, point, held);
      moved ||= own !== clusterOf[point];
      clusterOf[point] = own;
    }
    if (!moved) break;
    const sums = new Float64Array(held.length);
    const sizes = new Int32Array(made);
    for (let point = 0; point < count; point++) {
      const own = clusterOf[point]!;
      sizes[own]!++;
      for (let at = 0; at < width; at++) sums[own * width + at]! += values[point * width + at]!;
    }
    for (let at = 0; at < held.length; at++) {
      const size = sizes[Math.floor(at / width)]!;
      if (size > 0) held[at] = sums[at]! / size;
    }
  }
  return held;
}

/** Number of a point that is drawn by its squared distance from the centres so far; -1 where all are 0. */
function drawn(distances: Float64Array, random: Random): number {
  let total = 0;
  for (const own of distances) total += own;
  if (!(total > 0)) return -1;
  let left = random.uniform() * total;
  let last = -1;
  for (let point = 0; point < distances.length; point++) {
    if (distances[point] === 0) continue;
    last = point;
    left -= distances[point]!;
    if (left < 0) break;
  }
  return last;
}

function squared({ values, width }: Points, point: number, centres: Float64Array, centre: number): number {
  let sum = 0;
  for (let at = 0; at < width; at++) {
    const away = values[point * width + at]! - centres[centre * width + at]!;
    sum += away * away;
  }
  return sum;
}

/** Centre that is nearest to a point; the first of equals. */
export function nearestCentre(points: Points, point: number, centres: Float64Array): number {
  const { values, width } = points;
  const count = centres.length / width;
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let centre = 0; centre < count; centre++) {
    let sum = 0;
    for (let at = 0; at < width && sum < least; at++) {
      const away = values[point * width + at]! - centres[centre * width + at]!;
      sum += away * away;
    }
    if (sum >= least) continue;
    least = sum;
    best = centre;
  }
  return best;
}
