/**
 * Minibatch stochastic gradient descent, with norm clipping and the vanishing-gradient regulariser Ω of
 * Pascanu, Mikolov & Bengio (2013), "On the difficulty of training recurrent neural networks", ICML:
 * g = ∂E/∂θ + α ∂⁺Ω/∂W_rec; then Algorithm 1 clips g; then θ ← θ - η g. Each is one switch, so that the paper's
 * MSGD, MSGD-C and MSGD-CR are three contestants of this learner.
 *
 * Updates are made by a descent on the device where it offers one (`Device.descend`), else in the host's memory.
 */
import { z } from 'zod';
import { shownSpectralRadius } from '../../eigen/spectral-radius.ts';
import { beginning, type DescentState } from '../../engine/descent-state.ts';
import type { Descent, DescentFault, DescentReport, DescentSettings } from '../../engine/device.ts';
import { callsOfDescent } from '../../engine/lacking.ts';
import { PLAIN, type Rule } from '../../engine/rule.ts';
import type { Solution } from '../../nets/solution.ts';
import { choices, log, type Space } from '../../options/space.ts';
import type { Measures } from '../inside.ts';
import {
  defineLearner,
  type MayGoOn,
  type Problem,
  type Search,
  type Snapshot,
  type StepReport,
} from '../learner.ts';
import { clippingFactor } from './clipping.ts';
import { HostDescent } from './host-descent.ts';
import { descentMeasures } from './measures.ts';
import { arraysOf, stateFrom } from './state-arrays.ts';
import { Supply } from './supply.ts';

const settings = z.object({
  learningRate: z.number().positive().max(1000).default(0.01).describe('η, constant'),
  batch: z.int().min(1).max(1_000_000).default(20).describe('sequences in a minibatch'),
  threshold: z
    .number()
    .min(0)
    .max(1e9)
    .default(0)
    .describe('the norm of the gradient of all parameters is clipped to this (0: no clipping)'),
  alpha: z
    .number()
    .min(0)
    .max(1e6)
    .default(0)
    .describe('weight of the regulariser Ω, added before clipping (0: none); the paper 4, its code 2'),
  omegaForm: z
    .enum(['squared', 'norm'])
    .default('squared')
    .describe("Ω of ratios of squared norms (eq. 10 and the authors' code) or of norms (eq. 9)"),
  rescue: z
    .boolean()
    .default(false)
    .describe(
      "an update whose loss or gradient is not finite makes W_rec smaller by 2 % of η instead of ending the trial, as in the authors' code",
    ),
});

/**
 * Space around the paper's rate .01, batch 20, threshold 1 and α 2 to 4; its appendix has rates of .001 to 1 and weights
 * of .1 to 2 by task.
 */
const space: Space = {
  learningRate: log(0.001, 1),
  batch: log(5, 100, { whole: true }),
  threshold: log(0.1, 10),
  alpha: log(0.1, 10),
  omegaForm: choices('squared', 'norm'),
  rescue: choices(false, true),
};

type SgdSettings = z.output<typeof settings>;

/** Number of updates over which norms and clippings are averaged. */
const RECENT = 100;
/** Number of updates between two measurements of ‖∂E/∂h_t‖: often enough to watch, and of no weight in the cost. */
const STATE_NORMS_EVERY = 50;

class SgdSearch implements Search {
  readonly #problem: Problem;
  readonly #settings: SgdSettings;
  readonly #rule: Rule;
  /** Descent; null before the first step. */
  #descent: Descent | null = null;
  /** The descent's state as it was when it was last brought to the host. */
  #state: DescentState;
  #isSettled = true;
  #updates = 0;
  /** Norms before clipping, `[RECENT]`, a ring buffer by update. */
  #norms = new Float64Array(RECENT);
  #omega: number | null = null;
  /** Number of updates that the rescue has made. */
  #rescued = 0;
  #stateNorms = new Float64Array(0);
  #failure: Supply['failure'] = null;

