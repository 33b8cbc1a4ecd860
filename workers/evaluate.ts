/** Thread entry: evaluates a chunk of a population in shared memory. */
import { oneLine } from '../src/tournament/blame.ts';
import type { EvaluationAnswer, EvaluationBasis, EvaluationTask } from '../src/tournament/messages.ts';
import { keepLatest, threadDevice } from './thread.ts';

/** Bases kept a thread: several trials spread at once, each with a batch or two in use. */
const KEPT_BASES = 16;
const bases = new Map<number, EvaluationBasis>();

export default async function evaluateChunk(task: EvaluationTask): Promise<EvaluationAnswer> {
  const { basisNumber, genomes, losses } = task;
  const basis = bases.get(basisNumber) ?? task.basis;
  if (basis === null) return { type: 'unknown' };
  keepLatest(bases, basisNumber, basis, KEPT_BASES);
  try {
    const device = await threadDevice(basis.device);
    losses.set(await device.evaluatePopulation(basis.net, genomes, losses.length, basis.batch));
    return { type: 'evaluated' };
  } catch (error) {
    return { type: 'failed', detail: `device ${basis.device}: ${oneLine(error)}` };
  }
}
