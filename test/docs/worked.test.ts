/** The worked examples of docs/extending.md: its blocks are the files in worked/, and these do what it says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { figureFault } from '../../src/lab/figure-fault.ts';
import { plainWork } from '../../src/lab/view.ts';
import { lookInside } from '../../src/learners/inside.ts';
import type { Problem } from '../../src/learners/learner.ts';
import { drawBatch, judgeBatch } from '../../src/tasks/batches.ts';
import { taskProblems } from '../../src/tasks/check-task.ts';
import { blocks, root } from '../support/docs/snippets.ts';
import { hillClimber } from '../support/docs/worked/hill-climber.ts';
import majority from '../support/docs/worked/majority.ts';
import { majority as majoritySolver } from '../support/docs/worked/majority-solver.ts';
import { reach } from '../support/docs/worked/reach.ts';
import { functionProblem, netProblem, search, sphere, steps } from '../support/learners/fake-problem.ts';
import { solve } from '../support/tasks/solvers.ts';

/** The block that says it is that file. */
const block = (file: string) => blocks.find((one) => one.file === file)?.text;
const worked = (name: string): string =>
  readFileSync(join(root, 'test', 'support', 'docs', 'worked', name), 'utf8');

describe('docs/extending.md', () => {
  it('shows the worked examples as they are, with imports from where they would lie', () => {
    expect(block('src/learners/hill-climber.ts')).toBe(
      worked('hill-climber.ts')
        .replaceAll("'../../../../src/learners/", "'./")
        .replace("'../../../../src/", "'../"),
    );
    expect(block('tasks/majority.ts')).toBe(worked('majority.ts').replace("'../../../../src/", "'../src/"));
    const toy = (name: string): string => readFileSync(join(root, 'test', 'support', 'nets', name), 'utf8');
    expect(block('src/nets/gated.ts')).toBe(
      toy('gated.ts')
        .replaceAll("'../../../src/nets/", "'./")
        .replace("'../../../src/random/", "'../random/"),
    );
    expect(block('src/engine/reference/cells/gated.ts')).toBe(
      toy('gated-cell.ts')
        .replace("'../../../src/engine/reference/cells/", "'./")
        .replace("'../../../src/engine/", "'../../")
        .replace("'../../../src/numeric/", "'../../../numeric/")
        .replace("'./gated.ts'", "'../../../nets/gated.ts'"),
    );
    expect(block('src/lab/reach/index.ts')).toBe(
      worked('reach.ts').replaceAll("'../../../../src/lab/", "'../").replace("'../../../../src/", "'../../"),
    );
    expect(block('solver')).toBe(worked('majority-solver.ts').replace(/^import .*\n\n/, ''));
  });
});

describe('its task', () => {
  it('is a valid task that its solver solves', () => {
    expect(taskProblems(majority)).toEqual([]);
    for (const length of [1, 3, 21]) {
      const batch = drawBatch(majority, { length }, [1, 'worked'], 0, 200);
      const outputs = solve(batch, majoritySolver);
      expect(judgeBatch(majority, { length }, batch, outputs).wrong).toBe(0);
    }
  });
});

describe('its learner', () => {
  const small = { sequences: 8 };
  const seen = (running: Awaited<ReturnType<typeof search>>) => ({
    champion: [...running.champion().parameters],
    inside: lookInside(running),
    snapshot: running.snapshot(),
  });

  it('descends', async () => {
    const running = await search(hillClimber, functionProblem(5, sphere), { step: 1 });
    const [first] = await steps(running, 1);
    await steps(running, 200);
    expect(sphere(running.champion().parameters, 0)).toBeLessThan(first!.loss / 1000);
  });

  it('gives the same for the same seed and another for another', async () => {
    const [one, same, other] = [netProblem(), netProblem(), netProblem({ seed: 2 })];
    const played = async (problem: Problem) => {
      const running = await search(hillClimber, problem, small);
      return [await steps(running, 12), seen(running)];
    };
    const result = await played(one);
    expect(await played(same)).toEqual(result);
    expect(await played(other)).not.toEqual(result);
  });

  it('goes on from a snapshot as if it had never stopped', async () => {
    const whole = await search(hillClimber, netProblem(), small);
    await steps(whole, 7);
    const { arrays, values } = structuredClone(whole.snapshot());
    const expected = [await steps(whole, 13), seen(whole)];
    const snapshot = { arrays, values: JSON.parse(JSON.stringify(values)) };
    const resumed = await hillClimber.start(netProblem(), hillClimber.settings.parse(small), snapshot);
    expect([await steps(resumed, 13), seen(resumed)]).toEqual(expected);
  });

  it('never keeps a net whose loss is not finite', async () => {
    const fails = (parameters: Float32Array): boolean => parameters[0]! > 0;
    for (const failure of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const problem = functionProblem(3, (parameters) =>
        fails(parameters) ? failure : sphere(parameters, 0),
      );
      const running = await search(hillClimber, problem, { step: 1 });
      for (const { loss } of await steps(running, 40)) expect(loss).not.toBe(Number.NEGATIVE_INFINITY);
      expect(fails(running.champion().parameters)).toBe(false);
      expect(lookInside(running).failedEvaluations).toBeGreaterThan(0);
    }
  });
});

describe('its view of the lab', () => {
  it('multiplies the factors one by one, each scale by itself', async () => {
    const look = async (factors: number) =>
      await reach.look({ options: { factors, seed: 1 }, run: null, contestants: [] }, plainWork());
    const { figures, says } = await look(20);
    const [drawing] = figures[0]!.drawings;
    if (drawing?.kind !== 'lines') throw new Error('no lines');
    expect(drawing.lines.map(({ points }) => points.length)).toEqual([20, 20, 20]);
    const shorter = (await look(5)).figures[0]!.drawings[0]!;
    if (shorter.kind !== 'lines') throw new Error('no lines');
    expect(shorter.lines[2]!.points).toEqual(drawing.lines[2]!.points.slice(0, 5));
    expect(figureFault(figures[0]!)).toBeNull();
    const below = drawing.lines.filter(({ points }) => points.at(-1)![1]! < 1).length;
    expect(says).toContain(`After 20 factors ${below} of 3 products are below 1`);
  });
});
