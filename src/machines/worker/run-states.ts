/** States of the runs whose trials a worker has: it pauses, goes on and stops with them. */
import { groups } from '../queue/blob-store.ts';
import { type RunRecord, readRunRecord } from '../wire/records.ts';
import { WireFault } from '../wire/wire-fault.ts';
import type { Players } from './players.ts';
import type { WorkerContext } from './worker-context.ts';

/** State of a run; `open` where it has no record that can be read. */
export async function readState({ exchange }: WorkerContext, run: string): Promise<RunRecord['state']> {
  const bytes = await exchange.blobs.get(groups.runs, run);
  try {
    return bytes === null ? 'open' : readRunRecord(bytes).state;
  } catch (error) {
    if (!(error instanceof WireFault)) throw error;
    return 'open';
  }
}

/** Pauses and stops the trials in hand as their runs say. */
export async function obeyRuns(worker: WorkerContext, players: Players): Promise<void> {
  const { hands, link, tell } = worker;
  const runs = new Map([...hands.values()].map(({ job }) => [job.run, job.title]));
  for (const [run, title] of runs) {
    const state = await link.attempt('read', () => readState(worker, run), undefined);
    if (state === undefined) return;
    if (state === 'stopping') stopRun(worker, players, run);
    else if (players.setPaused(run, state === 'paused')) {
      tell({ type: state === 'paused' ? 'paused' : 'goes on', title });
    }
  }
}

function stopRun({ hands, stoppedFor }: WorkerContext, players: Players, run: string): void {
  for (const hand of hands.values()) {
    if (hand.job.run !== run) continue;
    hand.giveBack ??= { reason: 'its run stops', delay: stoppedFor };
  }
  players.stop(run);
}
