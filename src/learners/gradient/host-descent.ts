/**
 * Descent in the host's memory, for devices that give gradients and no descents: g = ∂E/∂θ + α ∂⁺Ω/∂W_rec; then
 * Algorithm 1 of Pascanu, Mikolov & Bengio (2013) clips g; then the update rule moves θ, by default θ ← θ - η g. Sums
 * in float64, θ and moments in float32.
 */
import { carriedInto } from '../../engine/carry.ts';
import { type DescentState, requireState } from '../../engine/descent-state.ts';
import type {
  Descent,
  DescentFault,
  DescentReport,
  DescentSettings,
  Device,
  Gradient,
  GradientRequest,
  UpdateRequest,
  Vector,
} from '../../engine/device.ts';
import { RESCUE } from '../../engine/rescue.ts';
import { ruleOf } from '../../engine/rule.ts';
import { factorsOf, scaledOmega } from '../../engine/update-factors.ts';
import { applyFrozen, clearFrozen, type Frozen } from '../../nets/frozen.ts';
import { blockOf } from '../../nets/layout.ts';
import type { Net } from '../../nets/net.ts';
import { norm as normOf } from '../../numeric/norm.ts';
import { clippingFactor } from './clipping.ts';
import type { HostRule } from './rules/host-rule.ts';
import { hostRuleFor } from './rules/index.ts';

export class HostDescent implements Descent {
  readonly #device: Pick<Device, 'gradient'>;
  readonly #net: Net;
  readonly #settings: DescentSettings;
  readonly #rule: HostRule;
  readonly #frozen: Frozen | undefined;
  #state: DescentState;
  /** States at the end of the last batch, where they are carried on. */
  #carried: Float32Array | null;
  /** Buffer of the next state, so that the present one is still there if the update fails. */
  #next: DescentState;

  /**
   * @param frozen parameters that stay as they are, whatever the rule
   * @throws RangeError where the host has no such rule, and where the state is none of the rule's
   */
  constructor(
    device: Pick<Device, 'gradient'>,
    net: Net,
    at: DescentState,
    settings: DescentSettings,
    frozen?: Frozen,
  ) {
    this.#frozen = frozen;
    this.#device = device;
    this.#net = net;
    this.#settings = settings;
    const rule = ruleOf(settings);
    this.#rule = hostRuleFor(rule);
    const begun = this.#rule.begin(rule, net.parameters);
    requireState(at, begun, settings.carries);
    this.#state = copied({ ...at, moments: at.moments.length === 0 ? begun : at.moments });
    this.#next = emptied(this.#state);
    this.#carried = at.carried?.slice() ?? null;
  }

  /** State itself; valid until the next run. */
  get current(): DescentState {
    return { ...this.#state, carried: this.#carried };
  }

  state(): DescentState {
    return { ...copied(this.#state), carried: this.#carried?.slice() ?? null };
  }

  async run(next: () => UpdateRequest | null): Promise<DescentReport> {
    const losses: number[] = [];
    const norms: number[] = [];
    const omegas: number[] = [];
    let stateNorms: Vector | null = null;
    let fault: DescentFault | null = null;
    for (let request = next(); request !== null; request = fault === null ? next() : null) {
      const asked = this.#asked(request);
      const gradient = await this.#device.gradient(this.#net, this.#state.parameters, request.batch, asked);
      if (this.#frozen !== undefined) clearFrozen(this.#frozen, gradient.gradient);
      const norm = normOf(gradient.gradient);
      losses.push(gradient.loss);
      norms.push(norm);
      omegas.push(gradient.omega ?? 0);
      fault = this.#update(gradient, norm, factorsOf(request).rate);
      if (fault === null) {
        stateNorms = gradient.stateNorms ?? stateNorms;
        this.#carried = gradient.end === undefined ? null : carriedOn(gradient.end);
      }
    }
    return {
      losses: Float64Array.from(losses),
      norms: Float64Array.from(norms),
      omegas: this.#settings.omega && Float64Array.from(omegas),
      stateNorms,
      fault,
    };
  }

  close(): void {}

  #asked(request: UpdateRequest): GradientRequest {
    const omega = scaledOmega(this.#settings, factorsOf(request));
    return {
      ...(omega === null ? {} : { omega }),
      ...(request.stateNorms ? { stateNorms: true } : {}),
      ...(this.#settings.carries ? { carry: { from: carriedInto(request.batch, this.#carried) } } : {}),
    };
  }

  #update({ loss, gradient }: Gradient, norm: number, factor: number): DescentFault | null {
    const isLost = !Number.isFinite(loss) || !Number.isFinite(norm);
    if (isLost && this.#settings.rescue && this.#canShrink) return this.#move(this.#rescue(), RESCUE, factor);
    if (!Number.isFinite(loss)) return 'loss';
    if (!Number.isFinite(norm)) return 'norm';
    const { threshold } = this.#settings;
    return this.#move(gradient, threshold > 0 ? clippingFactor(norm, threshold) : 1, factor);
  }

  /** False for a net whose recurrent weights are not learnt: the rescue would change nothing. */
  get #canShrink(): boolean {
    return this.#net.blocks.some(({ name }) => name === 'W_rec');
  }

  /** Makes one update by the rule, which is kept where all of its numbers are finite. */
  #move(gradient: Vector, scale: number, factor: number): DescentFault | null {
    const learningRate = this.#settings.learningRate * factor;
    const [from, to] = [this.#state, this.#next];
    this.#rule.update(ruleOf(this.#settings), from, { gradient, scale, learningRate }, to);
    if (this.#frozen !== undefined) applyFrozen(this.#frozen, to.parameters);
    if (!areFinite(to.parameters)) return 'parameters';
    if (!to.moments.every(areFinite)) return 'moments';
    this.#state = to;
    this.#next = from;
    return null;
  }

  /** Gradient of the rescue: W_rec itself, and 0 elsewhere. */
  #rescue(): Float32Array {
    const gradient = new Float32Array(this.#net.parameters);
    blockOf(this.#net, gradient, 'W_rec').set(blockOf(this.#net, this.#state.parameters, 'W_rec'));
    return gradient;
  }
}

const emptied = ({ parameters, moments }: DescentState): DescentState => ({
  parameters: new Float32Array(parameters.length),
  moments: moments.map(({ length }) => new Float32Array(length)),
  carried: null,
});

const copied = ({ parameters, moments }: Pick<DescentState, 'parameters' | 'moments'>): DescentState => ({
  parameters: parameters.slice(),
  moments: moments.map((moment) => moment.slice()),
  carried: null,
});

/** States in float32, as a snapshot has them; none where a rescued update has met one that is not finite. */
function carriedOn(end: Vector): Float32Array | null {
  const states = Float32Array.from(end);
  return areFinite(states) ? states : null;
}

function areFinite(numbers: Float32Array): boolean {
  // 0 for every finite number, NaN for any other. By index, and two sums: each waits for its last addition.
  let [even, odd] = [0, 0];
  for (let index = 1; index < numbers.length; index += 2) {
    even += numbers[index - 1]! * 0;
    odd += numbers[index]! * 0;
  }
  return even + odd + (numbers.at(-1) ?? 0) * 0 === 0;
}
