/** Thread entry: runs a whole trial, evaluating its own genomes, and sends its events through a port. */
import type { Transferable } from 'node:worker_threads';
import { oneLine } from '../src/tournament/blame.ts';
import { deviceExaminer } from '../src/tournament/examine.ts';
import { type TrialAnswer, type TrialTask, wishOf } from '../src/tournament/messages.ts';
import { assembleTrial } from '../src/tournament/problem.ts';
import type { TrialEvent } from '../src/tournament/tournament.ts';
import { runTrialOrMove } from '../src/tournament/trial.ts';
import { untestedResult } from '../src/tournament/trial-state.ts';
import { threadCatalogue, threadDevice, threadExamSets } from './thread.ts';

export default async function runWholeTrial(task: TrialTask): Promise<TrialAnswer> {
  const { spec, port, control, resume, moveFromMacs } = task;
  const emit = (event: TrialEvent): void => port.postMessage(event, copiesIn(event));
  try {
    const catalogue = await threadCatalogue();
    const device = await threadDevice(spec.device);
    const wish = () => wishOf(control);
    const sets = await threadExamSets(spec);
    const examiner = deviceExaminer(assembleTrial(spec, catalogue), sets, device, () => wish() === 'stop');
    const outcome = await runTrialOrMove(spec, {
      catalogue,
      device,
      examiner,
      wish,
      moveFromMacs,
      emit,
      ...(resume === null ? {} : { resume }),
    });
    return 'moved' in outcome ? { type: 'moved', snapshot: outcome.moved } : { type: 'finished' };
  } catch (error) {
    emit({ type: 'finished', id: spec.id, result: untestedResult(spec, null, 'failed', oneLine(error)) });
    return { type: 'finished' };
  }
}

/** Snapshots are copies that nobody else holds, so their memory moves instead of being copied again. */
function copiesIn(event: TrialEvent): Transferable[] {
  if (event.type !== 'checkpoint' || event.snapshot === null) return [];
  const buffers = Object.values(event.snapshot.arrays).map(({ buffer }) => buffer);
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer);
}
