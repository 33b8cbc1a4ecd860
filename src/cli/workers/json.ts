/** Roll of a queue as JSON: `genoprop.workers/1`. Numbers that are not finite are null. */
import type { Roll } from './roll.ts';

/** @param queue address of the server, without secrets */
export const rollJson = ({ workers, runs, unreadable }: Roll, queue: string): object => ({
  format: 'genoprop.workers/1',
  queue,
  workers: workers.map(({ wire: _, worker, trials, ...rest }) => ({
    id: worker,
    ...rest,
    trials: trials.map(({ trainingLoss, ...trial }) => ({
      ...trial,
      trainingLoss: trainingLoss !== null && Number.isFinite(trainingLoss) ? trainingLoss : null,
    })),
  })),
  runs: runs.map(({ wire: _, run, ...rest }) => ({ id: run, ...rest })),
  unreadable,
});
