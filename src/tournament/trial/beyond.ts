/** Test of how far a net goes beyond what it was trained on: longer and longer sequences, until one is answered wrong. */
import { blame } from '../../blame.ts';
import type { Device } from '../../engine/device.ts';
import type { Solution } from '../../nets/solution.ts';
import { evaluationBatches, judgeBatch, type TaskOptions } from '../../tasks/batches.ts';
import type { Task } from '../../tasks/define-task.ts';

/**
 * Measure of the task's test beyond training, by its name; none where the task has no such test.
 * @param stopped called between sequences
 * @returns null when asked to stop meanwhile
 */
export async function beyondMeasures(
  task: Task,
  options: TaskOptions,
  { net, parameters }: Solution,
  device: Pick<Device, 'evaluate'>,
  stopped: () => boolean = () => false,
): Promise<Readonly<Record<string, number>> | null> {
  const beyond = task.beyond?.(options);
  if (beyond === undefined) return {};
  let reached = beyond.none;
  for (const level of beyond.levels) {
    if (stopped()) return null;
    const own = { ...options, ...level.options };
    const batch = blame(`task ${task.name}`, () =>
      evaluationBatches(task, own, ['beyond', task.name, level.reach], 1, 1).chunk(0),
    );
    const { outputs } = await device.evaluate(net, parameters, batch);
    if (blame(`task ${task.name}`, () => judgeBatch(task, own, batch, outputs)).wrong > 0) break;
    reached = level.reach;
  }
  return { [beyond.measure]: reached };
}
