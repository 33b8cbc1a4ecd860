import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../../src/engine/device.ts';
import { referenceDevice } from '../../../src/engine/reference/reference.ts';
import { formats } from '../../../src/export/formats.ts';
import { writeOnnx } from '../../../src/export/onnx-file.ts';
import { readChampion } from '../../../src/export/read-champion.ts';
import { randomBatch } from '../../support/engine/random-batch.ts';
import { drawnReservoir } from '../../support/engine/reservoir-cases.ts';
import { sampleChampion } from '../../support/export/sample-champion.ts';

/** Champion that is a drawn reservoir on symbols or numbers. */
function champion(options: object, kind: 'symbols' | 'dense') {
  const all = { hidden: 13, connectivity: 0.2, deviation: 0.3, ...options };
  const { net, parameters } = drawnReservoir(all, 1, { inputs: 5, outputs: 3 });
  const inputs = { kind, size: 5 };
  return sampleChampion({ inputs, outputs: 3, loss: 'squared', other: { net, options: all, parameters } });
}

const kinds = [{}, { leak: 0.3, direct: false }, { leak: 0.44, decay: 0.9 }];

describe('a champion that is a reservoir', () => {
  it.each(formats)('goes through $name and back, every weight and link', (format) => {
    const own = champion({ leak: 0.3 }, 'dense');
    const back = readChampion(format.write(own), `a.${format.name}`);
    expect(back.net).toEqual(own.net);
    expect(back.parameters).toEqual(own.parameters);
  });

  it.each(
    kinds.flatMap((options) => (['symbols', 'dense'] as const).map((kind) => [options, kind] as const)),
  )('answers in onnxruntime as on the reference device: %j on %s', async (options, kind) => {
    const own = champion(options, kind);
    const session = await InferenceSession.create(writeOnnx(own));
    const [steps, sequences] = [20, 6];
    const batch = randomBatch({
      ...{ loss: 'squared', input: kind, inputs: 5, outputs: 3, sequences, steps, seed: 3 },
      ...{ ragged: true, scored: 'all' },
    });
    const given =
      batch.symbols === null
        ? new Tensor(
            'float32',
            Float32Array.from({ length: steps * sequences * 5 }, (_, at) => {
              const [row, input] = [Math.floor(at / 5), at % 5];
              const [step, sequence] = [Math.floor(row / sequences), row % sequences];
              return batch.dense![(step * 5 + input) * sequences + sequence]!;
            }),
            [steps, sequences, 5],
          )
        : new Tensor('int64', BigInt64Array.from(batch.symbols, BigInt), [steps, sequences]);
    const lengths = new Tensor('int32', Int32Array.from(batch.lengths), [sequences]);
    const { outputs } = await session.run({ lengths, [kind === 'dense' ? 'inputs' : 'symbols']: given });
    const theirs = outputs!.data as Float32Array;
    const ours = referenceDevice.evaluate(own.net, own.parameters, batch) as Evaluation;
    for (let b = 0; b < sequences; b++) {
      for (let step = 0; step < batch.lengths[b]!; step++) {
        for (let o = 0; o < 3; o++) {
          const right = ours.outputs[(step * 3 + o) * sequences + b]!;
          expect(Math.abs(theirs[(step * sequences + b) * 3 + o]! - right)).toBeLessThan(
            2e-6 * (1 + Math.abs(right)),
          );
        }
      }
    }
  });

  it.each([
    [{ decay: 0, leak: 0.1 }, 'of decay=0'],
    [{ unit: 'linear' }, 'of linear units'],
  ])('is refused as ONNX in one line where no operator has its units: %j', (options, kind) => {
    expect(() => writeOnnx(champion(options, 'dense'))).toThrow(
      `a net reservoir ${kind} cannot be written as ONNX; export it as .safetensors or .json`,
    );
  });
});
