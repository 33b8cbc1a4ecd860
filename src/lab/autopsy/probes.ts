/**
 * Part 1 of the autopsy: linear probes for what the net must remember, G. Alain & Y. Bengio, Understanding intermediate
 * layers using linear classifier probes (2016), at every step and at every lag since it appeared. Trained on one half of
 * the sequences, scored on the other.
 */
import type { Batch } from '../../engine/batch.ts';
import { type Random, randomStream } from '../../random/random.ts';
import { expandedTail, sampleQuantile } from '../../statistics/bootstrap.ts';
import { wilsonInterval } from '../../statistics/wilson.ts';
import type { Item } from './items.ts';
import { classProbe, greatest, type Rows, valueProbe } from './linear-probe.ts';
import { type States, stateAt } from './states.ts';

/** Score of a probe: share right, or R² of real values, with its 95 % interval. */
export interface ProbeScore {
  /** Step from 1, or lag from the step at which the item appears: 0 is that step. */
  readonly at: number;
  readonly score: number;
  readonly low: number;
  readonly high: number;
  /** Sequences that it was scored on. */
  readonly scored: number;
}

export interface ProbedItem {
  readonly name: string;
  /** True for shares of right classes, false for R². */
  readonly isShare: boolean;
  /** Score without any state: share of the most frequent class, 0 of R². */
  readonly chance: number;
  readonly bySteps: readonly ProbeScore[];
  /** Empty where nothing shows when the item appears. */
  readonly byLags: readonly ProbeScore[];
}

/** Most steps, and most lags, that are probed: evenly spread, the last among them. */
const MOST_POINTS = 40;
/** Fewest sequences to train on and to score on. */
const FEWEST = 20;
/** Lags before the item appears, which must be at chance. */
const EARLIER = 2;
const RESAMPLES = 200;

/** Halves of the sequences: those that probes are trained on, and those that they are scored on. */
export function halves(sequences: number): { readonly training: Int32Array; readonly scoring: Int32Array } {
  const random = randomStream('lab', 'autopsy', 'halves');
  const order = Int32Array.from({ length: sequences }, (_, at) => at);
  for (let at = sequences - 1; at > 0; at--) {
    const other = random.integer(at + 1);
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  const half = sequences >> 1;
  return { training: order.slice(0, half).sort(), scoring: order.slice(half).sort() };
}

/** Scores of probes for one item. */
export function probeItem(states: States, batch: Batch, item: Item): ProbedItem {
  const { training, scoring } = halves(batch.sequences);
  const chance = item.classes === null ? 0 : mostFrequent(item, scoring);
  const score = (at: number, stepOf: (sequence: number) => number): ProbeScore[] => {
    const stands = (sequence: number): boolean => {
      const step = stepOf(sequence);
      return step >= 0 && step < batch.lengths[sequence]!;
    };
    const [train, test] = [training.filter(stands), scoring.filter(stands)];
    if (train.length < FEWEST || test.length < FEWEST) return [];
    const rowsOf = (which: Int32Array): Rows => gather(states, batch, which, stepOf);
    const own = scoreOf(item, [rowsOf(train), train], [rowsOf(test), test], at);
    return [{ at, ...own, scored: test.length }];
  };
  const { at } = item;
  return {
    name: item.name,
    isShare: item.classes !== null,
    chance,
    bySteps: spread(0, batch.steps - 1).flatMap((step) => score(step + 1, () => step)),
    byLags:
      at === null
        ? []
        : spread(-EARLIER, batch.steps - 1 - Math.min(...at)).flatMap((lag) =>
            score(lag, (sequence) => at[sequence]! + lag),
          ),
  };
}

/** Whole numbers from first to last, evenly thinned, both ends among them. */
export function spread(first: number, last: number, most = MOST_POINTS): number[] {
  const count = Math.min(most, last - first + 1);
  if (count <= 1) return [last];
  return Array.from(
    { length: count },
    (_, place) => first + Math.round((place * (last - first)) / (count - 1)),
  );
}

function mostFrequent({ values, classes }: Item, sequences: Int32Array): number {
  const counts = new Int32Array(classes!);
  for (const sequence of sequences) counts[values[sequence]!]!++;
  return Math.max(...counts) / sequences.length;
}

function gather(states: States, batch: Batch, which: Int32Array, stepOf: (sequence: number) => number): Rows {
  const { size } = states;
  const values = new Float64Array(which.length * size);
  for (const [row, sequence] of which.entries())
    values.set(stateAt(states, batch, sequence, stepOf(sequence)), row * size);
  return { values, count: which.length, width: size };
}

type Sample = readonly [rows: Rows, sequences: Int32Array];

function scoreOf(
  { values, classes, name }: Item,
  [train, trained]: Sample,
  [test, tested]: Sample,
  at: number,
): { readonly score: number; readonly low: number; readonly high: number } {
  const [known, wanted] = [
    Array.from(trained, (sequence) => values[sequence]!),
    Array.from(tested, (sequence) => values[sequence]!),
  ];
  if (classes !== null) {
    const logits = classProbe(train, known, classes).predict(test);
    const right = wanted.filter((value, row) => greatest(logits, row, classes) === value).length;
    const { low, high } = wilsonInterval(right, wanted.length);
    return { score: right / wanted.length, low, high };
  }
  const predicted = valueProbe(train, known).predict(test);
  return determination(wanted, predicted, randomStream('lab', 'autopsy', 'r-squared', name, at));
}

/** R² of predictions with its interval by the bootstrap over sequences (the expanded percentiles of `bootstrap.ts`). */
function determination(wanted: readonly number[], predicted: Float64Array, random: Random) {
  const of = (rows: (place: number) => number): number => {
    let [sum, squares, errors] = [0, 0, 0];
    for (let place = 0; place < wanted.length; place++) {
      const row = rows(place);
      const [value, error] = [wanted[row]!, wanted[row]! - predicted[row]!];
      sum += value;
      squares += value * value;
      errors += error * error;
    }
    const total = squares - (sum * sum) / wanted.length;
    return total > 0 ? 1 - errors / total : 0;
  };
  const resampled = Float64Array.from({ length: RESAMPLES }, () =>
    of(() => random.integer(wanted.length)),
  ).sort();
  const tail = expandedTail(wanted.length);
  return {
    score: of((place) => place),
    low: sampleQuantile(resampled, tail),
    high: sampleQuantile(resampled, 1 - tail),
  };
}
