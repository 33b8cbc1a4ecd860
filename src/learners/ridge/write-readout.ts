/** Readout of a regression in a net's parameters: each weight is the sum of two 32-bit numbers. */
import { block } from '../../nets/layout.ts';
import type { Net } from '../../nets/net.ts';
import type { Readout } from './solve.ts';

/** Writes W_out and b_out, and in `W_out_low` and `b_out_low` what 32 bits leave of them. */
export function writeReadout(net: Net, parameters: Float32Array, readout: Readout): void {
  for (const { from, high, low } of placesOf(net)) {
    parameters[high] = readout[from]!;
    parameters[low] = readout[from]! - parameters[high]!;
  }
}

/** Readout as it stands in the parameters. */
export function readReadout(net: Net, parameters: Float32Array): Readout {
  const places = placesOf(net);
  const readout = new Float64Array(places.length);
  for (const { from, high, low } of places) readout[from] = parameters[high]! + parameters[low]!;
  return readout;
}

/** Place of each weight: in the readout, and in the parameters its 32-bit number and the remainder. */
function placesOf(net: Net): { readonly from: number; readonly high: number; readonly low: number }[] {
  const { outputs } = net;
  const [weights, biases, weightsLow, biasesLow] = ['W_out', 'b_out', 'W_out_low', 'b_out_low'].map(
    (name) => block(net, name).offset,
  ) as [number, number, number, number];
  const features = block(net, 'W_out').shape[1]!;
  const places = Array.from({ length: outputs }, (_, output) => ({
    from: output,
    high: biases + output,
    low: biasesLow + output,
  }));
  for (let output = 0; output < outputs; output++) {
    for (let feature = 0; feature < features; feature++) {
      const at = output * features + feature;
      places.push({ from: (feature + 1) * outputs + output, high: weights + at, low: weightsLow + at });
    }
  }
  return places;
}
