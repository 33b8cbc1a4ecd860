/** Champions that are graphs, as files and as drawings. */
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { referenceDevice } from '../../src/engine/reference/reference.ts';
import { formatFor, formats } from '../../src/export/formats.ts';
import { writeOnnx } from '../../src/export/onnx-file.ts';
import { readChampion } from '../../src/export/read-champion.ts';
import type { GraphUnit } from '../../src/nets/graph-net.ts';
import { graphNet } from '../../src/nets/graph-net.ts';
import { randomStream } from '../../src/random/random.ts';
import { graphParameters, randomGraph } from '../support/engine/graphs.ts';
import { randomBatch } from '../support/engine/random-batch.ts';
import { sampleChampion } from '../support/export/sample-champion.ts';

const net = graphNet({ unit: 'steep', passes: 1, inputs: 2, outputs: 1, hidden: 1, links: 4 });
const parameters = graphParameters(net, [
  [0, 4, 1.5],
  [2, 4, -0.25],
  [4, 3, -3],
  [4, 4, 0.5],
]);
const plain = sampleChampion({
  ...{ inputs: { kind: 'dense', size: 2 }, outputs: 1, loss: 'bernoulli' },
  other: { net, options: { hidden: 50, links: 200 }, parameters },
});
const champion = {
  ...plain,
  about: { ...plain.about, net: { ...plain.about.net, own: JSON.parse(JSON.stringify(net)) } },
};

describe('a champion that is a graph', () => {
  it.each(formats.map((format) => [format.name, format] as const))(
    'goes through %s and back',
    (name, format) => {
      const back = readChampion(format.write(champion), `a.${name}`);
      expect(back.net).toEqual(net);
      expect(back.parameters).toEqual(parameters);
    },
  );

  it('is drawn as DOT, a node a line and a link a line', () => {
    const text = new TextDecoder().decode(formatFor('graph.dot').write(champion));
    const lines = text.split('\n');
    expect(lines[0]).toBe('digraph "temporal-order/small \\"ß\\"/2" {');
    expect(lines.filter((line) => line.includes('->'))).toEqual([
      '  n4 -> n3 [label = "-3.00", penwidth = 2.00, color = firebrick];',
      '  n0 -> n4 [label = "1.50", penwidth = 1.25, color = black];',
      '  n2 -> n4 [label = "-0.25", penwidth = 0.63, color = firebrick];',
      '  n4 -> n4 [label = "0.50", penwidth = 0.75, color = black];',
    ]);
    expect(lines.filter((line) => /^ {2}n\d+ \[/.test(line))).toHaveLength(5);
    expect(text).toContain('n2 [label = "bias", shape = box];');
    expect(text).toContain('n4 [label = "h1", shape = circle];');
    expect(text.endsWith('}\n')).toBe(true);
  });

  const units: readonly GraphUnit[] = ['steep', 'signed', 'tanh'];
  it.each(units)('answers in onnxruntime as on the reference device, of %s nodes', async (unit) => {
    const own = graphNet({ unit, passes: 1, inputs: 3, outputs: 2, hidden: 6, links: 20 });
    const champion = sampleChampion({
      ...{ inputs: { kind: 'dense', size: 3 }, outputs: 2, loss: 'squared' },
      other: { net: own, options: {}, parameters: randomGraph(own, 18, randomStream('onnx', unit)) },
    });
    const session = await InferenceSession.create(writeOnnx(champion));
    const [steps, sequences] = [9, 4];
    const form = {
      loss: 'squared',
      input: 'dense',
      inputs: 3,
      outputs: 2,
      sequences,
      steps,
      seed: 5,
    } as const;
    const batch = randomBatch({ ...form, scored: 'all' });
    const inputs = Float32Array.from({ length: steps * sequences * 3 }, (_, at) => {
      const row = Math.floor(at / 3);
      return batch.dense![(Math.floor(row / sequences) * 3 + (at % 3)) * sequences + (row % sequences)]!;
    });
    const { outputs } = await session.run({
      lengths: new Tensor('int32', new Int32Array(sequences).fill(steps), [sequences]),
      inputs: new Tensor('float32', inputs, [steps, sequences, 3]),
    });
    const theirs = outputs!.data as Float32Array;
    const ours = referenceDevice.evaluate(own, champion.parameters, batch).outputs;
    for (let step = 0; step < steps; step++)
      for (let b = 0; b < sequences; b++)
        for (let o = 0; o < 2; o++) {
          const right = ours[(step * 2 + o) * sequences + b]!;
          expect(Math.abs(theirs[(step * sequences + b) * 2 + o]! - right)).toBeLessThan(
            1e-5 * (1 + Math.abs(right)),
          );
        }
  });

  it('is refused as ONNX where a step makes several updates', () => {
    const many = graphNet({ unit: 'steep', passes: 3, inputs: 2, outputs: 1, hidden: 1, links: 4 });
    expect(() => writeOnnx({ ...champion, net: many })).toThrow(
      'a net graph of passes=3 cannot be written as ONNX; export it as .safetensors, .json or .dot',
    );
  });

  it('is the only one that is drawn', () => {
    expect(() => formatFor('a', 'dot').write(sampleChampion())).toThrow(
      'a net elman cannot be drawn as DOT, only graph; export it as .safetensors, .json or .onnx',
    );
    expect(() => readChampion(formatFor('', 'dot').write(champion), 'a.dot')).toThrow(/^[^\n]+$/);
  });
});
