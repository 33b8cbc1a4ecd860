/**
 * Search by generations: evaluates what a strategy asks for, a whole generation in one call of `evaluatePopulation`, so
 * that idle threads share it. The next generation is asked for and sent off before a step returns, so that no thread
 * waits for the validation between.
 *
 * All genomes are evaluated on one training batch, which is renewed, at the end of a generation, every so many
 * evaluations. The incumbent never lives by its luck with an old batch:
 *
 *   best     the best point so far; with a new batch it is evaluated again, beside the first generation there
 *   centre   the mean of the distribution, evaluated beside every generation that is drawn around it
 *   elite    the best of some candidates, which are evaluated after every generation on a second batch
 *
 * These evaluations count like others. A snapshot has the state before the generation that is under way, which is asked
 * for again.
 */
import { type Lesson, totalMacs } from '../../engine/lesson.ts';
import type { Solution } from '../../nets/solution.ts';
import { shared } from '../../numeric/memory.ts';
import { rankingLoss } from '../genetic/population.ts';
import type { Measures } from '../inside.ts';
import type { Collect, Problem, Search, Snapshot, StepReport } from '../learner.ts';
import type { GenerationSettings } from './generation-settings.ts';
import { meanFinite } from './ranks.ts';
import { type Searched, searchedOf } from './searched.ts';
import type { BestStrategy, CentredStrategy, ElitistStrategy, StrategyStart } from './strategy.ts';

/** Strategy with the kind of its incumbent. */
export type Incumbency =
  | { readonly incumbent: 'best'; readonly strategy: BestStrategy }
  | { readonly incumbent: 'centre'; readonly strategy: CentredStrategy }
  | { readonly incumbent: 'elite'; readonly strategy: ElitistStrategy };

/** Generation whose evaluation is under way. */
interface Flown {
  readonly collect: Collect;
  /** Number of points of the strategy, which follow the incumbent where that is evaluated too. */
  readonly size: number;
  readonly withIncumbent: boolean;
  /** False for genomes with a parameter beyond 32 bits, which are failed whatever their loss. */
  readonly areSound: readonly boolean[];
}

/** Starts the search, or goes on from a snapshot of it. */
export function searchByGenerations<Settings extends GenerationSettings>(
  problem: Problem,
  settings: Settings,
  snapshot: Snapshot | undefined,
  begin: (start: StrategyStart<Settings>, searched: Searched) => Incumbency,
): Search {
  const searched = searchedOf(problem);
  const start: StrategyStart<Settings> = {
    n: searched.n,
    settings,
    point: (index) => searched.read(problem.initialise(problem.random('initial', index))),
    random: (...path) => problem.random(...path),
    state: snapshot && strategyState(snapshot),
  };
  return new GenerationSearch(problem, settings, searched, begin(start, searched), snapshot);
}

/** Prefix of the strategy's arrays in a snapshot. */
const OWN = 'own.';

function strategyState({ arrays, values }: Snapshot): Snapshot {
  const own = Object.entries(arrays).filter(([name]) => name.startsWith(OWN));
  return {
    arrays: Object.fromEntries(own.map(([name, array]) => [name.slice(OWN.length), array])),
    values: values.own as Snapshot['values'],
  };
}

class GenerationSearch implements Search {
  readonly #problem: Problem;
  readonly #settings: GenerationSettings;
  readonly #searched: Searched;
  readonly #own: Incumbency;
  /** Best parameters so far, `[parameters]`, and their loss on the present batch; NaN where there is none. */
  readonly #champion: Float32Array;
  #championLoss = Number.NaN;
  /** True where the champion has a loss on an earlier batch alone. */
  #isStale = false;
  /** Least and mean finite loss of the last generation; NaN before there is one. */
  #generationLosses: readonly [best: number, mean: number] = [Number.NaN, Number.NaN];
  #failed = 0;
  #batch = 0;
  /** Evaluations on the present batch. */
  #onBatch = 0;
  #lesson: Lesson;
  #flown: Flown | null = null;
  /** Points and their parameter vectors, `[most][n]` and `[most][parameters]`; made when first needed. */
  #points: Float64Array = new Float64Array(0);
  #genomes: Float32Array = new Float32Array(0);
  #candidates: Float32Array | null = null;

