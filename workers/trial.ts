/** Thread entry: runs a trial and sends its events through a port. */
import { receiveMessageOnPort, type Transferable } from 'node:worker_threads';
import { oneLine } from '../src/tournament/blame.ts';
import { deviceExaminer } from '../src/tournament/examine.ts';
import { type Introduction, type TrialTask, waitOutPause, wishOf } from '../src/tournament/messages.ts';
import { assembleTrial } from '../src/tournament/problem.ts';
import { sharedEvaluator } from '../src/tournament/shared-evaluator.ts';
import type { TrialEvent } from '../src/tournament/tournament.ts';
import { runTrial } from '../src/tournament/trial.ts';
import { untestedResult } from '../src/tournament/trial-state.ts';
import { threadCatalogue, threadDevice, threadExamSets } from './thread.ts';

export default async function runTrialHere(task: TrialTask): Promise<void> {
  const { spec, port, control, line, jobMacs, resume } = task;
  const emit = (event: TrialEvent): void => port.postMessage(event, copiesIn(event));
  try {
    const catalogue = await threadCatalogue();
    const device = await threadDevice(spec.device);
    const wish = () => wishOf(control);
    const sets = await threadExamSets(spec);
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
  } catch (error) {
    emit({ type: 'finished', id: spec.id, result: untestedResult(spec, null, 'failed', oneLine(error)) });
  }
}

/** Snapshots are copies that nobody else holds, so their memory moves instead of being copied again. */
function copiesIn(event: TrialEvent): Transferable[] {
  if (event.type !== 'checkpoint' || event.snapshot === null) return [];
  const buffers = Object.values(event.snapshot.arrays).map(({ buffer }) => buffer);
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer);
}
