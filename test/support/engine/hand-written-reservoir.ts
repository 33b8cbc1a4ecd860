/** Echo state network as a hand-written loop over dense matrices, step by step: the oracle of its devices. */
import { type Batch, runsFree } from '../../../src/engine/batch.ts';
import { blockOf } from '../../../src/nets/layout.ts';
import type { ReservoirNet } from '../../../src/nets/reservoir-net.ts';

export interface HandWrittenStep {
  /** [x; u], or x where the readout does not see the inputs. */
  readonly seen: number[];
  readonly y: number[];
}

/** Steps of one sequence, from the state `x` `[N]`. */
export function runByHand(
  net: ReservoirNet,
  parameters: Float32Array,
  batch: Batch,
  sequence: number,
  x: number[] = new Array(net.hidden).fill(0),
): HandWrittenStep[] {
  const { hidden, inputs, outputs, links, leak, decay, unit } = net;
  const of = (name: string): Float64Array => Float64Array.from(blockOf(net, parameters, name));
  const dense = new Float64Array(hidden * hidden);
  const [values, sources] = [of('W_rec_values'), of('W_rec_sources')];
  for (let at = 0; at < values.length; at++)
    dense[Math.floor(at / links) * hidden + sources[at]!]! += values[at]!;
  const [weights, bias, high, low] = [of('W_in'), of('b'), of('W_out'), of('W_out_low')];
  const [highBias, lowBias] = [of('b_out'), of('b_out_low')];
  const made: HandWrittenStep[] = [];
  let before = x;
  for (let step = 0; step < batch.lengths[sequence]!; step++) {
    const given = Array.from({ length: inputs }, (_, input) =>
      batch.symbols
        ? Number(batch.symbols[step * batch.sequences + sequence] === input)
        : batch.dense![(step * inputs + input) * batch.sequences + sequence]!,
    );
    const u = runsFree(batch, step, sequence)
      ? given.map((value, input) => (input < outputs ? made[step - 1]!.y[input]! : value))
      : given;
    const state = before.map((own, to) => {
      let sum = bias[to]!;
      for (let input = 0; input < inputs; input++) sum += weights[to * inputs + input]! * u[input]!;
      for (let from = 0; from < hidden; from++) sum += dense[to * hidden + from]! * before[from]!;
      return (1 - leak * decay) * own + leak * (unit === 'tanh' ? Math.tanh(sum) : sum);
    });
    const seen = net.direct ? [...state, ...u] : state;
    const y = Array.from({ length: outputs }, (_, output) =>
      seen.reduce(
        (sum, value, at) =>
          sum + (high[output * seen.length + at]! + low[output * seen.length + at]!) * value,
        highBias[output]! + lowBias[output]!,
      ),
    );
    made.push({ seen, y });
    before = state;
  }
  return made;
}
