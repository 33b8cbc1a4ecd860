import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/engine/batch.ts';
import type { Device } from '../../src/engine/device.ts';
import { drawBatch } from '../../src/tasks/batches.ts';
import { announce, close, isDone, newJobQueue } from '../../src/tournament/threads/job-queue.ts';
import {
  type HelpAnswer,
  type HelpTask,
  newControl,
  setControl,
} from '../../src/tournament/threads/messages.ts';
import { KEPT_LESSONS, sharedEvaluator } from '../../src/tournament/threads/shared-evaluator.ts';
import { openWorkerPool } from '../../src/tournament/threads/worker-pool.ts';
import { assembleTrial, makeProblem } from '../../src/tournament/trial/problem.ts';
import { scorerOf } from '../../src/tournament/trial/scorer.ts';
import { keepLatest } from '../../workers/thread.ts';
import toys from '../support/tournament/toy-catalogue.ts';
import { catalogue, smallContestant, toyTrial } from '../support/tournament/toys.ts';

const spec = toyTrial(smallContestant('genitor'), { macs: 1 });
const parts = assembleTrial(spec, toys);
const { net } = parts;
const device: Device = await toys.openDevice('reference');
const problem = makeProblem(spec, parts, device);
const score = scorerOf(device, net, toys);

/** A block of genomes in shared memory. */
function population(count: number, seed: number): Float32Array {
  const genomes = new Float32Array(new SharedArrayBuffer(4 * count * net.parameters));
  for (let genome = 0; genome < count; genome++) {
    genomes.set(problem.initialise(problem.random(seed, genome)), genome * net.parameters);
  }
  return genomes;
}

/** Losses that the device gives at once, and the MACs of a forward pass for each genome. */
const expectedOf = async (genomes: Float32Array, count: number, batch: Batch) => ({
  losses: await device.evaluatePopulation(net, genomes, count, batch),
  macs: new Float64Array(count).fill(parts.architecture.macs.forward(net, batch)),
});

/** Helpers on that device, and what their owner and the test need of them. */
function hire(count: number, deviceName = 'reference') {
  const workerPool = openWorkerPool(count, { catalogue, drawers: 0 });
  const queue = newJobQueue();
  const control = newControl();
  const arriving: MessagePort[] = [];
  const answers = Array.from({ length: count }, (_, index) => {
    const { port1, port2 } = new MessageChannel();
    arriving.push(port1);
    const task: HelpTask = { queue, helper: index + 1, port: port2, device: deviceName, control };
    return workerPool.run<HelpAnswer>('evaluate', task, [port2]);
  });
  return { workerPool, queue, control, answers, newcomer: () => arriving.shift() };
}

describe('threads that help', () => {
  it('give a population the losses that the device gives it at once, on any number of batches', async () => {
    const { workerPool, queue, answers, newcomer } = hire(2);
    // An owner whose device refuses leaves all the work to the helpers.
    const idle: Device = { ...device, evaluatePopulation: () => new Promise(() => {}) };
    const evaluate = sharedEvaluator({ queue, score: scorerOf(idle, net, toys), net, jobMacs: 1, newcomer });
    const lone = sharedEvaluator({ queue, score, net, jobMacs: 1, newcomer: () => undefined });
    const genomes = population(7, 1);
    for (let index = 0; index < 2 * KEPT_LESSONS; index++) {
      const batch = drawBatch(parts.task, {}, ['batch'], index % (KEPT_LESSONS + 2), 8);
      const expected = await expectedOf(genomes, 7, batch);
      const collect = evaluate(genomes, 7, batch, 1e6);
      // The owner must not look before all jobs are done, for it would take one itself.
      while (![0, 1, 2].every((place) => isDone(queue, place))) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      expect(await collect()).toEqual(expected);
      expect(await lone(genomes, 7, batch, 1e6)()).toEqual(expected);
    }
    close(queue);
    expect(await Promise.all(answers)).toEqual([{ type: 'left' }, { type: 'left' }]);
    await workerPool.disband();
  });

  it('share many calls in flight with the thread that asks, in parts of several blocks', async () => {
    const { workerPool, queue, answers, newcomer } = hire(2);
    const evaluate = sharedEvaluator({ queue, score, net, jobMacs: 1, newcomer });
    const blocks = [population(9, 2), population(4, 3)];
    const batch = drawBatch(parts.task, {}, ['batch'], 0, 8);
    for (let round = 0; round < 50; round++) {
      const calls = blocks.flatMap((block) => [
        { part: block.subarray(0, 3 * net.parameters), count: 3 },
        { part: block.subarray(3 * net.parameters), count: block.length / net.parameters - 3 },
      ]);
      const collects = calls.map(({ part, count }) => evaluate(part, count, batch, 1e6));
      for (const [index, { part, count }] of calls.entries()) {
        expect(await collects[index]!()).toEqual(await expectedOf(part, count, batch));
      }
    }
    close(queue);
    await Promise.all(answers);
    await workerPool.disband();
  });

  it('leave when they are sent away, though the trial goes on', async () => {
    const { workerPool, queue, control, answers, newcomer } = hire(2);
    const evaluate = sharedEvaluator({ queue, score, net, jobMacs: 1, newcomer });
    const genomes = population(5, 4);
    const batch = drawBatch(parts.task, {}, ['batch'], 0, 8);
    const expected = await expectedOf(genomes, 5, batch);
    expect(await evaluate(genomes, 5, batch, 1e6)()).toEqual(expected);
    setControl(control, 'stop');
    announce(queue);
    expect(await Promise.all(answers)).toEqual([{ type: 'left' }, { type: 'left' }]);
    expect(await evaluate(genomes, 5, batch, 1e6)()).toEqual(expected);
    await workerPool.disband();
  });

  it('give their jobs back when their device fails, and say why', async () => {
    const { workerPool, queue, answers, newcomer } = hire(1, 'tin');
    const evaluate = sharedEvaluator({ queue, score, net, jobMacs: 1, newcomer });
    const genomes = population(5, 4);
    const batch = drawBatch(parts.task, {}, ['batch'], 0, 8);
    const expected = await expectedOf(genomes, 5, batch);
    expect(await evaluate(genomes, 5, batch, 1e6)()).toEqual(expected);
    expect(await answers[0]).toEqual({
      type: 'failed',
      detail: expect.stringMatching(/^device tin: unknown device 'tin'/),
    });
    await workerPool.disband();
  });
});

describe('a thread that keeps the latest', () => {
  it('drops what was used longest ago', () => {
    const map = new Map<string, number>();
    for (const [index, key] of ['a', 'b', 'a', 'c'].entries()) keepLatest(map, key, index, 2);
    expect([...map]).toEqual([
      ['a', 2],
      ['c', 3],
    ]);
  });
});
