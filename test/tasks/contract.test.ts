import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/engine/batch.ts';
import { log } from '../../src/numeric/elementary.ts';
import { drawBatch, evaluationBatches, judgeBatch, shapeOf } from '../../tasks/batches.ts';
import { taskProblems } from '../../tasks/check-task.ts';
import { findTask, tasks } from '../../tasks/index.ts';
import { solve, solvers } from './solvers.ts';
import { variantsOf } from './variants.ts';

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

/** All that belongs to sequence b, however many others the batch has and however long they are. */
function column(batch: Batch, b: number): unknown {
  const { sequences: count, inputs, outputs } = batch;
  const steps = Array.from({ length: batch.lengths[b]! }, (_, t) => ({
    symbol: batch.symbols?.[t * count + b],
    dense: Array.from(
      { length: batch.dense ? inputs : 0 },
      (_, i) => batch.dense![(t * inputs + i) * count + b],
    ),
    mask: batch.mask[t * count + b],
    class: batch.classes?.[t * count + b],
    values: Array.from(
      { length: batch.values ? outputs : 0 },
      (_, o) => batch.values![(t * outputs + o) * count + b],
    ),
  }));
  return { weight: batch.weights[b], steps };
}

/** Outputs of a predictor that knows the time alone: at each step the mean target over this very batch. */
function timeOnly(batch: Batch): { outputs: Float32Array; loss: number } {
  const { sequences: count, outputs: width, answerSteps } = batch;
  const outputs = new Float32Array(answerSteps.length * width * count);
  let loss = 0;
  answerSteps.forEach((t, s) => {
    const scored = Array.from({ length: count }, (_, b) => b).filter((b) => batch.mask[t * count + b] === 1);
    const total = scored.reduce((sum, b) => sum + batch.weights[b]!, 0);
    const target = (o: number, b: number): number =>
      batch.classes
        ? Number(batch.classes[t * count + b] === o)
        : batch.values![(t * width + o) * count + b]!;
    for (let o = 0; o < width; o++) {
      const mean = scored.reduce((sum, b) => sum + batch.weights[b]! * target(o, b), 0) / total;
      outputs.fill(mean, (s * width + o) * count, (s * width + o + 1) * count);
      for (const b of scored) loss += (batch.weights[b]! * lossOf(batch, mean, target(o, b))) / count;
    }
  });
  return { outputs, loss };
}

function lossOf({ loss }: Batch, output: number, target: number): number {
  if (loss === 'squared') return (output - target) ** 2;
  const on = target === 0 ? 0 : -target * log(output);
  return loss === 'softmax' || target === 1 ? on : on - (1 - target) * log(1 - output);
}

describe('the registry of tasks', () => {
  it('has no name twice, and a solver for each', () => {
    expect(new Set(tasks.map(({ name }) => name)).size).toBe(tasks.length);
    expect(Object.keys(solvers).sort()).toEqual(tasks.map(({ name }) => name).sort());
  });

  it('finds a task by its name, and says the nearest where there is none', () => {
    expect(findTask('parity').name).toBe('parity');
    expect(() => findTask('adition')).toThrow("unknown task 'adition', did you mean 'addition'?");
  });
});

describe.each(tasks.map((task) => [task.name, task] as const))('%s', (_name, task) => {
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
        for (let b = 0; b < 7; b++) expect(column(larger, b)).toEqual(column(small, b));
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
          expect(small.weights[b]).toBe(Math.fround(1 / ones));
        }
      });

      it('is solved by a solver that reads the encoded input alone', () => {
        const batch = drawBatch(task, options, PATH, 0, 40);
        const outputs = solve(batch, () => solvers[task.name]!(options));
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
        // Fitted to its own sample it is a little too good, by (parameters / 2N) nats or so.
        const sampling = 0.03 + 1.5 / Math.sqrt(count);
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
