/**
 * A descent in the host's memory, for devices that give gradients and no descents: g = ∂E/∂θ + α ∂⁺Ω/∂W_rec; then
 * Algorithm 1 of Pascanu, Mikolov & Bengio (2013) clips g; then θ ← θ - η g. Sums in float64, θ in float32.
 */
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
import { blockOf } from '../../nets/layout.ts';
import type { Net } from '../../nets/net.ts';
import { norm as normOf } from '../../numeric/norm.ts';
import { clippingFactor } from './clipping.ts';

export class HostDescent implements Descent {
  readonly #device: Pick<Device, 'gradient'>;
  readonly #net: Net;
  readonly #settings: DescentSettings;
  readonly #plain: GradientRequest;
  #parameters: Float32Array;
  /** Where the next parameters are written, so that those before are still there if the update fails. */
  #next: Float32Array;

  constructor(
    device: Pick<Device, 'gradient'>,
    net: Net,
    parameters: Float32Array,
    settings: DescentSettings,
  ) {
    this.#device = device;
    this.#net = net;
    this.#settings = settings;
    this.#plain = settings.omega === null ? {} : { omega: settings.omega };
    this.#parameters = parameters;
    this.#next = new Float32Array(parameters.length);
  }

  /** θ itself; valid until the next run. */
  get current(): Float32Array {
    return this.#parameters;
  }

  async parameters(): Promise<Float32Array> {
    return this.#parameters.slice();
  }

  async run(next: () => UpdateRequest | null): Promise<DescentReport> {
    const losses: number[] = [];
    const norms: number[] = [];
    const omegas: number[] = [];
    let stateNorms: Vector | null = null;
    let fault: DescentFault | null = null;
    for (let request = next(); request !== null; request = fault === null ? next() : null) {
      const asked = request.stateNorms ? { ...this.#plain, stateNorms: true } : this.#plain;
      const gradient = await this.#device.gradient(this.#net, this.#parameters, request.batch, asked);
      const norm = normOf(gradient.gradient);
      losses.push(gradient.loss);
      norms.push(norm);
      omegas.push(gradient.omega ?? 0);
      fault = this.#update(gradient, norm);
      if (fault === null) stateNorms = gradient.stateNorms ?? stateNorms;
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

  #update({ loss, gradient }: Gradient, norm: number): DescentFault | null {
    const isLost = !Number.isFinite(loss) || !Number.isFinite(norm);
    if (isLost && this.#settings.rescue) return this.#rescue();
    if (!Number.isFinite(loss)) return 'loss';
    if (!Number.isFinite(norm)) return 'norm';
    const { learningRate, threshold } = this.#settings;
    const rate = learningRate * (threshold > 0 ? clippingFactor(norm, threshold) : 1);
    const from = this.#parameters;
    const to = this.#next;
    let unbounded = 0;
    for (let index = 0; index < from.length; index++) {
      to[index] = from[index]! - rate * gradient[index]!;
      // 0 for every finite number, NaN for any other.
      unbounded += to[index]! * 0;
    }
    if (unbounded !== 0) return 'parameters';
    this.#parameters = to;
    this.#next = from;
    return null;
  }

  /** θ as a gradient of .02 W_rec, and 0 elsewhere, leaves it. */
  #rescue(): DescentFault | null {
    const rate = this.#settings.learningRate * RESCUE;
    this.#next.set(this.#parameters);
    const recurrent = blockOf(this.#net, this.#next, 'W_rec');
    for (let index = 0; index < recurrent.length; index++) recurrent[index]! -= rate * recurrent[index]!;
    if (!this.#next.every(Number.isFinite)) return 'parameters';
    [this.#parameters, this.#next] = [this.#next, this.#parameters];
    return null;
  }
}
