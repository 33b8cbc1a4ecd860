/**
 * Search by the policy gradient. An update plays episodes by sampled actions with the present parameters, and is then an
 * update of a descent (`gradient/descent-search.ts`) on the batch that they make. Episodes are played in the trial's own
 * thread, one after the other, so nothing depends on the number of workers.
 */
import type { Batch } from '../../engine/batch.ts';
import type { Solution } from '../../nets/solution.ts';
import { DescentSearch } from '../gradient/descent-search.ts';
import type { Measures } from '../inside.ts';
import type { Problem, Search, Snapshot, StepReport } from '../learner.ts';
import { policyBatch } from './policy-batch.ts';
import { advantagesOf } from './returns.ts';
import { type PolicySettings, ruleNamed, samplingAt } from './settings.ts';

export class PolicySearch implements Search {
  readonly #problem: Problem;
  readonly #settings: PolicySettings;
  readonly #descent: DescentSearch;
  #updates: number;
  /** Batch of the update under way. */
  #batch: Batch | null = null;
  /** Mean return without discount, error of the baseline and entropy in the last update; NaN before the first. */
  #played: Float64Array;
  /** True where actions are drawn; null before the first update. */
  #isDrawn: boolean | null;

  constructor(problem: Problem, settings: PolicySettings, snapshot?: Snapshot) {
    this.#problem = problem;
    this.#settings = settings;
    const { learningRate, threshold, batch, schedule, span } = settings;
    const inner: Problem = { ...problem, trainingBatch: () => this.#batch! };
    const choice = {
      batch,
      descent: { learningRate, threshold, omega: null, rule: ruleNamed(settings) },
      schedules: { rate: { name: schedule, span }, alpha: { name: 'constant', span: 1 } },
    } as const;
    this.#descent = new DescentSearch(inner, choice, snapshot);
    this.#updates = (snapshot?.values.updates as number | undefined) ?? 0;
    this.#played = Float64Array.from(snapshot?.arrays.played ?? [Number.NaN, Number.NaN, Number.NaN]);
    this.#isDrawn = (snapshot?.values.isDrawn as boolean | null | undefined) ?? null;
  }

  /** One update, however many may follow. */
  async step(): Promise<StepReport> {
    const { net } = this.#problem;
    const { batch: count, entropyBonus } = this.#settings;
    await this.#descent.settle();
    const { parameters } = this.#descent.champion();
    const sampling = samplingAt(this.#settings, this.#updates);
    const rollouts = this.#problem.rollouts!(parameters, this.#updates, count, sampling);
    const played = rollouts.reduce((sum, { macs }) => sum + macs, 0);
    const loss = mean(rollouts.map((rollout) => rollout.loss));
    if (!Number.isFinite(loss) || rollouts.some(({ steps }) => steps === 0)) {
      const detail = `update ${this.#updates + 1}: an output is not finite`;
      const stop = { reason: 'exploded', detail } as const;
      return { macs: played, sequences: count, updates: 0, evaluations: 0, loss: Number.NaN, stop };
    }
    const { advantages, error } = advantagesOf(rollouts, this.#settings);
    this.#batch = policyBatch(net, rollouts, { advantages, noise: sampling.noise, entropyBonus });
    const report = await this.#descent.step();
    this.#batch = null;
    const macs = report.macs + played;
    if (report.stop !== undefined) return { ...report, macs };
    this.#updates += 1;
    const entropies = rollouts.reduce((sum, rollout) => sum + total(rollout.entropies), 0);
    const steps = rollouts.reduce((sum, rollout) => sum + rollout.steps, 0);
    this.#isDrawn = rollouts[0]!.classes !== null;
    const returns = mean(rollouts.map(({ rewards }) => total(rewards)));
    this.#played = Float64Array.of(returns, error, entropies / steps);
    return { ...report, macs, loss };
  }

  validated(loss: number): void {
    this.#descent.validated(loss);
  }

  settle(): Promise<void> {
    return this.#descent.settle();
  }

  /** The net, which validation and test play by its likeliest or mean action. */
  champion(): Solution {
    return this.#descent.champion();
  }

  /**
   * Measures of the search, beside those of its descent:
   * - `meanReturn`: mean over the last update's episodes of the sum of their rewards, without discount
   * - `baselineError`: root mean square of their returns less the baseline
   * - `entropy`: mean entropy of the choice of an action in nats, where actions are drawn
   * - `noise`: σ of the next update, where they are not
   */
  inside(): Measures {
    const [meanReturn, baselineError, entropy] = this.#played as unknown as [number, number, number];
    return {
      meanReturn: () => meanReturn,
      baselineError: () => baselineError,
      ...(this.#isDrawn === true ? { entropy: () => entropy } : {}),
      ...(this.#isDrawn === false ? { noise: () => samplingAt(this.#settings, this.#updates).noise } : {}),
      ...this.#descent.inside(),
    };
  }

  snapshot(): Snapshot {
    const { arrays, values } = this.#descent.snapshot();
    return {
      arrays: { ...arrays, played: this.#played.slice() },
      values: { ...values, isDrawn: this.#isDrawn },
    };
  }

  close(): void {
    this.#descent.close();
  }
}

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
