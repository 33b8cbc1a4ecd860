/** What a worker thread keeps from task to task: its catalogue, its devices and the exam sets it has drawn. */
import { workerData } from 'node:worker_threads';
import type { Device } from '../src/engine/device.ts';
import type { Catalogue } from '../src/tournament/catalogue.ts';
import { type ExamSets, examSets } from '../src/tournament/examine.ts';
import { loadCatalogue } from '../src/tournament/load-catalogue.ts';
import type { ThreadData } from '../src/tournament/messages.ts';
import type { TrialSpec } from '../src/tournament/tournament.ts';
import type { Task } from '../tasks/define-task.ts';

let catalogue: Promise<Catalogue> | undefined;

export function threadCatalogue(): Promise<Catalogue> {
  catalogue ??= loadCatalogue((workerData as ThreadData).catalogue);
  return catalogue;
}

const devices = new Map<string, Promise<Device>>();

/** The thread's device of that name, opened once. */
export function threadDevice(name: string): Promise<Device> {
  let device = devices.get(name);
  if (device === undefined) {
    device = threadCatalogue().then((known) => known.openDevice(name));
    devices.set(name, device);
  }
  return device;
}

const KEPT_SETS = 2;
const sets = new Map<string, ExamSets>();

/** The exam sets of the trial's task; those used last are kept, for contestants take turns on them. */
export function threadExamSets(task: Task, spec: TrialSpec): ExamSets {
  const key = JSON.stringify([spec.seed, spec.task]);
  const found = sets.get(key) ?? examSets(task, spec);
  return keepLatest(sets, key, found, KEPT_SETS);
}

/** Puts the entry last and drops the first ones beyond `limit`: a Map keeps the order of insertion. */
export function keepLatest<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, limit: number): Value {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= limit) break;
    map.delete(oldest);
  }
  return value;
}
