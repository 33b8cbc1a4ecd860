/**
 * Stop criteria of CMA-ES, after which a search is begun anew. Auger & Hansen (2005), "A restart CMA evolution strategy
 * with increasing population size", CEC, section 2.1; stagnation as in Hansen (2009), "Benchmarking a BI-population
 * CMA-ES on the BBOB-2009 function testbed", GECCO. With n weights and generations of λ:
 *
 *   flat         the best losses of the last 10 + ⌈30 n / λ⌉ generations differ by nothing, or these and the losses of
 *                the last generation by less than `lossTolerance` (TolFun, 1e-12)
 *   step         σ √C_ii and σ |p_c| are below `stepTolerance` (TolX, 1e-12) times the first σ in all coordinates
 *   axis         a tenth of the deviation along a principal axis, each in its turn, leaves the mean as it is
 *   coordinate   a fifth of the deviation of a coordinate leaves the mean as it is
 *   condition    the condition number of C is above `greatestCondition` (1e14)
 *   stagnation   of the last fifth of all generations, but at least 120 + 30 n / λ and at most 20,000, neither the best
 *                losses nor the medians have a median in the latest 30 % that is better than in the first 30 %
 *
 * Where losses are whole steps, equal ones are many: `flat` then ends a search as soon as no generation of the window has
 * a better best genome than another.
 */
export type StopCriterion = 'flat' | 'step' | 'axis' | 'coordinate' | 'condition' | 'stagnation';

export interface StopSettings {
  readonly lossTolerance: number;
  readonly stepTolerance: number;
  readonly greatestCondition: number;
}

/** Inside of a CMA-ES that the criteria read. */
export interface CmaInside {
  readonly generation: number;
  /** σ, and that of the beginning. */
  readonly sigma: number;
  readonly firstSigma: number;
  /** m and p_c, `[n]`. */
  readonly mean: Float64Array;
  readonly path: Float64Array;
  condition(): number;
  /** √C_ii */
  deviation(coordinate: number): number;
  /** Writes principal axis number `axis` of C, as long as its deviation, `[n]`. */
  axis(axis: number, into: Float64Array): void;
}

/** Generations of `flat`. */
export const flatWindow = (n: number, size: number): number => 10 + Math.ceil((30 * n) / size);

/** Least generations of `stagnation`, and the most. */
export const stagnationWindow = (n: number, size: number): number => Math.floor(120 + (30 * n) / size);
const LONGEST_WINDOW = 20_000;

/** Share of the window at each end whose medians are compared. */
const END = 0.3;

/** History of a search's losses, by generations. */
export class LossHistory {
  readonly #flat: number;
  readonly #least: number;
  /** Best and median loss of each of the last generations, the latest last. */
  #best: number[];
  #medians: number[];
  #generations: number;
  /** Least and greatest loss of the last generation. */
  #range: readonly [least: number, greatest: number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

  constructor(n: number, size: number, kept?: Float64Array) {
    this.#flat = flatWindow(n, size);
    this.#least = stagnationWindow(n, size);
    const count = kept === undefined ? 0 : (kept.length - 1) / 2;
    this.#generations = kept?.[0] ?? 0;
    this.#best = [...(kept?.subarray(1, 1 + count) ?? [])];
    this.#medians = [...(kept?.subarray(1 + count) ?? [])];
  }

  /** Takes the losses of a generation; failed ones are Infinity. */
  add(losses: Float64Array): void {
    const sorted = Float64Array.from(losses).sort();
    this.#generations++;
    this.#best.push(sorted[0]!);
    this.#medians.push(sorted[Math.floor(sorted.length / 2)]!);
    this.#range = [sorted[0]!, sorted.at(-1)!];
    const most = Math.max(this.#flat, this.#window);
    if (this.#best.length > most) {
      this.#best = this.#best.slice(-most);
      this.#medians = this.#medians.slice(-most);
    }
  }

  get #window(): number {
    return Math.min(LONGEST_WINDOW, Math.max(this.#least, Math.floor(this.#generations / 5)));
  }

  /** True where losses have been the same, or nearly, for the window of `flat`. */
  isFlat(tolerance: number): boolean {
    if (this.#best.length < this.#flat) return false;
    let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let at = this.#best.length - this.#flat; at < this.#best.length; at++) {
      least = Math.min(least, this.#best[at]!);
      greatest = Math.max(greatest, this.#best[at]!);
    }
    if (least === greatest) return true;
    const [ownLeast, ownGreatest] = this.#range;
    return Math.max(greatest, ownGreatest) - Math.min(least, ownLeast) < tolerance;
  }

  /** True where neither the best losses nor the medians have become better in the window of `stagnation`. */
  isStagnant(): boolean {
    const window = this.#window;
    if (this.#best.length < window) return false;
    return [this.#best, this.#medians].every((losses) => {
      const recent = losses.slice(-window);
      const count = Math.floor(END * window);
      return medianOf(recent.slice(-count)) >= medianOf(recent.slice(0, count));
    });
  }

  /** Number of generations, then the best losses and the medians that count. */
  state(): Float64Array {
    return Float64Array.of(this.#generations, ...this.#best, ...this.#medians);
  }
}

function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** First criterion that is met after a generation; null where none is. */
export function stopOf(
  inside: CmaInside,
  history: LossHistory,
  { lossTolerance, stepTolerance, greatestCondition }: StopSettings,
): StopCriterion | null {
  const { sigma, firstSigma, mean, path, generation } = inside;
  const n = mean.length;
  if (history.isFlat(lossTolerance)) return 'flat';
  let isSmall = true;
  for (let index = 0; index < n && isSmall; index++) {
    const most = stepTolerance * firstSigma;
    isSmall = sigma * inside.deviation(index) < most && sigma * Math.abs(path[index]!) < most;
  }
  if (isSmall) return 'step';
  const axis = new Float64Array(n);
  inside.axis(generation % n, axis);
  if (mean.every((value, index) => value === value + 0.1 * sigma * axis[index]!)) return 'axis';
  if (mean.some((value, index) => value === value + 0.2 * sigma * inside.deviation(index)))
    return 'coordinate';
  if (inside.condition() > greatestCondition) return 'condition';
  return history.isStagnant() ? 'stagnation' : null;
}
