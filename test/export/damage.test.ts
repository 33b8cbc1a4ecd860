import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { splitBlocks } from '../../src/export/assemble.ts';
import { formatFor } from '../../src/export/formats.ts';
import { message } from '../../src/export/onnx/protobuf.ts';
import { readChampion } from '../../src/export/read-champion.ts';
import { writeSections } from '../../src/export/sections.ts';
import { type Tensor, writeSafetensors } from '../../src/formats/safetensors.ts';
import { sampleChampion } from '../support/export/sample-champion.ts';

type Tensors = Record<string, Tensor>;
type Metadata = Record<string, string>;

/** A safetensors file of the sample, changed, and without its checksum where that is not the point. */
function changed(change: (tensors: Tensors, metadata: Metadata) => void): Uint8Array {
  const champion = sampleChampion();
  const tensors: Tensors = Object.fromEntries(splitBlocks(champion));
  const { checksum: _, ...metadata } = writeSections(champion);
  change(tensors, metadata);
  return writeSafetensors(tensors, metadata);
}

/** One value in a section, changed. */
const withSection = (name: string, change: (section: Record<string, never>) => void): Uint8Array =>
  changed((_, metadata) => {
    const section = JSON.parse(metadata[name]!);
    change(section);
    metadata[name] = JSON.stringify(section);
  });

const json = (change: (file: Record<string, never>) => void): Uint8Array => {
  const file = JSON.parse(new TextDecoder().decode(formatFor('a.json').write(sampleChampion())));
  change(file);
  return new TextEncoder().encode(JSON.stringify(file));
};
const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const set = (object: object, values: object): void => void Object.assign(object, values);
const onnx = formatFor('a.onnx').write(sampleChampion());

