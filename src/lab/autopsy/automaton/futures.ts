/**
 * Coordinates of hidden states by what the net answers after continuations that begin at them: states from which it
 * answers alike whatever follows are one state of an automaton (A. Nerode, Linear automaton transformations, Proceedings
 * of the AMS 9 (1958)), however far apart they lie. The continuations are ends of sequences of the task, as the columns of
 * an observation table in D. Angluin, Learning regular sets from queries and counterexamples, Information and Computation
 * 75 (1987).
 */
import { type Batch, shared } from '../../../engine/batch.ts';
import type { Device } from '../../../engine/device.ts';
import { carriedOf, memoryOf } from '../../../engine/reference/memory.ts';
import type { Net } from '../../../nets/net.ts';
import { type States, stateAt } from '../states.ts';
import type { Points } from './clusters.ts';

/** Hidden state after a step of a sequence. */
export type Place = readonly [sequence: number, step: number];

/** Continuation: symbols that are read from a state, and the steps after which the answers count. */
interface Continuation {
  readonly symbols: Int32Array;
  readonly asked: Int32Array;
}

const CONTINUATIONS = 32;
/** Most answers of one continuation that count: its last ones. */
const MOST_ASKED = 2;

/** Ends of sequences of the batch, cut at evenly spread shares of their lengths, from all of it to the last symbol. */
export function continuationsOf(batch: Batch, count = CONTINUATIONS): Continuation[] {
  const { sequences, symbols, lengths, mask } = batch;
  return Array.from({ length: count }, (_, place) => {
    const sequence = place % sequences;
    const length = lengths[sequence]!;
    const cut = Math.min(length - 1, Math.floor((place * length) / count));
    const steps = Array.from({ length: length - cut }, (_, step) => cut + step);
    const asked = steps.flatMap((step, at) => (mask[step * sequences + sequence] === 1 ? [at] : []));
    return {
      symbols: Int32Array.from(steps, (step) => symbols![step * sequences + sequence]!),
      asked: Int32Array.from(asked.slice(-MOST_ASKED)),
    };
  }).filter(({ asked }) => asked.length > 0);
}

/**
 * Coordinates of the states, `[places][answers × outputs]`: probabilities of the net's answers.
 * @param device one that carries states of the net
 */
export async function futuresOf(
  {
    net,
    parameters,
    device,
  }: { readonly net: Net; readonly parameters: Float32Array; readonly device: Device },
  { batch, states }: { readonly batch: Batch; readonly states: States },
  places: readonly Place[],
  continuations: readonly Continuation[],
): Promise<Points> {
  const count = places.length;
  const from = startsOf(net, batch, states, places);
  const width = continuations.reduce((sum, { asked }) => sum + asked.length, 0) * net.outputs;
  const values = new Float32Array(count * width);
  let column = 0;
  for (const continuation of continuations) {
    const same = sameFor(batch, continuation, count);
    const { outputs } = await device.evaluate(net, parameters, same, { from });
    for (let answer = 0; answer < continuation.asked.length; answer++) {
      for (let output = 0; output < net.outputs; output++, column++)
        for (let place = 0; place < count; place++)
          values[place * width + column] = outputs[(answer * net.outputs + output) * count + place]!;
    }
  }
  return { values, count, width };
}

/** States `[carried][places]` to begin at. */
function startsOf(net: Net, batch: Batch, states: States, places: readonly Place[]): Float32Array {
  const [first] = memoryOf(net);
  const from = new Float32Array(carriedOf(net) * places.length);
  for (const [place, [sequence, step]] of places.entries()) {
    const state = stateAt(states, batch, sequence, step);
    for (const [at, value] of state.entries()) from[(first + at) * places.length + place] = value;
  }
  return from;
}

/** Batch in which every sequence is that continuation. */
function sameFor(
  { loss, inputs, outputs }: Batch,
  { symbols, asked }: Continuation,
  sequences: number,
): Batch {
  const steps = symbols.length;
  const mask = shared.uint8(steps * sequences);
  for (const step of asked) mask.fill(1, step * sequences, (step + 1) * sequences);
  const read = shared.int32(steps * sequences);
  for (const [step, symbol] of symbols.entries()) read.fill(symbol, step * sequences, (step + 1) * sequences);
  return {
    ...{ loss, sequences, steps, inputs, outputs, mask },
    lengths: shared.int32(sequences).fill(steps),
    symbols: read,
    dense: null,
    classes: loss === 'softmax' ? shared.int32(steps * sequences) : null,
    values: loss === 'softmax' ? null : shared.float32(steps * outputs * sequences),
    weights: shared.float32(sequences).fill(1),
    answerSteps: shared.int32(asked.length).map((_, at) => asked[at]!),
    activeSteps: steps * sequences,
    scoredSteps: asked.length * sequences,
  };
}
