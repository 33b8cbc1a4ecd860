import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDevice } from '../../src/engine/index.ts';
import { evaluateChampion } from '../../src/export/evaluate-champion.ts';
import { exportChampion } from '../../src/export/export-champion.ts';
import { formats } from '../../src/export/formats.ts';
import { openOwnTask } from '../../src/export/own-task.ts';
import { readChampion } from '../../src/export/read-champion.ts';
import { openRun, type RunFile } from '../../src/store/run-file.ts';
import { resolveTask } from '../../src/tournament/spec/resolve.ts';
import { trialsOf } from '../../src/tournament/spec/trials-of.ts';
import { type SmallRun, smallRun, smallSpec } from '../support/export/small-run.ts';

// Symbols and dense inputs; each loss; scored last and at many steps; sampled and exhaustive; with measures.
const spec = smallSpec([
  ['temporal-order', { length: 8 }],
  ['addition', { length: 10 }],
  ['xor', { length: 10 }],
  ['memorisation', { positions: 2, delay: 3 }],
  ['anbn', { maximum: 5 }],
]);
const ids = trialsOf(spec).map(({ id }) => id);
let small: SmallRun;
let run: RunFile;
const device = await openDevice('wasm');

beforeAll(async () => {
  small = await smallRun(spec);
  run = openRun(small.path, { readOnly: true });
});
afterAll(() => {
  run.close();
  small.remove();
});

describe('an exported champion', () => {
  it.each(ids)('of %s scores, bit for bit, what its trial found in the test', async (trial) => {
    const { result } = run.trials().find(({ id }) => id === trial)!;
    expect(result!.testError).not.toBeNull();
    for (const { name } of formats) {
      const champion = readChampion(exportChampion(run, { format: name, trial }).bytes, `a.${name}`);
      const { task, trial: about } = champion.about;
      const choice = await (await openOwnTask(champion.about, 'a')).choose(task.options);
      expect(choice.facts.fingerprint).toBe(task.fingerprint);
      const evaluation = await evaluateChampion(champion, { task: choice, seed: about.seed, device });
      expect(evaluation.error).toBe(result!.testError);
      expect(evaluation.loss).toBe(result!.testLoss);
      expect(evaluation.measures).toEqual(result!.testMeasures);
      expect(evaluation.solved).toBe(result!.solved);
    }
  });

  it('is scored on other sequences under another seed, and on as many as are asked for', async () => {
    const { champion } = exportChampion(run, { format: 'json', task: spec.tasks[1]!.label });
    const task = spec.tasks[1]!;
    const told: number[] = [];
    const onProgress = (done: number) => void told.push(done);
    const some = { task, sequences: 1250, device };
    const first = await evaluateChampion(champion, { ...some, seed: 5, onProgress });
    const other = await evaluateChampion(champion, { ...some, seed: 6 });
    expect(first.sequences).toBe(1250);
    expect(told.at(-1)).toBe(1250);
    expect(first.loss).not.toBe(other.loss);
    expect(Math.abs(first.loss - other.loss)).toBeLessThan(0.2 * first.loss);
    expect(first.interval!.low).toBeLessThan(first.error);
    expect(first.interval!.high).toBeGreaterThan(first.error);
  });

  it('goes through all cases of a task that has few, and has no interval there', async () => {
    const task = spec.tasks[4]!;
    const { champion } = exportChampion(run, { format: 'json', task: task.label });
    const evaluation = await evaluateChampion(champion, { task, seed: 1, sequences: 99, device });
    expect(evaluation).toMatchObject({ sequences: 5, interval: null });
  });

  it('is refused by a task of other sizes', async () => {
    const { champion } = exportChampion(run, { format: 'json', task: spec.tasks[0]!.label });
    const task = resolveTask('xor');
    await expect(evaluateChampion(champion, { task, seed: 1, device })).rejects.toThrow(
      'task xor: has 2 inputs and 1 output, the net has 6 inputs and 4 outputs',
    );
  });

  it('gives numbers of its own under the reference device, next to those of its trial', async () => {
    const task = spec.tasks[0]!;
    const { champion } = exportChampion(run, { format: 'json', task: task.label });
    const request = { task, seed: 5, sequences: 200 };
    const ours = await evaluateChampion(champion, { ...request, device });
    const slow = await evaluateChampion(champion, { ...request, device: await openDevice('reference') });
    expect(slow.loss).not.toBe(ours.loss);
    expect(slow.loss).toBeCloseTo(ours.loss, 5);
  });
});
