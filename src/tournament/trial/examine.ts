/**
 * Examination of a net on the validation or the test set of its task. Both sets depend on the tournament's seed and the
 * task alone (`seed/task/validation`, `seed/task/test`), so every contestant sits the same exam.
 */

import { blame } from '../../blame.ts';
import type { Batch } from '../../engine/batch.ts';
import type { Device } from '../../engine/device.ts';
import { forwardMacs } from '../../engine/feedback/macs.ts';
import type { Solution } from '../../nets/solution.ts';
import { type EvaluationSet, evaluationBatches, judgeBatch } from '../../tasks/batches.ts';
import type { Task } from '../../tasks/define-task.ts';
import type { Examination } from '../spec/examination.ts';
import { streamRoot } from '../spec/stream-root.ts';
import { successOf, validationSize } from '../spec/success.ts';
import type { TrialSpec } from '../spec/tournament.ts';
import { bytesOf } from './batch-store.ts';
import { beyondMeasures } from './beyond.ts';
import { MeasureSums } from './measure-sums.ts';
import type { TrialParts } from './problem.ts';
import { withScore } from './score-of-batch.ts';

export type ExamName = 'validation' | 'test';

export interface Examiner {
  /** Examines on the first so many sequences of the set; null when asked to stop meanwhile. */
  examine(solution: Solution, exam: ExamName, sequences: number): Promise<Examination | null>;
  /** Measures of the task's test beyond training; null when asked to stop. Left out where there is no such test. */
  beyond?(solution: Solution): Promise<Readonly<Record<string, number>> | null>;
}

/** Sets of one task under one seed. Chunks once drawn are cached, up to a limit, for the next contestant. */
export interface ExamSets {
  /** Chunks until `sequences` are reached. */
  chunks(exam: ExamName, sequences: number): Iterable<Batch>;
}

const KEPT_BYTES = 2 ** 26;

export function examSets(task: Task, spec: Pick<TrialSpec, 'task' | 'seed' | 'tuning'>): ExamSets {
  const { options } = spec.task;
  const sets = new Map<ExamName, EvaluationSet>();
  const kept = new Map<string, Batch>();
  let keptBytes = 0;

  function setOf(exam: ExamName): EvaluationSet {
    const known = sets.get(exam);
    if (known !== undefined) return known;
    const success = successOf(task, options);
    const sequences = exam === 'test' ? success.sequences : validationSize(success);
    const set = evaluationBatches(
      task,
      options,
      [...streamRoot(spec), spec.task.name, exam],
      sequences,
      undefined,
      exam,
    );
    sets.set(exam, set);
    return set;
  }

  function chunk(exam: ExamName, index: number): Batch {
    const key = `${exam}/${index}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const batch = setOf(exam).chunk(index);
    const bytes = bytesOf(batch);
    // Every screening needs the first chunks, so none of them makes room for later ones.
    if (exam === 'validation' && keptBytes + bytes <= KEPT_BYTES) {
      kept.set(key, batch);
      keptBytes += bytes;
    }
    return batch;
  }

  return {
    *chunks(exam, sequences) {
      let given = 0;
      const { chunks } = blame(`task ${task.name}`, () => setOf(exam));
      for (let index = 0; index < chunks && given < sequences; index++) {
        const batch = blame(`task ${task.name}`, () => chunk(exam, index));
        given += batch.sequences;
        yield batch;
      }
    },
  };
}

/** Examiner on a device of the calling thread. `stopped` is called between chunks. */
export function deviceExaminer(
  parts: TrialParts,
  sets: ExamSets,
  device: Device,
  stopped: () => boolean,
): Examiner {
  const { task, options, architecture, success } = parts;
  return {
    async examine({ net, parameters }, exam, sequences) {
      let seen = 0;
      let loss = 0;
      let wrong = 0;
      let macs = 0;
      const sums = new MeasureSums();
      for (const batch of sets.chunks(exam, sequences)) {
        if (stopped()) return null;
        const evaluation = await device.evaluate(net, parameters, batch);
        const judged = blame(`task ${task.name}`, () => judgeBatch(task, options, batch, evaluation.outputs));
        seen += batch.sequences;
        loss += evaluation.loss * batch.sequences;
        wrong += judged.wrong;
        macs += forwardMacs(architecture.macs, net, batch);
        sums.add(withScore(success, judged, evaluation.losses), batch.sequences);
      }
      const [measures, standardErrors] = [sums.means(), sums.standardErrors()];
      return { sequences: seen, loss: loss / seen, error: wrong / seen, measures, standardErrors, macs };
    },
    beyond: (solution) => beyondMeasures(task, options, solution, device, stopped),
  };
}
