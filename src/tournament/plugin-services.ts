/** What a plugin's host thread does for the main thread, by name. Everything given and answered is plain data. */
import {
  type BatchJudgement,
  drawBatch,
  evaluationBatches,
  judgeBatch,
  type TaskOptions,
} from '../../tasks/batches.ts';
import { digest } from '../../tasks/checks/digest.ts';
import { type CheckName, checks } from '../../tasks/checks/index.ts';
import type { Outcome } from '../../tasks/checks/outcome.ts';
import type { Task } from '../../tasks/define-task.ts';
import type { Batch } from '../engine/batch.ts';
import type { Vector } from '../engine/device.ts';
import { describeOptions, type OptionDescription } from '../options/describe.ts';
import { plainWording, type Wording } from '../options/validate.ts';
import { type Settled, sampleFacts, settleTask } from './choose-task.ts';
import type { Marker } from './plugin-marks.ts';
import type { TaskFacts } from './tournament.ts';

export interface Description {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly options: readonly OptionDescription[];
}

/** A Wording as data: by option, where it was written and how its value was. */
export interface Words {
  readonly where: ReadonlyMap<string, string>;
  readonly shown: ReadonlyMap<string, string>;
}

type Values = Readonly<Record<string, unknown>>;

/** @throws whatever the task throws, UserError where it is named already */
export const pluginServices = (task: Task, marker: Marker) => ({
  describe(): Description {
    const { name, summary, source } = task;
    return {
      name,
      summary,
      source,
      options: marker.during('options', () => describeOptions(task.options)),
    };
  },

  settle(values: Values, words: Words): Settled {
    const plain = plainWording(`task ${task.name}`);
    const wording: Wording = {
      where: (name) => words.where.get(name) ?? plain.where(name),
      shown: (name, value) => words.shown.get(name) ?? plain.shown(name, value),
    };
    // The schema comes first in it; the task's functions then mark themselves.
    return marker.during('options', () => settleTask(task, values, wording));
  },

  sample(options: TaskOptions): Pick<TaskFacts, 'steps' | 'fingerprint' | 'overlap'> {
    return sampleFacts(task, options);
  },

  /** The first `count` of a test set of `sequences`. */
  specimens(options: TaskOptions, seed: number, sequences: number, count: number): Batch {
    return evaluationBatches(task, options, [seed, task.name, 'test'], sequences, count).chunk(0);
  },

  /** One of the checks that `genoprop check` makes. */
  check(name: CheckName, options: TaskOptions): Outcome {
    return checks[name](task, Object.freeze(options));
  },

  /** Whether sequences can be drawn at all, by two of them. */
  few(options: TaskOptions): void {
    drawBatch(task, options, ['check', 'few'], 0, 2);
  },

  /** The digest of a batch that is the same in every thread of a task that keeps no state. */
  digest(options: TaskOptions): string {
    return digest(drawBatch(task, options, ['check', 'thread'], 0, 20));
  },

  /** In how many chunks a test set of `sequences` comes. */
  testChunks(options: TaskOptions, seed: number, sequences: number): number {
    return evaluationBatches(task, options, [seed, task.name, 'test'], sequences).chunks;
  },

  testChunk(options: TaskOptions, seed: number, sequences: number, index: number): Batch {
    return evaluationBatches(task, options, [seed, task.name, 'test'], sequences).chunk(index);
  },

  /** @param outputs as `Evaluation.outputs` */
  judge(options: TaskOptions, batch: Batch, outputs: Vector): BatchJudgement {
    return judgeBatch(task, options, batch, outputs);
  },
});

export type PluginServices = ReturnType<typeof pluginServices>;
