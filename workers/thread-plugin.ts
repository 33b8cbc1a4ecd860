/** The plugin of a worker thread. Such a thread runs trials of this one plugin and nothing else (`crew.ts`). */
import { threadId } from 'node:worker_threads';
import { importTask } from '../src/tournament/import-task.ts';
import { Marker, type Marks } from '../src/tournament/plugin-marks.ts';
import { catchStrays, divertPrints } from '../src/tournament/plugin-strays.ts';
import type { TaskChoice } from '../src/tournament/tournament.ts';
import type { Task } from '../tasks/define-task.ts';

/** Marks the calls of the trial under way. */
export const marker = new Marker();

let loading: Promise<Task> | undefined;

/** @throws UserError when it cannot be loaded */
export function threadPlugin({ name, module }: TaskChoice, marks: Marks): Promise<Task> {
  marker.begin(marks, threadId);
  if (loading === undefined) {
    catchStrays(marker);
    divertPrints(() => {});
    loading = importTask(module!, `task ${name}`, marker);
  }
  return loading;
}
