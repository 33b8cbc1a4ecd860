/** State that a worker thread keeps between tasks: its catalogue, and caches of exam sets and training batches. */
import { workerData } from 'node:worker_threads';
import type { Task } from '../src/tasks/define-task.ts';
import type { Catalogue } from '../src/tournament/spec/catalogue.ts';
import { streamRoot } from '../src/tournament/spec/stream-root.ts';
import type { TrialSpec } from '../src/tournament/spec/tournament.ts';
import { loadCatalogue } from '../src/tournament/threads/load-catalogue.ts';
import type { ThreadData } from '../src/tournament/threads/messages.ts';
import { BatchStore } from '../src/tournament/trial/batch-store.ts';
import { type ExamSets, examSets } from '../src/tournament/trial/examine.ts';

let catalogue: Promise<Catalogue> | undefined;

export function threadCatalogue(): Promise<Catalogue> {
  catalogue ??= loadCatalogue((workerData as ThreadData).catalogue);
  return catalogue;
}

/** Training batches that the trials under way share. */
export const threadBatches = new BatchStore(2 ** 28);

const KEPT_SETS = 2;
const sets = new Map<string, ExamSets>();

/** Exam sets of the trial's task, from an LRU cache, since contestants take turns on them. */
export function threadExamSets(task: Task, spec: TrialSpec): ExamSets {
  const key = JSON.stringify([streamRoot(spec), spec.task]);
  const found = sets.get(key) ?? examSets(task, spec);
  return keepLatest(sets, key, found, KEPT_SETS);
}

/** LRU cache: puts the entry last and drops the first ones beyond `limit`; a Map keeps the order of insertion. */
export function keepLatest<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, limit: number): Value {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= limit) break;
    map.delete(oldest);
  }
  return value;
}
