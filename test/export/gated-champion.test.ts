import { describe, expect, it } from 'vitest';
import { formats } from '../../src/export/formats.ts';
import { readChampion } from '../../src/export/read-champion.ts';
import { randomParameters } from '../support/engine/random-batch.ts';
import { sampleChampion } from '../support/export/sample-champion.ts';
import { gatedNet } from '../support/nets/gated.ts';
import { offerGated } from '../support/nets/with-gated.ts';

offerGated();

describe('a champion of a net that is no Elman net', () => {
  const sample = sampleChampion();
  const net = gatedNet({ inputs: 6, hidden: 3, outputs: 4 });
  const about = {
    ...sample.about,
    net: {
      ...sample.about.net,
      architecture: 'gated',
      options: { hidden: 3, deviation: 0.3 },
      parameters: net.parameters,
    },
  };
  const champion = { about, net, parameters: randomParameters(net, 'sample') };

  it.each(formats.filter(({ name }) => name !== 'onnx').map((format) => [format.name, format] as const))(
    'goes through %s and back with its own blocks',
    (name, format) => {
      const back = readChampion(format.write(champion), `a.${name}`);
      expect(back.net).toEqual(net);
      expect(back.parameters).toEqual(champion.parameters);
    },
  );

  it('is refused as ONNX in one line that says what can be written', () => {
    const onnx = formats.find(({ name }) => name === 'onnx')!;
    expect(() => onnx.write(champion)).toThrow(
      'a net gated cannot be written as ONNX, only elman, lstm, gru, reservoir and graph; export it as .safetensors or .json',
    );
  });
});
