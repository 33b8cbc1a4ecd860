/**
 * One-unit net of Pascanu, Mikolov & Bengio (2013), "On the difficulty of training recurrent neural networks", ICML,
 * section 2.3 and figure 6: x_t = w σ(x_{t-1}) + b with the logistic σ, x_0 = .5, and E = (σ(x_T) - .7)² after T steps.
 */
import { logistic } from '../../numeric/elementary.ts';
import { norm } from '../../numeric/norm.ts';

/** State before the first step. */
export const FIRST_STATE = 0.5;

/** Output that is wanted after the last step. */
export const TARGET = 0.7;

/** Steps of the paper's net. */
export const PAPER_STEPS = 50;

/** Weights of the net: a point of the error surface. */
export interface Weights {
  readonly w: number;
  readonly b: number;
}

/** Error, its gradient and the last state. */
export interface UnitError {
  /** E */
  readonly error: number;
  /** ∂E/∂w and ∂E/∂b */
  readonly gradient: Weights;
  /** ‖(∂E/∂w, ∂E/∂b)‖ */
  readonly norm: number;
  /** x_T */
  readonly last: number;
}

/**
 * E and its gradient by forward sensitivities: ∂x_t/∂w = σ(x_{t-1}) + w σ'(x_{t-1}) ∂x_{t-1}/∂w, and ∂x_t/∂b = 1 + w
 * σ'(x_{t-1}) ∂x_{t-1}/∂b.
 */
export function unitError({ w, b }: Weights, steps: number): UnitError {
  let x = FIRST_STATE;
  let byW = 0;
  let byB = 0;
  for (let step = 0; step < steps; step++) {
    const output = logistic(x);
    const slope = w * output * (1 - output);
    byW = output + slope * byW;
    byB = 1 + slope * byB;
    x = w * output + b;
  }
  const output = logistic(x);
  const distance = output - TARGET;
  const byState = 2 * distance * output * (1 - output);
  const gradient = { w: byState * byW, b: byState * byB };
  return { error: distance * distance, gradient, norm: norm([gradient.w, gradient.b]), last: x };
}

/** The same gradient by back-propagation through time: a second computation, for tests. */
export function backPropagated({ w, b }: Weights, steps: number): Weights {
  const outputs: number[] = [];
  let x = FIRST_STATE;
  for (let step = 0; step < steps; step++) {
    outputs.push(logistic(x));
    x = w * outputs.at(-1)! + b;
  }
  const output = logistic(x);
  let signal = 2 * (output - TARGET) * output * (1 - output);
  const sum = { w: 0, b: 0 };
  for (const before of outputs.toReversed()) {
    sum.w += signal * before;
    sum.b += signal;
    signal *= w * before * (1 - before);
  }
  return sum;
}
