/**
 * Feedback folded into the recurrent weights. Linear outputs y = W_out h + b_out that come back through the first O
 * columns F of W_in make the sums of a step F y_{t-1} + W_rec h_{t-1} + b, which are those of a net with
 *
 *   W_rec + F W_out   in place of W_rec,   b + F b_out   in place of b,
 *
 * whose fed-back inputs are 0. So a free run is an ordinary pass with other weights. Where W_in has rows of sums that W_rec
 * has none of (the candidate of a GRU, whose recurrent part is under the reset gate), the folded W_rec has these too.
 */

import { block, layOut } from '../../nets/layout.ts';
import type { Net } from '../../nets/net.ts';
import type { Vector } from '../device.ts';

/** Net with its feedback folded in. */
export interface Fold {
  /** The net of the folded parameters: as the own, W_rec `[S×H]`. */
  readonly net: Net;
  /** Multiply-accumulates of folding, and of `unfold`. */
  readonly macs: number;
  /** Folded parameters of θ `[parameters]`; float64 where these are. */
  fold(parameters: Vector): Vector;
  /**
   * Chain rule back through `fold`: adds to the gradient `[parameters]` with respect to θ the part that the gradient
   * `slope` with respect to the folded parameters implies.
   */
  unfold(parameters: Vector, slope: Vector, gradient: Float64Array): void;
}

const BLOCKS = ['W_in', 'W_rec', 'b', 'W_out', 'b_out'] as const;

/** True for a net that is a cell around one product, whose feedback can be folded in. */
export const isFoldable = ({ blocks }: Net): boolean =>
  BLOCKS.every((name) => blocks.some((one) => one.name === name));

const known = new WeakMap<Net, Fold>();

/** @throws RangeError for a net that is no cell around one product: a mistake in the calling code */
export function foldOf(net: Net): Fold {
  const made = known.get(net) ?? makeFold(net);
  known.set(net, made);
  return made;
}

function makeFold(net: Net): Fold {
  const { inputs, outputs } = net;
  const [input, recurrent, bias, output, outputBias] = BLOCKS.map((name) => block(net, name)) as [
    Block,
    Block,
    Block,
    Block,
    Block,
  ];
  const hidden = recurrent.shape[1]!;
  const sums = bias.size;
  const inputRows = input.shape[0]!;
  // W_rec has rows of the last sums; folded, of all that W_in has rows of, too.
  const recurrentFrom = sums - recurrent.shape[0]!;
  const shapes = net.blocks.map(
    ({ name, shape }) => [name, name === 'W_rec' ? [sums, hidden] : shape] as const,
  );
  const { blocks, parameters } = layOut(shapes);
  const folded: Net = { ...net, blocks, parameters };
  const wide = block(folded, 'W_rec');
  const wideBias = block(folded, 'b');
  const others = net.blocks.filter(({ name }) => name !== 'W_rec');

  return {
    net: folded,
    macs: inputRows * outputs * (hidden + 1),
    fold(own) {
      const made = own instanceof Float64Array ? new Float64Array(parameters) : new Float32Array(parameters);
      for (const { name, offset, size } of others)
        made.set(own.subarray(offset, offset + size) as Float32Array, block(folded, name).offset);
      made.set(
        own.subarray(recurrent.offset, recurrent.offset + recurrent.size) as Float32Array,
        wide.offset + recurrentFrom * hidden,
      );
      for (let row = 0; row < inputRows; row++) {
        for (let unit = 0; unit < hidden; unit++) {
          const at = wide.offset + row * hidden + unit;
          let sum = made[at]!;
          for (let from = 0; from < outputs; from++) {
            sum += own[input.offset + row * inputs + from]! * own[output.offset + from * hidden + unit]!;
          }
          made[at] = sum;
        }
        let sum = made[wideBias.offset + row]!;
        for (let from = 0; from < outputs; from++) {
          sum += own[input.offset + row * inputs + from]! * own[outputBias.offset + from]!;
        }
        made[wideBias.offset + row] = sum;
      }
      return made;
    },
    unfold(own, slope, gradient) {
      for (const { name, offset, size } of others) {
        const from = block(folded, name).offset;
        for (let at = 0; at < size; at++) gradient[offset + at]! += slope[from + at]!;
      }
      const begin = wide.offset + recurrentFrom * hidden;
      for (let at = 0; at < recurrent.size; at++) gradient[recurrent.offset + at]! += slope[begin + at]!;
      for (let row = 0; row < inputRows; row++) {
        const dBias = slope[wideBias.offset + row]!;
        for (let from = 0; from < outputs; from++) {
          const weightAt = input.offset + row * inputs + from;
          const weight = own[weightAt]!;
          let dWeight = dBias * own[outputBias.offset + from]!;
          for (let unit = 0; unit < hidden; unit++) {
            const dRecurrent = slope[wide.offset + row * hidden + unit]!;
            const outputAt = output.offset + from * hidden + unit;
            dWeight += dRecurrent * own[outputAt]!;
            gradient[outputAt]! += weight * dRecurrent;
          }
          gradient[weightAt]! += dWeight;
          gradient[outputBias.offset + from]! += weight * dBias;
        }
      }
    },
  };
}

type Block = ReturnType<typeof block>;
