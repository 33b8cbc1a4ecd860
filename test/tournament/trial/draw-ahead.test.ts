import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/engine/batch.ts';
import { drawBatch } from '../../../src/tasks/batches.ts';
import { BatchStore, bytesOf } from '../../../src/tournament/trial/batch-store.ts';
import {
  batchKey,
  DrawAhead,
  type DrawRequest,
  type TrainingStream,
} from '../../../src/tournament/trial/draw-ahead.ts';
import toys from '../../support/tournament/toy-catalogue.ts';
import {
  playTournament,
  smallContestantsOfEachLearner,
  toySpec,
  toyTask,
} from '../../support/tournament/toys.ts';

const task = toys.task('first');
const streamOf = (repetition: number): TrainingStream => ({
  id: `stream ${repetition}`,
  task: 'first',
  options: {},
  path: [1, 'first', repetition, 'train'],
  sequences: 4,
});
const drawn = ({ path, sequences }: TrainingStream, index: number): Batch =>
  drawBatch(task, {}, path, index, sequences);
const BYTES = bytesOf(drawn(streamOf(1), 0));

/** A thread that takes its batches from a store, and drawers that deliver when they are told to. */
function scene(most?: number) {
  const store = new BatchStore(most);
  const orders: DrawRequest[] = [];
  const deliveries: (() => void)[] = [];
  let failing = false;
  const ahead = new DrawAhead(store, (request) => {
    orders.push(request);
    const { promise, resolve, reject } = Promise.withResolvers<readonly Batch[]>();
    const { stream, first, count } = request;
    const batches = () => Array.from({ length: count }, (_, offset) => drawn(stream, first + offset));
    deliveries.push(() => (failing ? reject(new Error('no batch')) : resolve(batches())));
    return promise;
  });
  const fail = (): void => {
    failing = true;
  };
  /** Indices that the thread had to draw itself. */
  const own: number[] = [];
  const use = (index: number, stream = streamOf(1)): Batch => {
    const batch = store.take(batchKey(stream, index), () => {
      own.push(index);
      return drawn(stream, index);
    });
    ahead.follow(stream, index, batch);
    return batch;
  };
  const deliver = async (): Promise<void> => {
    for (const delivery of deliveries.splice(0)) delivery();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { use, deliver, orders, own, fail };
}

describe('batches drawn ahead', () => {
  it('are those of the stream, each ordered once and in turn', async () => {
    const { use, deliver, orders, own } = scene();
    for (let index = 0; index < 200; index++) {
      expect(use(index)).toEqual(drawn(streamOf(1), index));
      await deliver();
    }
    expect(own).toEqual([0]);
    let next = 1;
    for (const { first, count } of orders) {
      expect(first).toBe(next);
      next = first + count;
    }
    expect(next).toBeGreaterThan(200);
  });

  it('that come too late are drawn by the thread, and more are ordered from then on', async () => {
    const { use, deliver, orders, own } = scene();
    const leads: number[] = [];
    for (let index = 0; index < 400; index++) {
      use(index);
      if (index % 100 !== 99) continue;
      await deliver();
      const { first, count } = orders.at(-1)!;
      leads.push(first + count - 1 - index);
    }
    expect(own.length).toBeGreaterThan(50);
    // A hundred batches pass between two deliveries; in the end it is that far ahead.
    expect(own.filter((index) => index >= 300)).toEqual([]);
    for (const lead of leads) expect(lead).toBeGreaterThan(100);
    for (const lead of leads) expect(lead).toBeLessThan(300);
  });

  it('take no more than half of the store, of all streams together', async () => {
    const { use, deliver, orders } = scene(40 * BYTES);
    for (const repetition of [1, 2]) use(0, streamOf(repetition));
    await deliver();
    for (let index = 1; index < 30; index++) {
      for (const repetition of [1, 2]) use(index, streamOf(repetition));
      await deliver();
      for (const { first, count } of orders.slice(-2))
        expect(first + count - 1 - index).toBeLessThanOrEqual(20);
    }
  });

  it('are ordered by the trial that is furthest, not again by those behind it', async () => {
    const { use, deliver, orders } = scene();
    for (let index = 0; index < 50; index++) use(index);
    await deliver();
    const before = orders.length;
    for (let index = 0; index < 50; index++) use(index);
    expect(orders.length).toBe(before);
  });

  it('are given up where drawing fails; the thread then meets the fault itself', async () => {
    const { use, deliver, orders, fail, own } = scene();
    fail();
    use(0);
    const before = orders.length;
    expect(before).toBeGreaterThan(0);
    await deliver();
    for (let index = 1; index < 100; index++) use(index);
    expect(orders.length).toBe(before);
    expect(own).toHaveLength(100);
  });

  it('change nothing that trials find', async () => {
    const given = { seeds: 2, tasks: [toyTask('hopeless')], device: 'far?together=8' };
    const spec = toySpec(smallContestantsOfEachLearner(), { macs: 200_000 }, given);
    const [without, ahead] = [
      await playTournament(spec, { drawers: 0 }),
      await playTournament(spec, { drawers: 2 }),
    ];
    expect(ahead.byId).toEqual(without.byId);
    expect(ahead.events.some((event) => event.type === 'retried')).toBe(false);
  });
});
