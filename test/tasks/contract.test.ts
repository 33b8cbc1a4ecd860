import { describe, expect, it, vi } from 'vitest';
import type { Batch } from '../../src/engine/batch.ts';
import { randomStream } from '../../src/random/random.ts';
import { drawBatch, evaluationBatches, judgeBatch, shapeOf } from '../../src/tasks/batches.ts';
import { taskProblems } from '../../src/tasks/check-task.ts';
import { chanceSlack } from '../../src/tasks/checks/chance.ts';
import { sequenceOf } from '../../src/tasks/checks/digest.ts';
import { timeOnly } from '../../src/tasks/checks/time-only.ts';
import { findTask, sequenceTasks as tasks } from '../../tasks/index.ts';
import { drawnTargets, solve, solvers } from '../support/tasks/solvers.ts';
import { variantsOf } from '../support/tasks/variants.ts';

// The package's own name leads to the build, which need not be there.
vi.mock('genoprop', () => import('../../src/index.ts'));
const { examples } = await import('../support/tasks/examples.ts');
const all = [...tasks, ...examples];

const PATH = [1, 'contract'];

const ARRAYS = [
  'lengths',
  'symbols',
  'dense',
  'mask',
  'classes',
  'values',
  'weights',
  'answerSteps',
] as const;
const bytes = (batch: Batch): number[][] => ARRAYS.map((name) => Array.from(batch[name] ?? []));

/** Mean loss of a softmax batch from its outputs. */
function lossOfClasses({ sequences, outputs: width, answerSteps, ...batch }: Batch, outputs: Float32Array) {
  let loss = 0;
  for (const [s, t] of answerSteps.entries()) {
    for (let b = 0; b < sequences; b++) {
      if (batch.mask[t * sequences + b] === 0) continue;
      const target = batch.classes![t * sequences + b]!;
      loss -= (batch.weights[b]! * Math.log(outputs[(s * width + target) * sequences + b]!)) / sequences;
    }
  }
  return loss;
}

describe('the registry of tasks, with the examples', () => {
  it('has no name twice, and a solver for each', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(Object.keys(solvers).sort()).toEqual(all.map(({ name }) => name).sort());
  });

  it('finds a task by its name, and says the nearest where there is none', () => {
    expect(findTask('parity').name).toBe('parity');
    expect(() => findTask('adition')).toThrow("unknown task 'adition', did you mean 'addition'?");
  });
});

describe.each(all.map((task) => [task.name, task] as const))('%s', (_name, task) => {
  it('is a valid task', () => {
    expect(taskProblems(task)).toEqual([]);
  });

  describe.each(variantsOf(task).map((options) => [JSON.stringify(options), options] as const))(
    'with %s',
    (_, options) => {
      const small = drawBatch(task, options, PATH, 3, 7);

      it('draws the same bytes from the same stream', () => {
        expect(bytes(drawBatch(task, options, PATH, 3, 7))).toEqual(bytes(small));
      });

      it('begins a larger batch of the same number with the same sequences', () => {
        const larger = drawBatch(task, options, PATH, 3, 12);
        for (let b = 0; b < 7; b++) expect(sequenceOf(larger, b)).toBe(sequenceOf(small, b));
      });

      it('has the sizes that its shape says', () => {
        const shape = shapeOf(task, options);
        const { sequences: count, steps } = small;
        expect(small).toMatchObject({
          loss: shape.loss,
          sequences: 7,
          inputs: shape.inputs.size,
          outputs: shape.outputs,
        });
        expect(small.lengths).toHaveLength(count);
        expect(Math.max(...small.lengths)).toBe(steps);
        expect(small.symbols?.length ?? 0).toBe(shape.inputs.kind === 'symbols' ? steps * count : 0);
        expect(small.dense?.length ?? 0).toBe(
          shape.inputs.kind === 'dense' ? steps * shape.inputs.size * count : 0,
        );
        expect(small.classes?.length ?? 0).toBe(shape.loss === 'softmax' ? steps * count : 0);
        expect(small.values?.length ?? 0).toBe(shape.loss === 'softmax' ? 0 : steps * shape.outputs * count);
      });

      it('counts its steps and scored steps, and scores none beyond an end', () => {
        const { sequences: count, mask, lengths } = small;
        // All sequences of a part have the same weight of their own, where they have one.
        const random = randomStream(...PATH, 'weight');
        const context = { part: 'training' } as const;
        const shared = task.shared?.(random, options, context);
        const { weight: ownWeight = 1 } = task.sample(random, options, { ...context, index: 0, shared });
        expect(small.activeSteps).toBe(lengths.reduce((sum, length) => sum + length, 0));
        expect(small.scoredSteps).toBe(mask.reduce((sum, one) => sum + one, 0));
        const answered = Array.from({ length: small.steps }, (_, t) => t).filter((t) =>
          mask.subarray(t * count, (t + 1) * count).includes(1),
        );
        expect([...small.answerSteps]).toEqual(answered);
        for (let b = 0; b < count; b++) {
          let ones = 0;
          for (let t = 0; t < small.steps; t++) {
            ones += mask[t * count + b]!;
            if (t >= lengths[b]!) expect(mask[t * count + b]).toBe(0);
          }
          const reduced = shapeOf(task, options).reduction === 'sum' ? 1 : 1 / ones;
          expect(small.weights[b]).toBe(Math.fround(ownWeight * reduced));
        }
      });

      it('is solved by a solver that reads the encoded input alone', () => {
        const batch = drawBatch(task, options, PATH, 0, 40);
        const outputs = solve(batch, () => solvers[task.name]!(options));
        if (drawnTargets.has(task.name)) {
          expect(lossOfClasses(batch, outputs)).toBeLessThan(task.success!.loss!);
          return;
        }
        expect(judgeBatch(task, options, batch, outputs).wrong).toBe(0);
      });

      it('answers wrong where the outputs are NaN', () => {
        const outputs = new Float32Array(small.answerSteps.length * small.outputs * 7).fill(Number.NaN);
        expect(judgeBatch(task, options, small, outputs).wrong).toBe(7);
      });

      it('leaves a predictor that ignores its input at the chance level', () => {
        const chance = task.chance?.(options);
        if (chance === undefined) return;
        const count = small.activeSteps > 7 * 1000 ? 100 : 2000;
        const [batch] = evaluationBatches(task, options, PATH, count, count);
        const predictor = timeOnly(batch!);
        const sampling = chanceSlack(count);
        if (chance.loss !== undefined) {
          const slack = sampling * Math.max(chance.loss, 0.02);
          expect(Math.abs(predictor.loss - chance.loss)).toBeLessThan(slack);
        }
        if (chance.error !== undefined) {
          const error = judgeBatch(task, options, batch!, predictor.outputs).wrong / batch!.sequences;
          expect(error).toBeGreaterThan(chance.error - sampling);
        }
      });
    },
  );

  it('draws other bytes from other streams', () => {
    const [options] = variantsOf(task);
    const batches = [
      drawBatch(task, options!, PATH, 0, 20),
      drawBatch(task, options!, PATH, 1, 20),
      drawBatch(task, options!, [2, 'contract'], 0, 20),
    ].map((batch) => JSON.stringify(bytes(batch)));
    expect(new Set(batches).size).toBe(3);
  });
});
