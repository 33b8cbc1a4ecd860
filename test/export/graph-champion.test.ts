/** Champions that are graphs, as files and as drawings. */
import { describe, expect, it } from 'vitest';
import { formatFor, formats } from '../../src/export/formats.ts';
import { readChampion } from '../../src/export/read-champion.ts';
import { graphNet } from '../../src/nets/graph-net.ts';
import { graphParameters } from '../support/engine/graphs.ts';
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
  it.each(formats.filter(({ name }) => name !== 'onnx').map((format) => [format.name, format] as const))(
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

  it('is the only one that is drawn', () => {
    expect(() => formatFor('a', 'dot').write(sampleChampion())).toThrow(
      'a net elman cannot be drawn as DOT, only graph; export it as .safetensors, .json or .onnx',
    );
    expect(() => readChampion(formatFor('', 'dot').write(champion), 'a.dot')).toThrow(/^[^\n]+$/);
  });
});
