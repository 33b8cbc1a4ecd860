/**
 * Dynamics of a cart with one or two poles that are hinged on it side by side. Wieland (1991), "Evolving neural network
 * controllers for unstable systems", IJCNN; the friction of cart and hinges as there. A state is (x, v) of the cart in m
 * and m/s, then (angle, angular velocity) of each pole in rad and rad/s from upright, g = 9.8 m/s².
 *
 *   a_i = g sin θ_i - μ_p ω_i / (m_i l_i),   with m_i the mass of a pole and l_i half its length,
 *   v' = (F - μ_c sgn v + Σ m_i l_i ω_i² sin θ_i - 3/4 m_i a_i cos θ_i) / (M + Σ m_i (1 - 3/4 cos² θ_i)),
 *   ω_i' = 3 / (4 l_i) (a_i - v' cos θ_i).
 *
 * Sine and cosine are the program's own, so that a trajectory has the same bits on every machine.
 */
import { cos, sin } from '../../src/numeric/elementary.ts';

export interface Pole {
  /** Mass in kg, and half its length in m. */
  readonly mass: number;
  readonly half: number;
}

export const LONG: Pole = { mass: 0.1, half: 0.5 };
export const SHORT: Pole = { mass: 0.01, half: 0.05 };

export const GRAVITY = 9.8;
export const CART_MASS = 1;
/** Friction of a hinge, in N m s. */
export const HINGE_FRICTION = 2e-6;
/** Half of the track, in m. */
export const TRACK = 2.4;
export const GREATEST_FORCE = 10;

export const radians = (degrees: number): number => (degrees * Math.PI) / 180;

export interface CartPoles {
  /** State, `[2 + 2 poles]`, which `push` changes. */
  readonly state: Float64Array;
  /** One action: so much force in N for .02 s, in two steps of the classical Runge-Kutta method. */
  push(force: number): void;
}

/**
 * Cart at rest in the middle, its poles upright.
 * @param friction of the cart μ_c, in N
 */
export function cartPoles(poles: readonly Pole[], { friction }: { readonly friction: number }): CartPoles {
  const size = 2 + 2 * poles.length;
  const state = new Float64Array(size);
  const [k1, k2, k3, k4, at] = Array.from({ length: 5 }, () => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const derivative = derivativeOf(poles, friction);

  function advance(force: number, step: number): void {
    derivative(state, force, k1);
    for (let i = 0; i < size; i++) at[i] = state[i]! + (step / 2) * k1[i]!;
    derivative(at, force, k2);
    for (let i = 0; i < size; i++) at[i] = state[i]! + (step / 2) * k2[i]!;
    derivative(at, force, k3);
    for (let i = 0; i < size; i++) at[i] = state[i]! + step * k3[i]!;
    derivative(at, force, k4);
    for (let i = 0; i < size; i++) state[i]! += (step / 6) * (k1[i]! + 2 * k2[i]! + 2 * k3[i]! + k4[i]!);
  }

  return {
    state,
    push(force) {
      advance(force, 0.01);
      advance(force, 0.01);
    },
  };
}

export type Derivative = (state: Float64Array, force: number, into: Float64Array) => void;

/** Time derivative of the state. */
export function derivativeOf(
  poles: readonly Pole[],
  friction: number,
  hingeFriction = HINGE_FRICTION,
): Derivative {
  const cosines = new Float64Array(poles.length);
  const pulls = new Float64Array(poles.length);
  return (state, force, into) => {
    const v = state[1]!;
    let numerator = force - friction * Math.sign(v);
    let denominator = CART_MASS;
    for (let pole = 0; pole < poles.length; pole++) {
      const { mass, half } = poles[pole]!;
      const [angle, omega] = [state[2 + 2 * pole]!, state[3 + 2 * pole]!];
      const [s, c] = [sin(angle), cos(angle)];
      const pull = GRAVITY * s - (hingeFriction * omega) / (mass * half);
      numerator += mass * half * omega * omega * s - 0.75 * mass * pull * c;
      denominator += mass * (1 - 0.75 * c * c);
      cosines[pole] = c;
      pulls[pole] = pull;
    }
    const acceleration = numerator / denominator;
    into[0] = v;
    into[1] = acceleration;
    for (let pole = 0; pole < poles.length; pole++) {
      into[2 + 2 * pole] = state[3 + 2 * pole]!;
      into[3 + 2 * pole] = (3 / (4 * poles[pole]!.half)) * (pulls[pole]! - acceleration * cosines[pole]!);
    }
  };
}

/**
 * Cart with one pole of Barto, Sutton & Anderson (1983), "Neuronlike adaptive elements that can solve difficult learning
 * control problems", IEEE Transactions on Systems, Man, and Cybernetics 13, without friction: one Euler step of .02 s an
 * action, in which positions move by the velocities before it.
 */
export function bartoCart(): CartPoles {
  const state = new Float64Array(4);
  const { mass, half } = LONG;
  const total = CART_MASS + mass;
  return {
    state,
    push(force) {
      const [x, v, angle, omega] = state as unknown as [number, number, number, number];
      const [s, c] = [sin(angle), cos(angle)];
      const pull = (force + mass * half * omega * omega * s) / total;
      const turning = (GRAVITY * s - c * pull) / (half * (4 / 3 - (mass * c * c) / total));
      const acceleration = pull - (mass * half * turning * c) / total;
      state[0] = x + 0.02 * v;
      state[1] = v + 0.02 * acceleration;
      state[2] = angle + 0.02 * omega;
      state[3] = omega + 0.02 * turning;
    },
  };
}

/** True where the cart has left the track, or a pole leans by more than `limit` rad; also where a number is none. */
export function isFallen(state: Float64Array, limit: number): boolean {
  if (!(Math.abs(state[0]!) <= TRACK)) return true;
  for (let at = 2; at < state.length; at += 2) if (!(Math.abs(state[at]!) <= limit)) return true;
  return false;
}