  constructor(problem: Problem, chosen: SgdSettings, rule: Rule, snapshot?: Snapshot) {
    this.#problem = problem;
    this.#settings = chosen;
    this.#rule = rule;
    if (snapshot === undefined) {
      this.#state = beginning(problem.initialise(problem.random('initial', 0)));
    } else {
      const { arrays, values } = snapshot;
      this.#state = stateFrom(arrays);
      this.#norms = Float64Array.from(arrays.norms!);
      this.#stateNorms = Float64Array.from(arrays.stateNorms!);
      this.#updates = values.updates as number;
      this.#omega = values.omega as number | null;
      // Checkpoints of earlier versions have none.
      this.#rescued = (values.rescued as number | undefined) ?? 0;
    }
  }

  async step(mayGoOn?: MayGoOn): Promise<StepReport> {
    if (this.#failure !== null) throw this.#failure.error;
    this.#descent ??= await this.#begin();
    const descent = this.#descent;
    // Parameters on the host lose nothing by a step an update.
    const isOnHost = descent instanceof HostDescent;
    const supply = new Supply(this.#problem, {
      first: this.#updates,
      sequences: this.#settings.batch,
      omega: this.#settings.alpha > 0,
      watchEvery: STATE_NORMS_EVERY,
      mayGoOn: isOnHost ? undefined : mayGoOn,
    });
    const report = await descent.run(supply.next);
    if (isOnHost) this.#state = descent.current;
    else this.#isSettled = false;
    this.#failure = supply.failure;
    const { losses, fault } = report;
    this.#take(report);
    const cost = supply.cost(losses.length, fault !== null);
    const loss = losses.at(-1)!;
    if (fault === null) return { ...cost, loss };
    const detail = `update ${this.#updates + 1}: ${inWords(report, fault)}`;
    return { ...cost, loss, stop: { reason: 'exploded', detail } };
  }