  constructor(
    problem: Problem,
    settings: GenerationSettings,
    searched: Searched,
    own: Incumbency,
    snapshot: Snapshot | undefined,
  ) {
    this.#problem = problem;
    this.#settings = settings;
    this.#searched = searched;
    this.#own = own;
    if (snapshot === undefined) {
      this.#champion = problem.initialise(problem.random('initial', 0)).slice();
    } else {
      const { arrays, values } = snapshot;
      this.#champion = Float32Array.from(arrays.champion!);
      const [championLoss, best, mean] = arrays.losses as unknown as [number, number, number];
      this.#championLoss = championLoss;
      this.#generationLosses = [best, mean];
      this.#isStale = values.isStale as boolean;
      this.#failed = values.failed as number;
      this.#batch = values.batch as number;
      this.#onBatch = values.onBatch as number;
    }
    this.#lesson = this.#lessonOf(this.#batch);
  }

  async step(): Promise<StepReport> {
    this.#dispatch();
    const flown = this.#flown!;
    const { losses, macs } = await flown.collect();
    this.#flown = null;
    const own = flown.withIncumbent ? losses.subarray(1) : losses;
    const ranked = Float64Array.from(own, (loss, index) =>
      flown.areSound[index] ? rankingLoss(loss) : Number.POSITIVE_INFINITY,
    );
    let evaluations = losses.length;
    let spent = totalMacs(macs);
    this.#count(ranked);
    if (this.#own.incumbent === 'elite') {
      const second = await this.#chooseElite(this.#own.strategy, ranked);
      evaluations += second.evaluations;
      spent += second.macs;
    } else {
      if (flown.withIncumbent) this.#revalue(rankingLoss(losses[0]!));
      this.#takeBest(ranked, flown.withIncumbent ? 1 : 0);
      this.#own.strategy.tell(ranked);
    }
    const report = {
      macs: spent,
      sequences: evaluations * this.#lesson.sequences,
      updates: 0,
      evaluations,
      loss: this.#championLoss,
    };
    this.#onBatch += evaluations;
    this.#renew();
    this.#dispatch();
    return report;
  }

