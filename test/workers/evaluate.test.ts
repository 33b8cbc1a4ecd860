import { describe, expect, it } from 'vitest';
import { assembleCrew } from '../../src/tournament/crew.ts';
import type { EvaluationAnswer, EvaluationTask } from '../../src/tournament/messages.ts';
import { assembleTrial, makeProblem } from '../../src/tournament/problem.ts';
import { spreadEvaluator } from '../../src/tournament/spread.ts';
import { drawBatch } from '../../tasks/batches.ts';
import { keepLatest } from '../../workers/thread.ts';
import toys from '../tournament/toy-catalogue.ts';
import { catalogue, smallContestant, toyTrial } from '../tournament/toys.ts';

const spec = toyTrial(smallContestant('genitor'), { macs: 1 });
const parts = assembleTrial(spec, toys);
const { net } = parts;
const batches = [0, 1, 2].map((index) => drawBatch(parts.task, {}, ['batch'], index, 8));
const sharedMemory = (length: number) => new SharedArrayBuffer(length);
const ignore = () => {};

describe('a thread that evaluates', () => {
  it('asks for a basis that it does not know, and then knows it', async () => {
    const crew = assembleCrew(1, { catalogue });
    const losses = new Float64Array(sharedMemory(8));
    const genomes = new Float32Array(sharedMemory(4 * net.parameters));
    const ask = (basis: EvaluationTask['basis']) =>
      crew.run<EvaluationAnswer>('evaluate', { basisNumber: 7, basis, genomes, losses });
    expect(await ask(null)).toEqual({ type: 'unknown' });
    expect(await ask({ device: 'reference', net, batch: batches[0]! })).toEqual({ type: 'evaluated' });
    // All parameters 0: both classes get 1/2.
    expect(losses[0]).toBeCloseTo(Math.LN2, 12);
    losses[0] = 0;
    expect(await ask(null)).toEqual({ type: 'evaluated' });
    expect(losses[0]).toBeCloseTo(Math.LN2, 12);
    expect(
      await crew.run('evaluate', {
        basisNumber: 8,
        basis: { device: 'tin', net, batch: batches[0]! },
        genomes,
        losses,
      }),
    ).toEqual({ type: 'failed', detail: expect.stringMatching(/^device tin: unknown device 'tin'/) });
    await crew.disband();
  });

  it('gives a spread population the losses that the device gives it at once', async () => {
    const device = await toys.openDevice('reference');
    const problem = makeProblem(spec, parts, device);
    const count = 7;
    const genomes = Float32Array.from(
      Array.from({ length: count }, (_, genome) => [...problem.initialise(problem.random(genome))]).flat(),
    );
    const crew = assembleCrew(2, { catalogue });
    const options = { crew, free: () => 2, chunkMacs: 1, onDeath: ignore };
    const evaluate = spreadEvaluator('reference', options);
    for (const batch of [...batches, batches[0]!]) {
      const expected = await device.evaluatePopulation(net, genomes, count, batch);
      expect(await evaluate(net, genomes, count, batch, 1e6)).toEqual(expected);
    }
    await crew.disband();
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