  async settle(): Promise<void> {
    if (this.#isSettled) return;
    this.#state = await this.#descent!.state();
    this.#isSettled = true;
  }

  champion(): Solution {
    return { net: this.#problem.net, parameters: this.#state.parameters };
  }

  /**
   * Measures of the search:
   * - `gradientNorm`, `clippedNorm`: ‖g‖ of the last update, before and after clipping
   * - `meanGradientNorm`, `meanClippedNorm`, `shareClipped`: over the last (up to) 100 updates
   * - `rescued`: updates so far whose loss or gradient was not finite, where `rescue` is on
   * - `omega`: Ω of the last update, where α is above 0
   * - `stateNorms`: ‖∂E/∂h_t‖ by t, as last measured
   * - `spectralRadius`: of W_rec
   */
  inside(): Measures {
    const { threshold } = this.#settings;
    const omega = this.#omega;
    const clipped = (norm: number): number => (threshold > 0 ? norm * clippingFactor(norm, threshold) : norm);
    const count = Math.min(this.#updates, RECENT);
    // A rescued update has no norm.
    const norms = this.#norms.subarray(0, count).filter(Number.isFinite);
    const last = count > 0 ? this.#norms[(this.#updates - 1) % RECENT]! : Number.NaN;
    const recurrent = this.#problem.net.blocks.find(({ name }) => name === 'W_rec');
    return {
      gradientNorm: () => last,
      clippedNorm: () => clipped(last),
      meanGradientNorm: () => mean(norms),
      meanClippedNorm: () => mean(norms.map(clipped)),
      shareClipped: () => mean(norms.map((norm) => (threshold > 0 && norm >= threshold ? 1 : 0))),
      ...(this.#settings.rescue ? { rescued: () => this.#rescued } : {}),
      ...(omega === null ? {} : { omega: () => omega }),
      stateNorms: () => [...this.#stateNorms],
      ...(recurrent === undefined ? {} : { spectralRadius: () => this.#radius(recurrent) }),
    };
  }

  snapshot(): Snapshot {
    return {
      arrays: {
        ...arraysOf(this.#state),
        norms: this.#norms.slice(),
        stateNorms: this.#stateNorms.slice(),
      },
      values: {
        updates: this.#updates,
        omega: this.#omega,
        ...(this.#settings.rescue ? { rescued: this.#rescued } : {}),
      },
    };
  }

  close(): void {
    this.#descent?.close();
    this.#descent = null;
  }

  async #begin(): Promise<Descent> {
    const { device, net } = this.#problem;
    const settings = descentOf(this.#settings, this.#rule);
    return (
      device.descend?.(net, this.#state, settings) ?? new HostDescent(device, net, this.#state, settings)
    );
  }

  /** Takes in the results of the updates that did not fail. */
  #take({ losses, norms, omegas, stateNorms, fault }: DescentReport): void {
    const made = fault === null ? losses.length : losses.length - 1;
    for (let update = 0; update < made; update++) {
      if (!Number.isFinite(losses[update]) || !Number.isFinite(norms[update])) this.#rescued += 1;
    }
    for (const norm of norms.subarray(0, made)) this.#norms[this.#updates++ % RECENT] = norm;
    if (made > 0) this.#omega = omegas?.[made - 1] ?? null;
    if (stateNorms !== null) this.#stateNorms = Float64Array.from(stateNorms);
  }

  #radius({ offset, size, shape }: { offset: number; size: number; shape: readonly number[] }): number {
    return shownSpectralRadius(this.#state.parameters.subarray(offset, offset + size), shape[0]!);
  }
}

function descentOf(
  { learningRate, threshold, alpha, omegaForm, rescue }: SgdSettings,
  rule: Rule,
): DescentSettings {
  const omega = alpha > 0 ? ({ form: omegaForm, weight: alpha } as const) : null;
  return { learningRate, threshold, omega, rule, ...(rescue ? { rescue } : {}) };
}

/** Text of the last update's fault. */
function inWords({ losses, norms }: DescentReport, fault: DescentFault): string {
  if (fault === 'loss') return `loss is ${losses.at(-1)}`;
  if (fault === 'norm') return `gradient norm is ${norms.at(-1)}`;
  return `a ${fault === 'moments' ? 'moment' : 'parameter'} is beyond the range of 32-bit numbers`;
}

function mean(values: Float64Array): number {
  return values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Net of the paper's experiments. */
const net = { hidden: 50, unit: 'tanh', initialisation: 'basic-tanh' };

/** Learner whose updates are made by that rule. */
export const sgdBy = (rule: Rule) =>
  defineLearner({
    name: 'sgd',
    kind: 'gradient',
    counts: 'updates',
    atWork: 'training',
    measures: descentMeasures,
    summary: 'stochastic gradient descent, with norm clipping and the regulariser Ω as options',
    source: 'Pascanu, Mikolov & Bengio (2013), ICML',
    settings,
    space,
    contestants: [
      {
        name: 'msgd',
        summary: 'minibatch gradient descent',
        settings: net,
        tunes: ['learningRate', 'hidden', 'initialisation'],
      },
      {
        name: 'msgd-c',
        summary: 'with its gradient clipped to norm 1',
        settings: { ...net, threshold: 1 },
        tunes: ['learningRate', 'threshold', 'hidden', 'initialisation'],
      },
      {
        name: 'msgd-cr',
        summary: 'clipped, and regularised by Ω so that gradients do not vanish',
        settings: { ...net, threshold: 1, alpha: 2 },
        tunes: ['learningRate', 'threshold', 'alpha', 'hidden', 'initialisation'],
      },
    ],
    calls: (chosen) => callsOfDescent(descentOf(chosen, rule)),
    asks: (chosen) => ({ kind: 'updates', sequences: chosen.batch, descent: descentOf(chosen, rule) }),
    start: (problem, chosen, snapshot) => new SgdSearch(problem, chosen, rule, snapshot),
  });

export const sgd = sgdBy(PLAIN);
