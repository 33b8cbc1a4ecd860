/** A few test sequences of a task, for people to look at. */
import { evaluationBatches } from '../../tasks/batches.ts';
import { findTask } from '../../tasks/index.ts';
import type { Batch } from '../engine/batch.ts';
import { importTask } from './plugin.ts';
import type { TaskChoice } from './tournament.ts';

/** The first `count` sequences of the test set that every contestant of that tournament is judged on. */
export async function testSpecimens(choice: TaskChoice, seed: number, count: number): Promise<Batch> {
  const task = choice.module === undefined ? findTask(choice.name) : await importTask(choice.module);
  const { sequences } = choice.facts.success;
  const set = evaluationBatches(task, choice.options, [seed, choice.name, 'test'], sequences, count);
  return set.chunk(0);
}
