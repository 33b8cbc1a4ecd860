import { describe, expect, it } from 'vitest';
import { findLearner } from '../../../src/learners/index.ts';
import { lookInside } from '../../../src/learners/inside.ts';
import type { Problem } from '../../../src/learners/learner.ts';
import { searchedOf } from '../../../src/learners/strategies/searched.ts';
import { elmanNet } from '../../../src/nets/elman.ts';
import { frozenBlocks, visibleUnits } from '../../../src/nets/frozen.ts';
import { block } from '../../../src/nets/layout.ts';
import { functionProblem, search, sphere, steps } from '../../support/learners/fake-problem.ts';

const small = { sequences: 4 };

/** Loss of the incumbent's parameters on a batch. */
const shifted = (parameters: Float32Array, batch: number): number => sphere(parameters, batch) + batch;

describe('a search by generations', () => {
  it('evaluates a generation in one call, so that idle threads share all of it', async () => {
    const problem = functionProblem(6, sphere);
    const running = await search(findLearner('snes'), problem, { ...small, population: 9, renewal: 0 });
    await steps(running, 5);
    // The next generation is under way when a step returns.
    expect(problem.evaluated).toEqual([9, 9, 9, 9, 9, 9]);
  });

  it('takes a new batch after so many evaluations, and evaluates its best again there', async () => {
    const problem = functionProblem(6, shifted);
    const running = await search(findLearner('cma-es'), problem, { ...small, population: 10, renewal: 25 });
    const reports = await steps(running, 7);
    expect(reports.map(({ evaluations }) => evaluations)).toEqual([10, 10, 10, 11, 10, 10, 11]);
    for (const [index, { loss }] of reports.entries()) {
      const batch = Math.floor(index / 3);
      expect(loss).toBeGreaterThanOrEqual(batch);
      expect(loss).toBeCloseTo(
        shifted(index === 6 ? running.champion().parameters : new Float32Array(6), batch),
        index === 6 ? 5 : -2,
      );
    }
  });

  it.each(['openai-es', 'pgpe'])('gives the mean of %s, evaluated beside each generation', async (name) => {
    const problem = functionProblem(6, sphere);
    const running = await search(findLearner(name), problem, { ...small, pairs: 4, renewal: 0 });
    const start = problem.initialise(problem.random('initial', 0));
    const [first] = await steps(running, 1);
    expect(first!.evaluations).toBe(9);
    expect(running.champion().parameters).toEqual(start);
    expect(first!.loss).toBe(sphere(start, 0));
    const later = await steps(running, 3);
    expect(later.at(-1)!.loss).toBe(sphere(running.champion().parameters, 0));
  });

  it('gives the elite of Deep GA by a second batch', async () => {
    // Odd batches, those of the candidates, ask for the opposite of even ones.
    const problem = functionProblem(
      4,
      (parameters, batch) => (batch % 2 === 0 ? 1 : -1) * parameters[0]! + 10,
    );
    const settings = { ...small, population: 20, parents: 5, candidates: 6, noise: 0.1 };
    const running = await search(findLearner('deep-ga'), problem, settings);
    const [first] = await steps(running, 1);
    expect(first!.evaluations).toBe(26);
    const drawn = Array.from({ length: 20 }, (_, index) =>
      problem.initialise(problem.random('initial', index)),
    );
    const best = drawn.map(([value]) => value!).sort((a, b) => a - b);
    // The greatest of the six least.
    expect(running.champion().parameters[0]).toBe(best[5]);
    expect(first!.loss).toBeCloseTo(10 - best[5]!, 5);
  });

  it('counts a genome beyond 32 bits as failed, whatever its loss', async () => {
    const problem = functionProblem(3, () => 1);
    const running = await search(findLearner('snes'), problem, { ...small, population: 8, initialStep: 1e6 });
    await steps(running, 2);
    expect(lookInside(running).failedEvaluations).toBe(0);
    const far: Problem = functionProblem(3, () => 1, { initialise: () => Float32Array.of(3.4e38, 0, 0) });
    const beyond = await search(
      findLearner('esp'),
      { ...far, net: { ...far.net } },
      {
        ...small,
        neurons: 4,
        trials: 1,
        mutationRate: 1,
        mutationScale: 1e6,
      },
    );
    await steps(beyond, 3);
    expect(beyond.champion().parameters.every(Number.isFinite)).toBe(true);
  });

  it('tells the best and the mean of the last generation', async () => {
    const problem = functionProblem(6, sphere);
    const running = await search(findLearner('cma-es'), problem, small);
    await steps(running, 3);
    const { generationLoss, meanLoss, championLoss, stepSize, conditionNumber, distance } =
      lookInside(running);
    expect(generationLoss).toBeGreaterThanOrEqual(championLoss as number);
    expect(meanLoss).toBeGreaterThan(generationLoss as number);
    for (const value of [stepSize, conditionNumber, distance]) expect(value).toBeGreaterThan(0);
  });
});

describe('the searched parameters', () => {
  const net = elmanNet({ unit: 'tanh', inputs: 2, hidden: 3, outputs: 2 });

  it('are all, where nothing is frozen', () => {
    const { n, read, write } = searchedOf({ net });
    const parameters = Float32Array.from({ length: n }, (_, index) => index);
    expect(n).toBe(net.parameters);
    const written = new Float32Array(n);
    expect(write(read(parameters), 0, written, 0)).toBe(true);
    expect(written).toEqual(parameters);
  });

  it('are those that are not frozen, which keep their values', () => {
    const frozen = visibleUnits(net);
    const { n, write } = searchedOf({ net, frozen });
    expect(n).toBe(net.parameters - frozen.indices.length);
    const written = new Float32Array(net.parameters).fill(9);
    write(new Float64Array(n).fill(5), 0, written, 0);
    for (const [at, index] of frozen.indices.entries()) expect(written[index]).toBe(frozen.values[at]);
    expect(written.filter((value) => value === 5).length).toBe(n);
  });

  it('are those that are learnt, where a problem says so', () => {
    const drawn = Float32Array.from({ length: net.parameters }, (_, index) => 100 + index);
    const learnt = [block(net, 'W_out')];
    const frozen = frozenBlocks(net, ['W_in', 'W_rec'], drawn);
    const { indices, write } = searchedOf({ net, frozen, learnt });
    expect([...indices]).toEqual([18, 19, 20, 21, 22, 23]);
    const written = new Float32Array(net.parameters);
    write(Float64Array.of(0, 1, 2, 3, 4, 5, 6), 1, written, 0);
    expect([...written.subarray(0, 15)]).toEqual([...drawn.subarray(0, 15)]);
    expect([...written.subarray(15)]).toEqual([0, 0, 0, 1, 2, 3, 4, 5, 6, 0, 0]);
  });

  it('are told where a number is beyond 32 bits', () => {
    const { n, write } = searchedOf({ net });
    expect(write(new Float64Array(n).fill(1e39), 0, new Float32Array(n), 0)).toBe(false);
  });
});
