/** Watch over workers: which of them a trial is told of. */
import { expect, it } from 'vitest';
import { WorkerWatch } from '../../../src/machines/coordinator/worker-watch.ts';
import { groups } from '../../../src/machines/queue/blob-store.ts';
import { memoryExchange } from '../../../src/machines/queue/memory.ts';
import { type WorkerRecord, writeRecord } from '../../../src/machines/wire/records.ts';
import { WIRE_VERSION } from '../../../src/machines/wire/trial-job.ts';

const RUN = '0123456789ab';
const began = '2026-11-29T00:00:00.000Z';
const trial = {
  job: 't-1',
  run: RUN,
  trial: 'xor/random/1',
  spent: 0.5,
  macs: 1,
  seconds: 1,
  trainingLoss: 1,
};
const recordOf = (name: string, second: number): WorkerRecord => ({
  ...{ wire: WIRE_VERSION, worker: name, name, host: name, process: 1, machine: `machine of ${name}` },
  ...{ genoprop: '1', node: '26', threads: 1, adapter: null, state: 'working', played: 0, refused: [] },
  ...{ trials: [trial], began, at: `2026-11-29T00:00:${String(second).padStart(2, '0')}.000Z` },
});

it('tells a trial that two workers play of the one before, until that one is silent', async () => {
  const { blobs } = memoryExchange();
  let second = 0;
  let told: string[] = [];
  const watch = new WorkerWatch({
    ...{ run: RUN, shown: 'memory', alone: 1e9, now: () => 1000 * second, note: () => {} },
    playing: (_, machine) => told.push(machine),
  });
  const put = (name: string): Promise<void> =>
    blobs.put(groups.workers, name, writeRecord(recordOf(name, second)), 1000);
  const look = async (): Promise<string[]> => {
    told = [];
    await watch.look(blobs, new Map());
    return told;
  };
  await put('one');
  const [one, ...none] = await look();
  expect([one, none]).toEqual([expect.stringContaining('one'), []]);
  // The first is frozen, and the second takes its trial.
  for (second = 2; second < 6; second += 2) {
    await put('two');
    expect(await look()).toEqual([one]);
  }
  await put('two');
  const [two, ...more] = await look();
  expect([two, more]).toEqual([expect.stringContaining('two'), []]);
  // It wakes up, and does not come between.
  for (second = 8; second < 20; second += 2) {
    await put('one');
    await put('two');
    expect(await look()).toEqual([two]);
  }
  await blobs.remove(groups.workers, ['two']);
  expect(await look()).toEqual([one]);
});
