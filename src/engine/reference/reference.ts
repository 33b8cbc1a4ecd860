/**
 * The reference device: an Elman net in plain float64 loops, one sequence after another, one number at a
 * time. Slow and obvious, it is what the other devices are judged by.
 *
 * Back-propagation through time and Ω are those of Pascanu, Mikolov & Bengio (2013), sections 2 and 3.3.
 */
import { blockOf } from '../../nets/layout.ts';
import type { ElmanNet, Net } from '../../nets/net.ts';
import type { Batch } from '../batch.ts';
import type { Device, Evaluation, Gradient, GradientRequest, Vector } from '../device.ts';
import { answerLoss } from './losses.ts';
import { addOmega, type OmegaSum } from './omega.ts';
import { StateNorms } from './state-norms.ts';
import { units } from './units.ts';

export const referenceDevice = {
  name: 'reference',
  lacks: () => null,
  evaluate,
  evaluatePopulation(net: Net, genomes: Vector, count: number, batch: Batch): Float64Array {
    const losses = new Float64Array(count);
    for (let genome = 0; genome < count; genome++) {
      const start = genome * net.parameters;
      losses[genome] = evaluate(net, genomes.subarray(start, start + net.parameters), batch).loss;
    }
    return losses;
  },
  gradient,
  close: () => {},
} satisfies Device;

function evaluate(net: Net, parameters: Vector, batch: Batch): Evaluation {
  const weights = weightsOf(net, parameters);
  const losses = new Float64Array(batch.sequences);
  const outputs = new Float64Array(batch.answerSteps.length * net.outputs * batch.sequences);
  for (let sequence = 0; sequence < batch.sequences; sequence++) {
    const states = forward(net, weights, batch, sequence);
    for (const [answer, step] of batch.answerSteps.entries()) {
      if (!isScored(batch, step, sequence)) continue;
      const { loss, output } = answerLoss(batch, step, sequence, answerOf(net, weights, states[step + 1]!));
      losses[sequence]! += batch.weights[sequence]! * loss;
      for (let unit = 0; unit < net.outputs; unit++) {
        outputs[(answer * net.outputs + unit) * batch.sequences + sequence] = output[unit]!;
      }
    }
  }
  return { loss: mean(losses), losses, outputs };
}

function gradient(net: Net, parameters: Vector, batch: Batch, request: GradientRequest = {}): Gradient {
  const { hidden } = net;
  const weights = weightsOf(net, parameters);
  const total = new Float64Array(net.parameters);
  const gradients = weightsOf(net, total);
  const stateNorms = new StateNorms(batch.steps);
  const omega: OmegaSum = { sum: 0, valid: 0, gradient: new Float64Array(hidden * hidden) };

  for (let sequence = 0; sequence < batch.sequences; sequence++) {
    const states = forward(net, weights, batch, sequence);
    // d = ∂E/∂h_t. What reaches h_t from later steps comes first; what the answer at t adds, in the loop.
    let d = new Float64Array(hidden);
    for (let step = batch.lengths[sequence]! - 1; step >= 0; step--) {
      const state = states[step + 1]!;
      const previous = states[step]!;
      if (isScored(batch, step, sequence)) {
        const { slope } = answerLoss(batch, step, sequence, answerOf(net, weights, state));
        for (let output = 0; output < net.outputs; output++) {
          const error = (batch.weights[sequence]! / batch.sequences) * slope[output]!;
          gradients.outputBias[output]! += error;
          for (let unit = 0; unit < hidden; unit++) {
            gradients.output[output * hidden + unit]! += error * state[unit]!;
            d[unit]! += error * weights.output[output * hidden + unit]!;
          }
        }
      }
      stateNorms.add(step, d);

      // s = d ∘ f'(a_t), the derivative with respect to what the unit summed; v = W_recᵀ s = ∂E⁺/∂h_{t-1}.
      const s = d.map((value, unit) => value * units[net.unit].slope(state[unit]!));
      const v = new Float64Array(hidden);
      for (let to = 0; to < hidden; to++) {
        gradients.bias[to]! += s[to]!;
        for (let input = 0; input < net.inputs; input++) {
          gradients.input[to * net.inputs + input]! += s[to]! * inputAt(batch, step, input, sequence);
        }
        for (let from = 0; from < hidden; from++) {
          gradients.recurrent[to * hidden + from]! += s[to]! * previous[from]!;
          v[from]! += weights.recurrent[to * hidden + from]! * s[to]!;
        }
      }
      if (request.omega) addOmega(omega, request.omega.form, d, s, v);
      d = v;
    }
  }

  const omegaGradient = omega.gradient.map((value) => (omega.valid === 0 ? 0 : value / omega.valid));
  const alpha = request.omega?.weight ?? 0;
  if (alpha !== 0) {
    for (const [index, value] of omegaGradient.entries()) gradients.recurrent[index]! += alpha * value;
  }
  return {
    loss: evaluate(net, parameters, batch).loss,
    gradient: total,
    omega: request.omega ? (omega.valid === 0 ? 0 : omega.sum / omega.valid) : null,
    omegaGradient: request.omega?.separate ? omegaGradient : null,
    stateNorms: request.stateNorms ? stateNorms.norms() : null,
  };
}

