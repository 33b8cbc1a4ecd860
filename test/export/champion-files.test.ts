import { describe, expect, it } from 'vitest';
import { splitBlocks } from '../../src/export/assemble.ts';
import type { Champion } from '../../src/export/champion.ts';
import { formatFor, formats } from '../../src/export/formats.ts';
import { readMessage, textOf } from '../../src/export/onnx/protobuf.ts';
import { readChampion } from '../../src/export/read-champion.ts';
import { readSafetensors, writeSafetensors } from '../../src/formats/safetensors.ts';
import { sampleChampion } from '../support/export/sample-champion.ts';

const bits = (champion: Champion): Uint32Array => new Uint32Array(champion.parameters.buffer.slice(0));

describe.each(formats.map((format) => [format.name, format] as const))('a champion as %s', (name, format) => {
  it('comes back with every section and every bit of its weights', () => {
    const champion = sampleChampion();
    champion.parameters.set([-0, 2 ** -149, 3.4e38, 0.1, 1 / 3]);
    const back = readChampion(format.write(champion), `a.${name}`);
    expect(back.about).toEqual(champion.about);
    expect(back.net).toEqual(champion.net);
    expect(bits(back)).toEqual(bits(champion));
  });

  it('is told by its bytes, whatever the file is called', () => {
    const bytes = format.write(sampleChampion());
    for (const called of ['net', 'net.json', 'net.onnx', 'net.safetensors']) {
      expect(readChampion(bytes, called).net).toMatchObject({ hidden: 3 });
    }
    expect(formats.filter((one) => one.recognises(bytes))).toEqual([format]);
  });

  it('reads from a view into a larger memory, as files are read', () => {
    const bytes = format.write(sampleChampion());
    const larger = new Uint8Array(bytes.length + 13);
    larger.set(bytes, 5);
    const view = Buffer.from(larger.buffer, 5, bytes.length);
    expect(bits(readChampion(view, 'a'))).toEqual(bits(sampleChampion()));
  });

  it('is the same bytes each time it is written', () => {
    expect(format.write(sampleChampion())).toEqual(format.write(sampleChampion()));
  });
});

describe('the safetensors file', () => {
  it('names a tensor a block, aligned, and holds the sections as JSON in strings', () => {
    const champion = sampleChampion();
    const bytes = formatFor('a.safetensors').write(champion);
    const { tensors, metadata } = readSafetensors(bytes, { name: 'a' });
    expect(Object.entries(tensors).map(([name, { shape }]) => [name, shape])).toEqual([
      ['W_in', [3, 6]],
      ['W_out', [4, 3]],
      ['W_rec', [3, 3]],
      ['b', [3]],
      ['b_out', [4]],
    ]);
    for (const [name, block] of splitBlocks(champion)) expect(tensors[name]!.data).toEqual(block.data);
    expect(Number(new DataView(bytes.buffer).getBigUint64(0, true)) % 8).toBe(0);
    expect(metadata.format).toBe('genoprop.champion/1');
    expect(JSON.parse(metadata.task!)).toEqual(champion.about.task);
    expect(JSON.parse(metadata.provenance!).commandLine).toEqual(champion.about.provenance.commandLine);
  });

  it('is read after Python has written it: other order, header padded with spaces', () => {
    const champion = sampleChampion();
    const { tensors, metadata } = readSafetensors(formatFor('a.safetensors').write(champion), { name: 'a' });
    // As safetensors.numpy.save_file lays it out: metadata in any order, tensors of one width by name.
    const header = JSON.stringify({
      __metadata__: Object.fromEntries(Object.entries(metadata).reverse()),
      ...describe(tensors),
    });
    const padded = `${header}${' '.repeat((8 - (header.length % 8)) % 8 || 8)}`;
    const data = Object.values(tensors).map(({ data: values }) => Buffer.from(values.buffer));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(Buffer.byteLength(padded)));
    const bytes = Buffer.concat([length, Buffer.from(padded), ...data]);
    expect(readChampion(bytes, 'a')).toEqual(champion);

    function describe(all: typeof tensors): object {
      let end = 0;
      const entries = Object.entries(all).map(([name, { shape, data: values }]) => {
        const begin = end;
        end += values.byteLength;
        return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }];
      });
      return Object.fromEntries(entries);
    }
  });

  it('takes weights that were changed on purpose, once its checksum is deleted', () => {
    const { tensors, metadata } = readSafetensors(formatFor('a.safetensors').write(sampleChampion()), {
      name: 'a',
    });
    tensors.b!.data[0] = 0.25;
    expect(() => readChampion(writeSafetensors(tensors, metadata), 'a')).toThrow(
      /^a: its weights or metadata are not those that were exported, the checksum differs; .*delete `checksum`/,
    );
    const { checksum: _, ...unsealed } = metadata;
    expect(readChampion(writeSafetensors(tensors, unsealed), 'a').parameters).toContain(0.25);
  });
});

describe('the JSON file', () => {
  it('is readable: a matrix is a list of its rows, numbers are short', () => {
    const champion = sampleChampion();
    champion.parameters.fill(Math.fround(0.1));
    const text = new TextDecoder().decode(formatFor('a.json').write(champion));
    expect(text).toContain('\n    "W_rec": [\n      [0.1, 0.1, 0.1],\n      [0.1, 0.1, 0.1],\n');
    expect(text).toContain('\n    "b": [0.1, 0.1, 0.1],\n');
    const { parameters, ...rest } = JSON.parse(text);
    expect(Object.keys(parameters)).toEqual(['W_in', 'W_rec', 'b', 'W_out', 'b_out']);
    expect(rest).toMatchObject({ format: 'genoprop.champion/1', trial: champion.about.trial });
  });
});

describe('the ONNX file', () => {
  const describedBy = (champion: Champion): string =>
    textOf(readMessage(formatFor('a.onnx').write(champion)), 6);

  it('says what to feed, what comes out and how to run it', () => {
    const symbols = describedBy(sampleChampion());
    expect(symbols).toContain('A champion of genoprop: small "ß" (genitor, elman, 46 parameters)');
    expect(symbols).toContain('symbols: int64 [time, batch]. One symbol a step, from 0 to 5.');
    expect(symbols).toContain("hidden = net.run(None, {'symbols': symbols, 'lengths': lengths})");
    const dense = describedBy(sampleChampion({ inputs: { kind: 'dense', size: 2 }, loss: 'squared' }));
    expect(dense).toContain('inputs: float [time, batch, 2]. One vector a step.');
    expect(dense).toContain('outputs: float [time, batch, 4]. After every step: the values themselves.');
    expect(dense).toContain("{'inputs': inputs, 'lengths': lengths}");
  });
});
