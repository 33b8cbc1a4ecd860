import { describe, expect, it } from 'vitest';
import { randomSearch } from '../../src/learners/random-search.ts';
import {
  functionProblem,
  type LossFunction,
  search,
  sphere,
  steps,
} from '../support/learners/fake-problem.ts';

describe('random search', () => {
  it('keeps the best of its draws, each from a stream of its own', async () => {
    const problem = functionProblem(3, sphere);
    const running = await search(randomSearch, problem, { inFlight: 12 });
    const reports = await steps(running, 8);
    const draws = Array.from({ length: 24 }, (_, number) =>
      problem.initialise(problem.random('draw', number)),
    );
    const losses = draws.map((parameters) => sphere(parameters, 0));
    for (const [step, { loss, evaluations }] of reports.entries()) {
      expect(evaluations).toBe(3);
      expect(loss).toBe(Math.min(...losses.slice(0, 3 * (step + 1))));
    }
    expect(running.champion().parameters).toEqual(draws[losses.indexOf(Math.min(...losses))]);
  });

  it('evaluates its best again on each new batch, at its cost', async () => {
    const harder: LossFunction = (parameters, batch) => sphere(parameters, 0) + 100 * batch;
    const running = await search(randomSearch, functionProblem(3, harder), { inFlight: 4, renewal: 10 });
    const reports = await steps(running, 24);
    expect(
      reports.map(({ evaluations }) => evaluations - 1).flatMap((more, step) => (more === 1 ? [step] : [])),
    ).toEqual([10, 20]);
    expect(reports.map(({ loss }) => Math.floor(loss / 100))).toEqual([
      ...new Array<number>(10).fill(0),
      ...new Array<number>(10).fill(1),
      ...new Array<number>(4).fill(2),
    ]);
    expect(
      reports
        .map(({ loss }) => loss % 100)
        .every((loss, step, all) => step === 0 || loss <= all[step - 1]! + 1e-9),
    ).toBe(true);
  });
});
