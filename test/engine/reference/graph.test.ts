/** Graph nets on the reference device, held to computations by hand. */
import { describe, expect, it } from 'vitest';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { traceSequence } from '../../../src/engine/reference/trace.ts';
import { graph } from '../../../src/nets/graph.ts';
import { type GraphNet, graphNet } from '../../../src/nets/graph-net.ts';
import { countLinks, readStructure } from '../../../src/nets/graph-structure.ts';
import { restoreNet } from '../../../src/nets/stored-net.ts';
import { graphParameters } from '../../support/engine/graphs.ts';
import { randomBatch } from '../../support/engine/random-batch.ts';

const sizes = { inputs: 1, outputs: 1, hidden: 1, links: 6 };
/** Nodes: 0 the input, 1 the bias, 2 the output, 3 hidden. */
const links: readonly (readonly [from: number, to: number, weight: number])[] = [
  [0, 3, 0.5],
  [1, 3, -0.25],
  [3, 3, 0.75],
  [2, 3, 0.125],
  [3, 2, 2],
  [1, 2, 0.5],
];
const steep = (a: number): number => 1 / (1 + Math.exp(-4.9 * a));

/** Outputs of those links by hand: sums of the activations before, all nodes at once. */
function byHand(inputs: readonly number[], passes: number, f: (a: number) => number): number[] {
  let [output, hidden] = [0, 0];
  return inputs.map((u) => {
    let y = 0;
    for (let pass = 0; pass < passes; pass++) {
      const a = 0.5 * u - 0.25 + 0.75 * hidden + 0.125 * output;
      y = 2 * hidden + 0.5;
      [output, hidden] = [f(y), f(a)];
    }
    return y;
  });
}

describe('a graph net', () => {
  it.each([
    ['steep', 1, steep],
    ['steep', 3, steep],
    ['signed', 2, (a: number) => Math.tanh(2.45 * a)],
    ['tanh', 1, Math.tanh],
  ] as const)('of %s nodes updates all nodes at once, %i times a step', (unit, passes, f) => {
    const net = graphNet({ ...sizes, unit, passes });
    const parameters = graphParameters(net, links);
    const batch = randomBatch({
      loss: 'squared',
      input: 'dense',
      inputs: 1,
      outputs: 1,
      sequences: 2,
      steps: 5,
      seed: 3,
    });
    for (let sequence = 0; sequence < 2; sequence++) {
      const { outputs, shown } = traceSequence(net, parameters, batch, sequence);
      const given = outputs.map((_, step) => batch.dense![step * 2 + sequence]!);
      const expected = byHand(given, passes, f);
      for (const [step, [y]] of outputs.entries()) expect(y).toBeCloseTo(expected[step]!, 12);
      expect(shown[0]!.h).toHaveLength(2);
    }
  });

  it('gives its linear outputs to the loss', () => {
    const net = graphNet({ ...sizes, unit: 'steep', passes: 1 });
    const batch = randomBatch({
      loss: 'squared',
      input: 'dense',
      inputs: 1,
      outputs: 1,
      sequences: 1,
      steps: 4,
      seed: 2,
    });
    const { loss } = referenceDevice.evaluate(net, graphParameters(net, links), batch);
    const expected = byHand(Array.from(batch.dense!), 1, steep);
    const errors = Array.from(batch.answerSteps, (step) => (expected[step]! - batch.values![step]!) ** 2);
    expect(loss).toBeCloseTo(batch.weights[0]! * errors.reduce((sum, error) => sum + error, 0), 6);
  });

  it('has nodes at 0 at which no link ends, and outputs of 0 without links', () => {
    const net = graphNet({ ...sizes, unit: 'steep', passes: 1 });
    const batch = randomBatch({
      loss: 'squared',
      input: 'dense',
      inputs: 1,
      outputs: 1,
      sequences: 1,
      steps: 3,
      seed: 1,
    });
    const lone = traceSequence(net, graphParameters(net, [[3, 2, 5]]), batch, 0);
    expect(lone.outputs.map(([y]) => y)).toEqual([0, 0, 0]);
    const none = traceSequence(net, graphParameters(net, []), batch, 0);
    expect(none.outputs.map(([y]) => y)).toEqual([0, 0, 0]);
  });

  it('fails where its parameters are no graph', () => {
    const net = graphNet({ ...sizes, unit: 'steep', passes: 1 });
    const batch = randomBatch({
      loss: 'softmax',
      input: 'dense',
      inputs: 1,
      outputs: 1,
      sequences: 2,
      steps: 3,
      seed: 1,
    });
    for (const bad of [
      [9, 2, 1],
      [0, 0.5, 1],
      [0, 1, 1],
      [-1, 2, 1],
      [0, 2, Number.NaN],
    ] as const) {
      const parameters = graphParameters(net, [...links.slice(1), bad]);
      expect(readStructure(net, parameters)).toBeNull();
      expect(referenceDevice.evaluate(net, parameters, batch).loss).toBeNaN();
    }
  });

  it('costs a multiply-accumulate a link and update, and a genome as many as it has links', () => {
    const net = graphNet({ ...sizes, unit: 'steep', passes: 2, links: 10 });
    const extent = { activeSteps: 7, scoredSteps: 1, symbols: null };
    const parameters = graphParameters(net, links);
    expect(countLinks(net, parameters)).toBe(6);
    expect(graph.macs.ofGenome!(net, extent, parameters, 0)).toBe(7 * 2 * 6);
    expect(graph.macs.forward(net, extent)).toBe(7 * 2 * 10);
  });

  it('comes back from a file', () => {
    const net: GraphNet = graphNet({ ...sizes, unit: 'signed', passes: 2 });
    expect(restoreNet(JSON.parse(JSON.stringify(net)))).toEqual(net);
    expect(() => restoreNet({ ...net, hidden: -1 })).toThrow("the net's hidden: ");
  });
});
