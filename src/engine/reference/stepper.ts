/**
 * Stepper: a net that is run step by step, in float64 on the host, for episodes, whose next input depends on the last
 * output. Its outputs are those of the reference device, to the last bit; all arrays are allocated once.
 */
import { architectureOf } from '../../nets/index.ts';
import type { Net } from '../../nets/net.ts';
import type { Vector } from '../device.ts';
import { abilityFor } from '../lacking.ts';
import type { CellStep } from './cells/cell.ts';
import { type Cells, cells } from './cells/index.ts';
import { graphStepper } from './graph-stepper.ts';
import { rangesOf, weightsOf } from './loop.ts';
import type { Stepper } from './running-net.ts';

export type { Stepper } from './running-net.ts';

/** Makes the stepper of a net with these parameters, in the state 0. */
export type MakeStepper = (net: Net, parameters: Vector) => Stepper;

/** Steppers of architectures that have no cell, by the architecture's name. */
export const ownSteppers: Readonly<Record<string, MakeStepper>> = { graph: graphStepper };

/**
 * Stepper of a net.
 * @param known cells; default: those of the registry
 * @throws UserError where the net's architecture has neither a stepper nor a cell
 */
export function stepperOf(net: Net, parameters: Vector, known: Cells = cells): Stepper {
  const own = ownSteppers[net.architecture];
  if (own !== undefined) return own(net, parameters);
  const cell = abilityFor(known, net);
  const weights = weightsOf(net, parameters);
  const carried = cell.carried(net);
  const hidden = cell.units(net);
  const [sums, kept] = [new Float64Array(cell.sums(net)), new Float64Array(cell.kept(net))];
  // Two steps in turn: the state after one is that before the other.
  const states = [new Float64Array(carried), new Float64Array(carried)] as const;
  const even: CellStep = { before: states[0], after: states[1], kept };
  const odd: CellStep = { before: states[1], after: states[0], kept };
  let last = odd;
  const { W_out: weight, b_out: bias } = weights as Record<'W_out' | 'b_out', Float64Array>;
  const product = cell.product === undefined ? denseSums({ net, cell, weights }) : null;
  return {
    macs: stepMacs(net),
    reset() {
      states[0].fill(0);
      states[1].fill(0);
      last = odd;
    },
    step(inputs, outputs) {
      const made = last === odd ? even : odd;
      if (product === null) cell.product!(net, weights, (input) => inputs[input]!, made.before, sums);
      else product(inputs, made.before, sums);
      cell.step(net, weights, sums, made);
      last = made;
      const { after } = made;
      for (let output = 0; output < outputs.length; output++) {
        let sum = bias[output]!;
        for (let unit = 0, at = output * hidden; unit < hidden; unit++, at++)
          sum += weight[at]! * after[unit]!;
        outputs[output] = sum;
      }
    },
    shown() {
      const views = cell.shown?.(net, last) ?? { h: last.after.subarray(0, hidden) };
      return Object.fromEntries(Object.entries(views).map(([name, values]) => [name, values.slice()]));
    },
  };
}

/** Multiply-accumulates of one step of a net with dense inputs whose answer is read at every step. */
export const stepMacs = (net: Net): number =>
  architectureOf(net).macs.forward(net, { activeSteps: 1, scoredSteps: 1, symbols: null });

type Sums = (inputs: Float64Array, before: Float64Array, sums: Float64Array) => void;

/** W_in u + W_rec h + b, each sum in the order in which the time loop (`loop.ts`) adds it. */
function denseSums(running: Parameters<typeof rangesOf>[0]): Sums {
  const { net, cell, weights } = running;
  const width = net.inputs;
  const { inputEnd, recurrentFrom } = rangesOf(running);
  const hidden = cell.units(net);
  const [weight, recurrent, bias] = [weights.W_in!, weights.W_rec!, weights.b!];
  return (inputs, before, sums) => {
    for (let to = 0; to < sums.length; to++) {
      let sum = bias[to]!;
      if (to < inputEnd) {
        for (let input = 0, at = to * width; input < width; input++, at++)
          sum += weight[at]! * inputs[input]!;
      }
      if (to >= recurrentFrom) {
        let at = (to - recurrentFrom) * hidden;
        for (let from = 0; from < hidden; from++, at++) sum += recurrent[at]! * before[from]!;
      }
      sums[to] = sum;
    }
  };
}
