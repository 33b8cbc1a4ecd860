/** Thread entry: runs a trial and sends its events through a port. A thread may be at several at once. */
import { receiveMessageOnPort, type Transferable } from 'node:worker_threads';
import type { Device } from '../src/engine/device.ts';
import { DeviceLost, oneLine } from '../src/errors.ts';
import type { Net } from '../src/nets/net.ts';
import type { Catalogue } from '../src/tournament/catalogue.ts';
import { deviceExaminer } from '../src/tournament/examine.ts';
import {
  type Introduction,
  type TrialAnswer,
  type TrialTask,
  untilPauseEnds,
  waitOutPause,
  wishOf,
} from '../src/tournament/messages.ts';
import { letStraysCome } from '../src/tournament/plugin-strays.ts';
import { assembleTrial, EagerEvaluator, type PopulationEvaluator } from '../src/tournament/problem.ts';
import { sharedEvaluator } from '../src/tournament/shared-evaluator.ts';
import type { TrialEvent, TrialResult, TrialSpec } from '../src/tournament/tournament.ts';
import { runTrial } from '../src/tournament/trial.ts';
import { untestedResult } from '../src/tournament/trial-state.ts';
import { threadBatches, threadCatalogue, threadExamSets } from './thread.ts';
import { withDevice } from './thread-device.ts';
import { threadAhead } from './thread-drawers.ts';
import { marker, threadPlugin } from './thread-plugin.ts';

export default async function runTrialHere(task: TrialTask): Promise<TrialAnswer> {
  const { spec, port, marks } = task;
  const send = (event: TrialEvent): void => port.postMessage(event, copiesIn(event));
  // The end is told last, when nothing of a plugin's can come after it.
  let result: TrialResult | null = null;
  const emit = (event: TrialEvent): void => {
    if (event.type === 'finished') result = event.result;
    else send(event);
  };
  try {
    await withDevice(spec.device, (device) => runIt(task, device, emit));
  } catch (error) {
    if (error instanceof DeviceLost) return { type: 'lost', detail: oneLine(error) };
    result = untestedResult(spec, null, 'failed', oneLine(error));
  }
  if (marks !== null) await letStraysCome();
  send({ type: 'finished', id: spec.id, result: marks === null ? result! : unlessFaulty(spec, result!) });
  return { type: 'told' };
}

async function runIt(task: TrialTask, device: Device, emit: (event: TrialEvent) => void): Promise<void> {
  const { spec, control, marks, resume, sharesThread } = task;
  const catalogue = await catalogueFor(task);
  const wish = () => wishOf(control);
  const sets = threadExamSets(catalogue.task(spec.task.name), spec);
  const parts = assembleTrial(spec, catalogue);
  const eager = sharesThread ? new EagerEvaluator(device, parts.net) : null;
  try {
    await runTrial(spec, {
      catalogue,
      device,
      examiner: deviceExaminer(parts, sets, device, () => wish() === 'stop'),
      evaluatePopulation: eager?.evaluate ?? sharingEvaluator(task, device, parts.net),
      // While code of a plugin runs its thread may be ended, and a device must not be at work then.
      oneUpdateAStep: marks !== null,
      wish,
      waitOutPause: () => (sharesThread ? untilPauseEnds(control) : waitOutPause(control)),
      emit,
      ...(sharesThread ? { batches: threadBatches, ...(threadAhead && { ahead: threadAhead }) } : {}),
      ...(resume === null ? {} : { resume }),
    });
  } finally {
    await eager?.settle();
  }
}

/** Shares with the threads that come to help. */
function sharingEvaluator({ line, port, jobMacs }: TrialTask, device: Device, net: Net): PopulationEvaluator {
  const newcomer = () => (receiveMessageOnPort(port)?.message as Introduction | undefined)?.helper;
  return sharedEvaluator({ line, device, net, jobMacs, newcomer });
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
