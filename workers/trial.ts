/** Thread entry: runs a trial and sends its events through a port. A thread may run several at once. */
import { receiveMessageOnPort, type Transferable } from 'node:worker_threads';
import type { Device } from '../src/engine/device.ts';
import { DeviceLost, oneLine } from '../src/errors.ts';
import type { Net } from '../src/nets/net.ts';
import type { TrialEvent, TrialResult } from '../src/tournament/spec/tournament.ts';
import {
  controlIn,
  type Introduction,
  type TrialAnswer,
  type TrialTask,
  untilPauseEnds,
  waitOutPause,
} from '../src/tournament/threads/messages.ts';
import { sharedEvaluator } from '../src/tournament/threads/shared-evaluator.ts';
import { deviceExaminer } from '../src/tournament/trial/examine.ts';
import { episodeExaminer } from '../src/tournament/trial/examine-episodes.ts';
import { assembleTrial, EagerEvaluator, type PopulationEvaluator } from '../src/tournament/trial/problem.ts';
import { type Scorer, scorerOf } from '../src/tournament/trial/scorer.ts';
import { runTrial, STOPPED } from '../src/tournament/trial/trial.ts';
import { faultyResult, untestedResult } from '../src/tournament/trial/trial-state.ts';
import { threadBatches, threadExamSets } from './thread.ts';
import { withDevice } from './thread-device.ts';
import { threadAhead } from './thread-drawers.ts';
import { catalogueFor, endPlugin } from './thread-plugin.ts';

export default async function runTrialHere(task: TrialTask): Promise<TrialAnswer> {
  const { spec, port } = task;
  const send = (event: TrialEvent): void => port.postMessage(event, copiesIn(event));
  // The end is sent last, when no error of a plugin can come after it.
  let end: Extract<TrialEvent, { type: 'finished' }> | null = null;
  const emit = (event: TrialEvent): void => {
    if (event.type === 'finished') end = event;
    else send(event);
  };
  try {
    await withDevice(spec.device, (device) => runIt(task, device, emit));
  } catch (error) {
    if (error instanceof DeviceLost) return { type: 'lost', detail: oneLine(error) };
    end = { type: 'finished', id: spec.id, result: untestedResult(spec, null, 'failed', oneLine(error)) };
  }
  const { result } = end!;
  send({ ...end!, result: unlessFaulty(task, result) });
  task.plugin?.port.close();
  return { type: 'told' };
}

async function runIt(task: TrialTask, device: Device, emit: (event: TrialEvent) => void): Promise<void> {
  const { spec, control, resume, sharesThread } = task;
  const catalogue = await catalogueFor(task);
  const asked = () => controlIn(control);
  const parts = assembleTrial(spec, catalogue);
  const stopped = () => asked() === 'stop';
  const examiner =
    parts.episodes === null
      ? deviceExaminer(parts, threadExamSets(parts.task, spec), device, stopped)
      : episodeExaminer(parts.episodes, spec, parts.task, stopped);
  const score = scorerOf(device, parts.net, catalogue, () => {
    if (stopped()) throw new Error(STOPPED);
  });
  const eager = sharesThread ? new EagerEvaluator(score) : null;
  // Helpers do not have the plugin, whose episodes are played in its own thread.
  const isShared = parts.episodes === null || task.plugin === null;
  try {
    await runTrial(spec, {
      catalogue,
      device,
      examiner,
      evaluatePopulation: eager?.evaluate ?? sharingEvaluator(task, score, parts.net, isShared),
      control: asked,
      waitOutPause: () => (sharesThread ? untilPauseEnds(control) : waitOutPause(control)),
      emit,
      ...(sharesThread ? { batches: threadBatches, ...(threadAhead && { ahead: threadAhead }) } : {}),
      ...(resume === null ? {} : { resume }),
    });
  } finally {
    await eager?.settle();
  }
}

/** Evaluator that shares a population with helper threads. */
function sharingEvaluator(
  { queue, port, jobMacs }: TrialTask,
  score: Scorer,
  net: Net,
  isShared: boolean,
): PopulationEvaluator {
  if (!isShared) return (genomes, count, lesson) => () => score(genomes, count, lesson);
  const newcomer = () => (receiveMessageOnPort(port)?.message as Introduction | undefined)?.helper;
  return sharedEvaluator({ queue, score, net, jobMacs, newcomer });
}

/**
 * Result of the trial; a fault that the plugin raised outside of any call replaces it, unless the trial failed of
 * another.
 */
function unlessFaulty(task: TrialTask, result: TrialResult): TrialResult {
  const { reason, detail } = result.stop;
  if (reason === 'stopped') return result;
  const fault = endPlugin(task);
  if (fault === null || (reason === 'failed' && !fault.includes(detail))) return result;
  return faultyResult(result, fault);
}

/** Buffers of a snapshot, which are transferred, not copied, since no other code holds them. */
function copiesIn(event: TrialEvent): Transferable[] {
  if (event.type !== 'checkpoint' || event.snapshot === null) return [];
  const buffers = Object.values(event.snapshot.arrays).map(({ buffer }) => buffer);
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer);
}