  champion(): Solution {
    return { net: this.#problem.net, parameters: this.#champion.slice() };
  }

  /**
   * Measures of every strategy, beside its own:
   * - `championLoss`: the incumbent's loss; not known while there is none with a finite one
   * - `generationLoss`, `meanLoss`: least and mean finite loss of the last generation
   * - `failedEvaluations`: NaN or infinite losses so far
   */
  inside(): Measures {
    const [best, mean] = this.#generationLosses;
    return {
      championLoss: () => this.#championLoss,
      generationLoss: () => best,
      meanLoss: () => mean,
      ...this.#own.strategy.measures(),
      failedEvaluations: () => this.#failed,
    };
  }

  snapshot(): Snapshot {
    const { arrays, values } = this.#own.strategy.state();
    return {
      arrays: {
        champion: this.#champion.slice(),
        losses: Float64Array.of(this.#championLoss, ...this.#generationLosses),
        ...Object.fromEntries(Object.entries(arrays).map(([name, array]) => [OWN + name, array])),
      },
      values: {
        isStale: this.#isStale,
        failed: this.#failed,
        batch: this.#batch,
        onBatch: this.#onBatch,
        own: values,
      },
    };
  }

  /** Batch on which generations are evaluated; those of an elite's candidates are the odd ones. */
  #lessonOf(batch: number): Lesson {
    const index = this.#own.incumbent === 'elite' ? 2 * batch : batch;
    return this.#problem.lesson(index, this.#settings.sequences);
  }

  /** Asks for the next generation and sends it off, unless one is under way. */
  #dispatch(): void {
    if (this.#flown !== null) return;
    const { incumbent, strategy } = this.#own;
    const { n } = this.#searched;
    const { size } = strategy;
    const { parameters } = this.#problem.net;
    const withIncumbent = incumbent === 'centre' || (incumbent === 'best' && this.#isStale);
    const count = size + (withIncumbent ? 1 : 0);
    if (this.#points.length < size * n) this.#points = new Float64Array(size * n);
    // One more than a generation, for the incumbent.
    if (this.#genomes.length < count * parameters) this.#genomes = shared.float32((size + 1) * parameters);
    const points = this.#points.subarray(0, size * n);
    strategy.ask(points);
    if (incumbent === 'centre') this.#searched.write(strategy.centre, 0, this.#genomes, 0);
    else if (withIncumbent) this.#genomes.set(this.#champion);
    const first = count - size;
    const areSound = Array.from({ length: size }, (_, index) =>
      this.#searched.write(points, index * n, this.#genomes, (first + index) * parameters),
    );
    const genomes = this.#genomes.subarray(0, count * parameters);
    const collect = this.#problem.evaluatePopulation(genomes, count, this.#lesson);
    this.#flown = { collect, size, withIncumbent, areSound };
  }

  #count(losses: Float64Array): void {
    let best = Number.NaN;
    for (const loss of losses) {
      if (!Number.isFinite(loss)) this.#failed++;
      else if (!(best <= loss)) best = loss;
    }
    this.#generationLosses = [best, meanFinite(losses)];
  }

  /** Takes the loss of the incumbent that was evaluated beside the generation. */
  #revalue(loss: number): void {
    const isFailed = !Number.isFinite(loss);
    if (isFailed) this.#failed++;
    this.#isStale = false;
    this.#championLoss = isFailed ? Number.NaN : loss;
    if (this.#own.incumbent === 'best') this.#own.strategy.revalued?.(loss);
    else if (!isFailed) this.#champion.set(this.#genomes.subarray(0, this.#champion.length));
  }

  /** Makes the best of the generation the champion where it is better, or where the centre has no finite loss. */
  #takeBest(losses: Float64Array, first: number): void {
    if (this.#own.incumbent === 'centre' && Number.isFinite(this.#championLoss)) return;
    for (const [index, loss] of losses.entries()) {
      if (!Number.isFinite(loss) || this.#championLoss <= loss) continue;
      const at = (first + index) * this.#champion.length;
      this.#champion.set(this.#genomes.subarray(at, at + this.#champion.length));
      this.#championLoss = loss;
    }
  }

  /** Evaluates the candidates on the second batch; the best is the champion. */
  async #chooseElite(
    strategy: ElitistStrategy,
    losses: Float64Array,
  ): Promise<{ readonly evaluations: number; readonly macs: number }> {
    const { n } = this.#searched;
    const { length } = this.#champion;
    const points = new Float64Array(strategy.mostCandidates * n);
    const count = strategy.candidates(losses, points);
    this.#candidates ??= shared.float32(strategy.mostCandidates * length);
    const areSound = Array.from({ length: count }, (_, index) =>
      this.#searched.write(points, index * n, this.#candidates!, index * length),
    );
    const genomes = this.#candidates.subarray(0, count * length);
    const lesson = this.#problem.lesson(2 * this.#batch + 1, this.#settings.sequences);
    const again = await this.#problem.evaluatePopulation(genomes, count, lesson)();
    const ranked = Float64Array.from(again.losses, (loss, index) =>
      areSound[index] ? rankingLoss(loss) : Number.POSITIVE_INFINITY,
    );
    this.#championLoss = Number.NaN;
    for (const [index, loss] of ranked.entries()) {
      if (!Number.isFinite(loss)) {
        this.#failed++;
        continue;
      }
      if (this.#championLoss <= loss) continue;
      this.#championLoss = loss;
      this.#champion.set(genomes.subarray(index * length, (index + 1) * length));
    }
    strategy.choose(losses, ranked);
    return { evaluations: count, macs: totalMacs(again.macs) };
  }

  /** Takes the next batch where this one has had its evaluations. */
  #renew(): void {
    const { renewal } = this.#settings;
    if (renewal === 0 || this.#onBatch < renewal) return;
    this.#batch++;
    this.#onBatch = 0;
    this.#isStale = Number.isFinite(this.#championLoss);
    this.#lesson = this.#lessonOf(this.#batch);
  }
}
