/** Thread entry: runs a trial and sends its events through a port. */
import { receiveMessageOnPort, type Transferable } from 'node:worker_threads';
import { oneLine } from '../src/tournament/blame.ts';
import type { Catalogue } from '../src/tournament/catalogue.ts';
import { deviceExaminer } from '../src/tournament/examine.ts';
import { type Introduction, type TrialTask, waitOutPause, wishOf } from '../src/tournament/messages.ts';
import { letStraysCome } from '../src/tournament/plugin-strays.ts';
import { assembleTrial } from '../src/tournament/problem.ts';
import { sharedEvaluator } from '../src/tournament/shared-evaluator.ts';
import type { TrialEvent, TrialResult, TrialSpec } from '../src/tournament/tournament.ts';
import { runTrial } from '../src/tournament/trial.ts';
import { untestedResult } from '../src/tournament/trial-state.ts';
import { threadCatalogue, threadDevice, threadExamSets } from './thread.ts';
import { marker, threadPlugin } from './thread-plugin.ts';

export default async function runTrialHere(task: TrialTask): Promise<void> {
  const { spec, port, marks } = task;
  const send = (event: TrialEvent): void => port.postMessage(event, copiesIn(event));
  // The end is told last, when nothing of a plugin's can come after it.
  let result: TrialResult | null = null;
  const emit = (event: TrialEvent): void => {
    if (event.type === 'finished') result = event.result;
    else send(event);
  };
  try {
    await runIt(task, emit);
  } catch (error) {
    result = untestedResult(spec, null, 'failed', oneLine(error));
  }
  if (marks !== null) await letStraysCome();
  send({ type: 'finished', id: spec.id, result: marks === null ? result! : unlessFaulty(spec, result!) });
}

async function runIt(task: TrialTask, emit: (event: TrialEvent) => void): Promise<void> {
  const { spec, port, control, line, jobMacs, resume } = task;
  const catalogue = await catalogueFor(task);
  const device = await threadDevice(spec.device);
  const wish = () => wishOf(control);
  const sets = threadExamSets(catalogue.task(spec.task.name), spec);
  const parts = assembleTrial(spec, catalogue);
  const newcomer = () => (receiveMessageOnPort(port)?.message as Introduction | undefined)?.helper;
  const evaluatePopulation = sharedEvaluator({ line, device, net: parts.net, jobMacs, newcomer });
  await runTrial(spec, {
    catalogue,
    device,
    examiner: deviceExaminer(parts, sets, device, () => wish() === 'stop'),
    evaluatePopulation,
    wish,
    waitOutPause: () => waitOutPause(control),
    emit,
    ...(resume === null ? {} : { resume }),
  });
}

/** The thread's catalogue, where the trial's task comes from a plugin with that task in it. */
async function catalogueFor({ spec, marks }: TrialTask): Promise<Catalogue> {
  const known = await threadCatalogue();
  if (marks === null) return known;
  const plugin = await threadPlugin(spec.task, marks);
  // A plugin that changed its own options would draw other sequences from then on.
  Object.freeze(spec.task.options);
  return { ...known, task: (name) => (name === spec.task.name ? plugin : known.task(name)) };
}

/** The result, but of a trial that failed where the plugin did so while nobody had called it. */
function unlessFaulty({ task }: TrialSpec, result: TrialResult): TrialResult {
  const { reason, detail } = result.stop;
  if (marker.fault === null || reason === 'stopped') return result;
  if (reason === 'failed' && !detail.includes(marker.fault)) return result;
  return {
    ...result,
    stop: { reason: 'failed', detail: `task ${task.name}: ${marker.fault}` },
    solved: false,
    testError: null,
    testLoss: null,
    testMeasures: {},
    costToSolve: null,
  };
}

/** Snapshots are copies that nobody else holds, so their memory moves instead of being copied again. */
function copiesIn(event: TrialEvent): Transferable[] {
  if (event.type !== 'checkpoint' || event.snapshot === null) return [];
  const buffers = Object.values(event.snapshot.arrays).map(({ buffer }) => buffer);
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer);
}
