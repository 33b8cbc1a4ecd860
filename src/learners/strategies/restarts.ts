/**
 * CMA-ES that is begun anew where it stands still, with a larger population each time: IPOP-CMA-ES of Auger & Hansen
 * (2005), "A restart CMA evolution strategy with increasing population size", CEC. A restart begins at another point of
 * the net's initialisation, with the first step size and C = I; nothing of the search before it is kept but the best
 * point, which is the incumbent. Each restart has random streams of its own.
 */
import type { Measures } from '../inside.ts';
import type { Snapshot } from '../learner.ts';
import { type CmaInside, LossHistory, type StopCriterion, type StopSettings, stopOf } from './cma-stop.ts';
import { populationOf } from './generation-settings.ts';
import { defaultPopulation } from './ranks.ts';
import type { BestStrategy, StrategyStart } from './strategy.ts';

export interface RestartSettings extends StopSettings {
  readonly population: number | 'auto';
  /** Factor of the population at a restart. */
  readonly growth: number;
}

/** CMA-ES that can be begun anew. */
export interface Restartable extends BestStrategy, CmaInside {}

/** Most genomes of a generation, at which the population grows no more. */
export const MOST_GENOMES = 100_000;

export class RestartingCmaEs<Settings extends RestartSettings> implements BestStrategy {
  readonly #start: StrategyStart<Settings>;
  readonly #make: (start: StrategyStart<Settings>) => Restartable;
  #restarts: number;
  #search: Restartable;
  #history: LossHistory;
  #last: StopCriterion | null = null;

  /** @param make makes one search, by its settings */
  constructor(start: StrategyStart<Settings>, make: (start: StrategyStart<Settings>) => Restartable) {
    this.#start = start;
    this.#make = make;
    const { state } = start;
    this.#restarts = (state?.values.restarts as number | undefined) ?? 0;
    this.#search = this.#begin(state);
    this.#history = this.#newHistory(state?.arrays.history as Float64Array | undefined);
  }

  get size(): number {
    return this.#search.size;
  }

  /** Restarts so far, and the criterion by which the last of them was made; null before the first, and after a resume. */
  get restarts(): number {
    return this.#restarts;
  }

  get lastStop(): StopCriterion | null {
    return this.#last;
  }

  ask(points: Float64Array): void {
    this.#search.ask(points);
  }

  tell(losses: Float64Array): void {
    this.#search.tell(losses);
    this.#history.add(losses);
    const stop = stopOf(this.#search, this.#history, this.#start.settings);
    if (stop === null) return;
    this.#last = stop;
    this.#restarts++;
    this.#search = this.#begin();
    this.#history = this.#newHistory();
  }

  /** Search of the present number of restarts. */
  #begin(state?: Snapshot): Restartable {
    const { n, settings, point, random } = this.#start;
    const restart = this.#restarts;
    const first = populationOf(settings.population, defaultPopulation(n));
    const population = Math.min(MOST_GENOMES, Math.floor(first * settings.growth ** restart));
    return this.#make({
      n,
      settings: { ...settings, population },
      point: () => point(restart),
      // The first search has the streams of one that is never begun anew.
      random: restart === 0 ? random : (...path) => random('restart', restart, ...path),
      ...(state && { state }),
    });
  }

  #newHistory(kept?: Float64Array): LossHistory {
    return new LossHistory(this.#start.n, this.#search.size, kept);
  }

  /** Measures of the search under way, and `restarts`: their number so far. */
  measures(): Measures {
    return { ...this.#search.measures(), restarts: () => this.#restarts };
  }

  state(): Snapshot {
    const { arrays, values } = this.#search.state();
    return {
      arrays: { ...arrays, history: this.#history.state() },
      values: { ...values, restarts: this.#restarts },
    };
  }
}
