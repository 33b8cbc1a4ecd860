import { describe, expect, it } from 'vitest';
import { graphUnits } from '../../../src/engine/reference/cells/graph.ts';
import { stepJacobians } from '../../../src/engine/reference/jacobian.ts';
import { carriedOf, memoryOf } from '../../../src/engine/reference/memory.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { traceSequence } from '../../../src/engine/reference/trace.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { gruNet } from '../../../src/nets/gru.ts';
import { lstmNet } from '../../../src/nets/lstm.ts';
import type { Net } from '../../../src/nets/net.ts';
import { randomBatch, randomParameters } from '../../support/engine/random-batch.ts';
import { madeGraph } from '../../support/nets/made-graph.ts';

const batchFor = (inputs: number, outputs: number) =>
  randomBatch({ loss: 'softmax', input: 'dense', inputs, outputs, sequences: 2, steps: 6, seed: 5 });

const sizes = { inputs: 3, hidden: 4, outputs: 2 };
const nets: readonly (readonly [string, Net])[] = [
  ['tanh units', elmanNet({ unit: 'tanh', ...sizes })],
  ['logistic units', elmanNet({ unit: 'logistic', ...sizes })],
  ['an LSTM with peepholes', lstmNet({ peepholes: true, ...sizes })],
  ['a GRU', gruNet(sizes)],
];

describe('the Jacobian of a step', () => {
  it.each(nets)('of %s is the difference quotient of the states', (_, net) => {
    const batch = batchFor(3, 2);
    const parameters = Float64Array.from(randomParameters(net, 'jacobian', 1));
    const { at, size, areDifferences } = stepJacobians(net, parameters, batch, 1);
    expect(areDifferences).toBe(false);
    expect(size).toBe(carriedOf(net));
    const before = traceSequence(net, parameters, batch, 1).states[2]!;
    const jacobian = at(3);
    const reach = 1e-6;
    const after = (column: number, by: number) =>
      stepFrom(net, parameters, batch, before.with(column, before[column]! + by));
    for (let column = 0; column < size; column++) {
      const [low, high] = [after(column, -reach), after(column, reach)];
      for (let row = 0; row < size; row++)
        expect(jacobian[row * size + column]).toBeCloseTo((high[row]! - low[row]!) / (2 * reach), 7);
    }
  });

  it('of a ReLU net whose units are all on is W_rec', () => {
    const net = elmanNet({ unit: 'relu', inputs: 3, hidden: 3, outputs: 2 });
    const parameters = new Float32Array(net.parameters);
    const recurrent = [0.5, 0.25, 0, -0.125, 0.75, 0.5, 0.25, 0, 0.5];
    parameters.set(recurrent, net.blocks.find(({ name }) => name === 'W_rec')!.offset);
    parameters.fill(10, net.blocks.find(({ name }) => name === 'b')!.offset, 3 * 3 + 9 + 3);
    const { at, steps } = stepJacobians(net, parameters, batchFor(3, 2), 0);
    for (let step = 0; step < steps; step++) expect([...at(step)]).toEqual(recurrent);
  });

  it('of a graph net has the weights of its links times the slopes of their nodes', () => {
    // Nodes: 0 input, 1 bias, 2 output, 3 hidden.
    const { net, parameters } = madeGraph({ inputs: 1, outputs: 1, hidden: 1 }, [
      [0, 3, 1],
      [3, 3, 0.5],
      [3, 2, -0.75],
      [2, 3, 0.25],
    ]);
    const batch = batchFor(1, 1);
    expect(memoryOf(net)).toEqual([2, 4]);
    const { at, size, areDifferences } = stepJacobians(net, parameters, batch, 0);
    expect([size, areDifferences]).toEqual([2, true]);
    const before = traceSequence(net, parameters, batch, 0).states[1]!;
    const input = batch.dense![2 * 2]!;
    const sums = [-0.75 * before[3]!, input + 0.5 * before[3]! + 0.25 * before[2]!];
    const slopes = sums.map((sum) => 4.9 * graphUnits.steep(sum) * (1 - graphUnits.steep(sum)));
    const expected = [0, slopes[0]! * -0.75, slopes[1]! * 0.25, slopes[1]! * 0.5];
    for (const [place, value] of expected.entries()) expect(at(2)[place]).toBeCloseTo(value, 8);
  });
});

/** State of sequence 1 after step 3 from that state before it, as the device computes it with carried states. */
function stepFrom(
  net: Net,
  parameters: Float64Array,
  batch: ReturnType<typeof batchFor>,
  before: Float64Array,
): Float64Array {
  const { inputs, sequences } = batch;
  const one = randomBatch({
    ...{ loss: 'softmax', input: 'dense', inputs, outputs: net.outputs, scored: 'all' },
    ...{ sequences: 1, steps: 1, seed: 1 },
  });
  const dense = new Float32Array(inputs).map(
    (_, input) => batch.dense![(3 * inputs + input) * sequences + 1]!,
  );
  const { end } = referenceDevice.evaluate(net, parameters, { ...one, dense }, { from: before });
  return Float64Array.from(end!);
}
