import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import type { Batch, LossKind } from '../../../src/engine/batch.ts';
import { openWasmDevice } from '../../../src/engine/wasm/device.ts';
import { writeOnnx } from '../../../src/export/onnx-file.ts';
import { gruNet } from '../../../src/nets/gru.ts';
import { lstmNet } from '../../../src/nets/lstm.ts';
import type { Unit } from '../../../src/nets/net.ts';
import { randomBatch } from '../../support/engine/random-batch.ts';
import { type SampleChoice, sampleChampion } from '../../support/export/sample-champion.ts';

const device = openWasmDevice();

/** `[T][I][B]` as `[T][B][I]`. */
function byBatch({ dense, inputs, sequences }: Batch): Float32Array {
  return Float32Array.from({ length: dense!.length }, (_, at) => {
    const [row, input] = [Math.floor(at / inputs), at % inputs];
    const [step, sequence] = [Math.floor(row / sequences), row % sequences];
    return dense![(step * inputs + input) * sequences + sequence]!;
  });
}

function feeds(batch: Batch): Record<string, Tensor> {
  const { steps, sequences, inputs, symbols } = batch;
  const lengths = new Tensor('int32', Int32Array.from(batch.lengths), [sequences]);
  return symbols === null
    ? { lengths, inputs: new Tensor('float32', byBatch(batch), [steps, sequences, inputs]) }
    : {
        lengths,
        symbols: new Tensor('int64', BigInt64Array.from(symbols, BigInt), [steps, sequences]),
      };
}

const kinds = [
  ...(['tanh', 'logistic', 'relu'] as const).flatMap((unit) =>
    (['symbols', 'dense'] as const).map((kind) => [unit, kind, 'softmax'] as const),
  ),
  ['tanh', 'dense', 'squared'],
  ['logistic', 'symbols', 'bernoulli'],
] as const satisfies readonly (readonly [Unit, 'symbols' | 'dense', LossKind])[];

const sizes = { inputs: 5, hidden: 7, outputs: 3 };
const gated = [
  ['an LSTM with peepholes', lstmNet({ ...sizes, peepholes: true })],
  ['an LSTM without peepholes', lstmNet({ ...sizes, peepholes: false })],
  ['a GRU', gruNet(sizes)],
] as const;

describe('the ONNX model in onnxruntime', () => {
  it.each(kinds)('of %s units on %s under %s loss answers as our own device', async (unit, kind, loss) => {
    const gain = unit === 'relu' ? 0.5 : 0.9;
    await compare(`${unit}/${kind}`, kind, loss, { unit, hidden: 7, gain });
  });

  it.each(
    gated.flatMap(([name, net]) => (['symbols', 'dense'] as const).map((kind) => [name, kind, net] as const)),
  )('of %s on %s answers as our own device', async (_name, kind, net) => {
    const other = { net, options: {} };
    await compare(`${net.architecture}/${kind}`, kind, 'softmax', { other, gain: 3 });
  });

  async function compare(
    seed: string,
    kind: 'symbols' | 'dense',
    loss: LossKind,
    choice: SampleChoice,
  ): Promise<void> {
    const champion = sampleChampion({ inputs: { kind, size: 5 }, outputs: 3, loss, ...choice });
    const session = await InferenceSession.create(writeOnnx(champion));
    const batch = randomBatch({
      ...{ loss, input: kind, inputs: 5, outputs: 3, sequences: 100, steps: 30, seed },
      ...{ ragged: true, scored: 'all' },
    });
    const { outputs } = await session.run(feeds(batch));
    expect(outputs!.dims).toEqual([30, 100, 3]);
    const theirs = outputs!.data as Float32Array;
    const ours = device.evaluate(champion.net, champion.parameters, batch) as { outputs: Float32Array };
    let compared = 0;
    let largest = 0;
    for (let b = 0; b < 100; b++) {
      for (let t = 0; t < batch.lengths[b]!; t++) {
        for (let o = 0; o < 3; o++) {
          const difference = Math.abs(theirs[(t * 100 + b) * 3 + o]! - ours.outputs[(t * 3 + o) * 100 + b]!);
          largest = Math.max(largest, difference);
          compared++;
        }
      }
    }
    expect(compared).toBe(3 * batch.activeSteps);
    expect(largest).toBeLessThan(1e-5);
    // The answers differ from sequence to sequence, so that agreeing means something.
    const first = Array.from({ length: 100 }, (_, b) => theirs[3 * b]!);
    expect(Math.max(...first) - Math.min(...first)).toBeGreaterThan(0.01);
  }

  it('gives the hidden states, which are 0 beyond the end of a sequence', async () => {
    const champion = sampleChampion();
    const session = await InferenceSession.create(writeOnnx(champion));
    expect([session.inputNames, session.outputNames]).toEqual([
      ['symbols', 'lengths'],
      ['outputs', 'hidden'],
    ]);
    const { hidden } = await session.run({
      symbols: new Tensor('int64', new BigInt64Array(6), [3, 2]),
      lengths: new Tensor('int32', Int32Array.of(3, 1), [2]),
    });
    const rows = Array.from({ length: 6 }, (_, row) => [...hidden!.data.slice(3 * row, 3 * row + 3)]);
    expect(rows[0]).toEqual(rows[1]);
    expect(rows[0]!.some((value) => value !== 0)).toBe(true);
    expect([rows[3], rows[5]]).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  it('takes batches of any size, and refuses a symbol that the task has not', async () => {
    const session = await InferenceSession.create(writeOnnx(sampleChampion()), { logSeverityLevel: 4 });
    const run = (symbols: readonly bigint[]) =>
      session.run({
        symbols: new Tensor('int64', BigInt64Array.from(symbols), [symbols.length, 1]),
        lengths: new Tensor('int32', Int32Array.of(symbols.length), [1]),
      });
    for (const length of [1, 2, 50]) {
      const { outputs } = await run(new Array(length).fill(5n));
      expect(outputs!.dims).toEqual([length, 1, 4]);
      expect((outputs!.data as Float32Array).slice(-4).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6);
    }
    await expect(run([6n])).rejects.toThrow(/out of|bounds/);
  });
});