export interface Weights {
  readonly input: Float64Array;
  readonly recurrent: Float64Array;
  readonly bias: Float64Array;
  readonly output: Float64Array;
  readonly outputBias: Float64Array;
}

/** The blocks of a parameter vector: views of a float64 vector, of a copy where it is float32. */
export function weightsOf(net: ElmanNet, parameters: Vector): Weights {
  const vector = parameters instanceof Float64Array ? parameters : Float64Array.from(parameters);
  return {
    input: blockOf(net, vector, 'W_in'),
    recurrent: blockOf(net, vector, 'W_rec'),
    bias: blockOf(net, vector, 'b'),
    output: blockOf(net, vector, 'W_out'),
    outputBias: blockOf(net, vector, 'b_out'),
  };
}

/** h_0 = 0 to h_T of one sequence, each `[H]`: h_t = f(W_in u_t + W_rec h_{t-1} + b). */
export function forward(net: ElmanNet, weights: Weights, batch: Batch, sequence: number): Float64Array[] {
  const { hidden, inputs } = net;
  const states = [new Float64Array(hidden)];
  for (let step = 0; step < batch.lengths[sequence]!; step++) {
    const previous = states[step]!;
    const state = new Float64Array(hidden);
    for (let to = 0; to < hidden; to++) {
      let sum = weights.bias[to]!;
      for (let input = 0; input < inputs; input++) {
        sum += weights.input[to * inputs + input]! * inputAt(batch, step, input, sequence);
      }
      for (let from = 0; from < hidden; from++) {
        sum += weights.recurrent[to * hidden + from]! * previous[from]!;
      }
      state[to] = units[net.unit].value(sum);
    }
    states.push(state);
  }
  return states;
}

/** y_t = W_out h_t + b_out, `[O]`. */
export function answerOf(net: ElmanNet, weights: Weights, state: Float64Array): Float64Array {
  return weights.outputBias.map((bias, output) => {
    let sum = bias;
    for (let unit = 0; unit < net.hidden; unit++) {
      sum += weights.output[output * net.hidden + unit]! * state[unit]!;
    }
    return sum;
  });
}

/** Component `input` of u_t; a symbol is the one-hot vector that it stands for. */
function inputAt(batch: Batch, step: number, input: number, sequence: number): number {
  if (batch.symbols) return batch.symbols[step * batch.sequences + sequence] === input ? 1 : 0;
  return batch.dense![(step * batch.inputs + input) * batch.sequences + sequence]!;
}

function isScored(batch: Batch, step: number, sequence: number): boolean {
  return batch.mask[step * batch.sequences + sequence] === 1;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