const nan = new Float32Array([0, Number.NaN, 0]);
const cases: readonly (readonly [what: string, bytes: Uint8Array, message: string])[] = [
  ['an empty file', new Uint8Array(0), 'x: is empty'],
  ['something else', text('PNG and so on, nothing of ours'), 'x: is no champion: it must be a .safetensors'],
  ['other safetensors', writeSafetensors({ w: new Float32Array(2) }), 'its metadata names no format'],
  [
    'safetensors of another program',
    writeSafetensors({ w: new Float32Array(2) }, { format: 'pt' }),
    `x: is no champion of genoprop's: its format is "pt"`,
  ],
  [
    'a later version',
    changed((_, metadata) => set(metadata, { format: 'genoprop.champion/2' })),
    'x: has format "genoprop.champion/2", this genoprop reads genoprop.champion/1',
  ],
  ['a missing tensor', changed((tensors) => delete tensors.W_rec), 'x: tensor "W_rec" is missing'],
  [
    'an unknown tensor',
    changed((tensors) => set(tensors, { W_gate: new Float32Array(1) })),
    'x: unknown tensor "W_gate", this net has W_in, W_rec, b, W_out, b_out',
  ],
  [
    'a tensor of another shape',
    changed((tensors) => set(tensors, { W_rec: { shape: [9], data: new Float32Array(9) } })),
    'x: tensor "W_rec" has shape [9], this net needs [3, 3]',
  ],
  [
    'a matrix lying on its side',
    changed((tensors) => set(tensors, { W_in: { shape: [6, 3], data: new Float32Array(18) } })),
    'x: tensor "W_in" has shape [6, 3], this net needs [3, 6]',
  ],
  [
    'float64 weights',
    changed((tensors) => set(tensors, { b: new Float64Array(3) })),
    'x: tensor "b" must be F32, not F64',
  ],
  ['NaN weights', changed((tensors) => set(tensors, { b: nan })), 'x: tensor "b" holds NaN; every weight'],
  [
    'infinite weights',
    changed((tensors) => set(tensors, { b: nan.map(() => -1 / 0) })),
    'x: tensor "b" holds -Infinity',
  ],
  ['a missing section', changed((_, metadata) => delete metadata.task), 'x: metadata.task: '],
  ['a section of nobody', changed((_, metadata) => set(metadata, { note: '1' })), 'x: metadata: '],
  [
    'a section that is no JSON',
    changed((_, metadata) => set(metadata, { task: '{' })),
    'x: metadata.task is not valid JSON',
  ],
  [
    'a name twice in a section',
    changed((_, metadata) => set(metadata, { trial: metadata.trial!.replace('{', '{"seed":1,') })),
    'x: metadata.trial names "seed" twice',
  ],
  [
    'a section nested beyond all measure',
    changed((_, metadata) => set(metadata, { task: `${'['.repeat(50_000)}${']'.repeat(50_000)}` })),
    'x: metadata.task is nested more than 64 deep',
  ],
  [
    'a field of another type',
    withSection('trial', (trial) => set(trial, { seed: '7' })),
    'x: metadata.trial.seed: ',
  ],
  [
    'an unknown architecture',
    withSection('net', (net) => set(net, { architecture: 'elmann' })),
    "x: metadata: net: unknown architecture 'elmann', did you mean 'elman'?",
  ],
  [
    'a net option out of range',
    withSection('net', (net) => set(net.options, { hidden: 0 })),
    'x: metadata: net.options: hidden must be a whole number from 1 to 4096, not 0',
  ],
  [
    'a larger net than its tensors',
    withSection('net', (net) => set(net.options, { hidden: 4 })),
    'x: metadata: net.parameters is 46, this net has 64',
  ],
  [
    'a net of other sizes than its task',
    withSection('net', (net) => set(net, { inputs: 7 })),
    'x: metadata: net of 7 inputs and 4 outputs, but the task has 6 and 4',
  ],
  [
    'a task whose names do not fit',
    withSection('task', (task) => set(task.shape, { inputNames: ['a'] })),
    'x: metadata: task: shape.inputNames is a list of 1, it must be a list of 6',
  ],
  [
    'an error above 1',
    withSection('result', (result) => set(result.test, { error: 1.5 })),
    'metadata.result.test.error',
  ],
  ['JSON that is cut off', text('{"format": "genoprop.champion/1", "task"'), 'x: its text is not valid JSON'],
  ['JSON of another program', text('{"layers": []}'), `x: is no champion of genoprop's`],
  ['JSON without weights', json((file) => delete file.parameters), 'x: parameters must be an object'],
  [
    'JSON weights that are text',
    json((file) => set(file.parameters, { b: ['1', '2', '3'] })),
    'x: parameters."b" must be a list of numbers',
  ],
  [
    'JSON rows of different lengths',
    json((file) =>
      set(file.parameters, {
        W_rec: [
          [1, 2, 3],
          [1, 2],
          [1, 2, 3],
        ],
      }),
    ),
    'x: parameters."W_rec" must be a list of numbers, or of rows of equal length',
  ],
  [
    'JSON weights too large for float32',
    json((file) => set(file.parameters, { b: [1e39, 0, 0] })),
    'x: tensor "b" holds Infinity',
  ],
  ['a changed JSON weight', json((file) => set(file.parameters, { b: [0, 0, 0] })), 'the checksum differs'],
  ['a changed JSON section', json((file) => set(file.trial, { seed: 8 })), 'the checksum differs'],
  [
    'an ONNX model that is cut off',
    onnx.subarray(0, onnx.length - 3),
    'x: is no valid ONNX model: it ends 3 bytes',
  ],
  [
    'an ONNX model of another program',
    message([
      [1, 8n],
      [2, 'pytorch'],
    ]),
    'x: is no ONNX model that `genoprop export` wrote (it is of "pytorch")',
  ],
  [
    'an ONNX model of nobody',
    message([
      [1, 8n],
      [7, 'graph'],
    ]),
    '(it names no producer)',
  ],
];

describe('a champion that is none', () => {
  it.each(cases)('is refused in one line: %s', (_, bytes, expected) => {
    const read = () => readChampion(bytes, 'x');
    expect(read).toThrow(UserError);
    expect(read).toThrow(expected);
    expect(read).toThrow(/^x: [^\n]{1,400}…?$/);
  });

  it('is refused under the name that its ending promises', () => {
    expect(() => readChampion(text('no header here'), 'a.safetensors')).toThrow(
      'a.safetensors: not a valid safetensors file: ',
    );
    expect(() => readChampion(text('[1]'), 'a.json')).toThrow('a.json: must be a JSON object');
    expect(() => readChampion(text('~~'), 'a.onnx')).toThrow('a.onnx: is no valid ONNX model');
  });
});
