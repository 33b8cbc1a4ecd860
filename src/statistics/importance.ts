/**
 * Importance of settings: which of them decided a candidate's place in the order of a search. A random forest predicts
 * the place from the settings; a setting's importance is how much worse it predicts candidates that it has not seen
 * once that setting's values are shuffled among them. L. Breiman (2001), "Random forests", Machine Learning 45,
 * section 10; A. Fisher, C. Rudin & F. Dominici (2019), "All models are wrong, but many are useful", JMLR 20.
 *
 * Simulated 40 times each with 5 settings. Places at random: some setting stands out in 1 of 40 with 16 candidates, in 3
 * with 24 and 64. Two settings decide beside as much noise: both lead in 28 of 40 with 16 candidates, in 37 with 24, in
 * all with 64; of the 120 idle settings 2 to 5 have an interval above 0.
 */
import { randomStream } from '../random/random.ts';
import { sampleQuantile } from './bootstrap.ts';
import { type Feature, type Forest, growForest, outOfBagPredictions } from './forest.ts';
import { type MarginalBin, marginalOf, type SettingColumn } from './marginal.ts';

/** Importance of a setting, with its interval. */
export interface Importance {
  readonly setting: string;
  /**
   * Growth of the forest's squared error on candidates that it has not seen where the setting's values are shuffled
   * among them, as a share of the variance of their places. About 0: it did not matter; may exceed 1.
   */
  readonly importance: number;
  /**
   * Interval of 95 % over repeated forests and shuffles: the chance in the method itself, not that other candidates
   * might have been drawn.
   */
  readonly low: number;
  readonly high: number;
  /** Values of which the candidates stood best on average: `0.03 to 0.1`, `identity`. */
  readonly best: string;
  /** Mean place by value or stretch of values. */
  readonly marginal: readonly MarginalBin[];
}

/** Settings that mattered, the greatest first; or none, and the reason. */
export interface Importances {
  readonly settings: readonly Importance[];
  readonly reason: string | null;
}

/** Fewest candidates of which importances are told. */
const FEWEST = 12;
const REPEATS = 20;
const TREES = 50;

/**
 * Importances of the settings.
 * @param all settings with a value for each candidate; one that has the same for all is left out
 * @param places places of the candidates in their order, `[candidates]`; equal ones may share one
 * @param path name of the random streams
 */
export function importancesOf(
  all: readonly SettingColumn[],
  places: readonly number[],
  path: readonly (string | number)[],
): Importances {
  const none = (reason: string): Importances => ({ settings: [], reason });
  if (places.length < FEWEST) {
    return none(
      `of ${places.length} candidates there is no telling which settings mattered, at least ${FEWEST} are needed`,
    );
  }
  const variance = varianceOf(places);
  if (variance === 0) return none('no setting stands out: all candidates did equally well');
  const columns = all.filter(({ values }) => new Set(values.filter((value) => value !== null)).size > 1);
  const growths = columns.map(() => new Float64Array(REPEATS));
  let explained = 0;
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const random = randomStream(...path, 'importance', repeat);
    // A setting without effect has a value of another candidate, so that its column does not tell why it has none.
    const features = columns.map((column) => featureOf(column, random.integer));
    const forest = growForest(features, places, { trees: TREES, random });
    const error = errorOf(forest, features, places);
    explained += (1 - error / variance) / REPEATS;
    for (const [index, feature] of features.entries()) {
      const shuffled = features.with(index, { ...feature, values: shuffle(feature.values, random.integer) });
      growths[index]![repeat] = (errorOf(forest, shuffled, places) - error) / variance;
    }
  }
  if (!(explained > 0))
    return none('no setting stands out: the settings do not predict how well unseen candidates do');
  const settings = columns.map((column, index): Importance => {
    const sorted = growths[index]!.sort();
    const marginal = marginalOf(column, places);
    return {
      setting: column.setting,
      importance: sorted.reduce((sum, growth) => sum + growth, 0) / REPEATS,
      low: sampleQuantile(sorted, 0.025),
      high: sampleQuantile(sorted, 0.975),
      best: marginal.reduce((best, bin) => (bin.place < best.place ? bin : best)).values,
      marginal,
    };
  });
  return { settings: settings.sort((a, b) => b.importance - a.importance), reason: null };
}

function featureOf({ kind, values }: SettingColumn, integer: (bound: number) => number): Feature {
  const known = values.filter((value) => value !== null);
  return { kind, values: values.map((value) => value ?? known[integer(known.length)] ?? 0) };
}

function shuffle(values: ArrayLike<number>, integer: (bound: number) => number): number[] {
  const shuffled = Array.from(values);
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = integer(last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!];
  }
  return shuffled;
}

/** Mean squared error on the cases that some trees have not seen. */
function errorOf(forest: Forest, features: readonly Feature[], places: readonly number[]): number {
  const predicted = outOfBagPredictions(forest, features, places.length);
  const errors = places.flatMap((place, index) => {
    const difference = place - predicted[index]!;
    return Number.isNaN(difference) ? [] : difference * difference;
  });
  return errors.reduce((sum, error) => sum + error, 0) / errors.length;
}

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length;
}
