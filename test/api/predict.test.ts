import { describe, expect, it } from 'vitest';
import { exportChampion } from '../../src/export/export-champion.ts';
import { championOf, openRun, predict, readChampion, summarise } from '../../src/index.ts';
import { sampleChampion } from '../support/export/sample-champion.ts';
import { smallRun, smallSpec } from '../support/export/small-run.ts';

describe('predict', () => {
  it('gives probabilities of classes after every step, and the class with its name', async () => {
    const champion = sampleChampion();
    const named = {
      ...champion,
      about: {
        ...champion.about,
        task: {
          ...champion.about.task,
          shape: { ...champion.about.task.shape, outputNames: ['a', 'b', 'c', 'd'] },
        },
      },
    };
    const answer = await predict(named, [0, 3, 5]);
    expect(answer.steps).toHaveLength(3);
    expect(answer.outputs).toEqual(answer.steps[2]!.outputs);
    expect(answer.outputs.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 6);
    const index = answer.outputs.indexOf(Math.max(...answer.outputs));
    expect(answer.class).toEqual({ index, name: 'abcd'[index], probability: answer.outputs[index] });
    expect(answer.names).toEqual(['a', 'b', 'c', 'd']);
    // What comes later does not change what was answered before.
    expect((await predict(named, [0, 3])).outputs).toEqual(answer.steps[1]!.outputs);
    const exact = await predict(named, [0, 3, 5], { device: 'reference' });
    for (const [at, value] of exact.outputs.entries()) expect(answer.outputs[at]).toBeCloseTo(value, 5);
  });

  it.each(['squared', 'bernoulli'] as const)(
    'gives values under %s loss, from vectors or one flat list',
    async (loss) => {
      const champion = sampleChampion({ loss, inputs: { kind: 'dense', size: 2 }, outputs: 3 });
      const answer = await predict(champion, [
        [0.5, -1],
        [2, 0.25],
      ]);
      expect(answer).toMatchObject({ class: null, names: null });
      expect(answer.outputs).toHaveLength(3);
      expect(await predict(champion, [0.5, -1, 2, 0.25])).toEqual(answer);
      expect(await predict(champion, Float32Array.of(0.5, -1, 2, 0.25))).toEqual(answer);
      if (loss === 'bernoulli') expect(answer.outputs.every((p) => p > 0 && p < 1)).toBe(true);
    },
  );

  it.each<[string, unknown, string]>([
    ['no steps', [], 'predict: the sequence must be a list with one entry a step, and at least one'],
    ['a number', 5, 'predict: the sequence must be a list'],
    ['a text', 'abc', 'predict: the sequence must be a list'],
    ['a symbol out of range', [0, 6], 'predict: sequence 0, step 1: symbol 6 is outside 0..5'],
  ])('refuses %s in one line', async (_, sequence, message) => {
    await expect(predict(sampleChampion(), sequence as number[])).rejects.toThrow(message);
  });

  it('refuses vectors of another size, and a device that is not there', async () => {
    const champion = sampleChampion({ inputs: { kind: 'dense', size: 2 } });
    await expect(predict(champion, [1, 2, 3])).rejects.toThrow(
      'a flat list of 3 numbers, it must have 2 for every step',
    );
    await expect(predict(champion, [[1, 2, 3]])).rejects.toThrow(/^predict: sequence 0/);
    await expect(predict(champion, [1, 2], { device: 'abacus' })).rejects.toThrow("'abacus'");
  });
});

describe('a run that is read by a program', () => {
  it('is summarised, and its champion answers as the exported one', async () => {
    const small = await smallRun(smallSpec([['xor', { length: 10 }]]));
    const run = openRun(small.path);
    const results = new Map(run.trials().map(({ id, result }) => [id, result!]));
    expect(summarise(run)).toEqual(summarise(run.spec(), results));
    expect(summarise(run).tasks[0]!.verdict.rows).toHaveLength(2);
    const champion = championOf(run, { contestant: 'genitor' });
    const sequence = Array.from({ length: 10 }, (_, t) => [t % 3 === 0 ? 1 : 0, t % 2]);
    const { bytes } = exportChampion(run, { contestant: 'genitor', format: 'onnx' });
    const answer = await predict(champion, sequence);
    expect(await predict(readChampion(bytes, 'champion.onnx'), sequence)).toEqual(answer);
    expect(answer.outputs[0]).toBeGreaterThan(0);
    expect(() => championOf(run, { contestant: 'nobody' })).toThrow("unknown contestant 'nobody'");
    run.close();
    small.remove();
  });
});
