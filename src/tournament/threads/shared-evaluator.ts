/**
 * Evaluates populations in the thread that runs their trial, together with the threads that help it: what it
 * begins goes into the trial's queue, and while it waits for one job it does the next itself. What a trial
 * finds does not depend on who did what, for a genome's loss depends on nothing but the genome and its batch.
 */
import type { MessagePort } from 'node:worker_threads';
import { type Batch, shared } from '../../engine/batch.ts';
import type { Device } from '../../engine/device.ts';
import type { Net } from '../../nets/net.ts';
import type { PopulationEvaluator } from '../trial/problem.ts';
import type { Block } from './job-queue.ts';
import * as jobs from './job-queue.ts';
import type { HelperNews } from './messages.ts';

/** A smaller job is done sooner than it is shared. */
export const JOB_MACS = 100_000;

/** Batches that helpers know at a time. */
export const KEPT_BATCHES = 4;

/** A helper that dies while it has a job gives no sign; its job comes back to the queue, and is seen then. */
const LOOK_EVERY_MILLISECONDS = 20;

export interface SharingOptions {
  readonly queue: jobs.JobQueue;
  readonly device: Device;
  readonly net: Net;
  /** Jobs of fewer MACs are not shared. */
  readonly jobMacs: number;
  /** The next helper that has come, if any: the thread behind the port is then told of every block and batch. */
  newcomer(): MessagePort | undefined;
}

export function sharedEvaluator({
  queue,
  device,
  net,
  jobMacs,
  newcomer,
}: SharingOptions): PopulationEvaluator {
  const helpers: MessagePort[] = [];
  const blocks: Block[] = [];
  const batches: Batch[] = [];
  let batchesSeen = 0;
  let published = 0;
  let callsInFlight = 0;

  const tell = (news: HelperNews): void => {
    for (const helper of helpers) helper.postMessage(news);
  };

  function blockOf(genomes: Float32Array): Block {
    const known = blocks.find((block) => block.genomes.buffer === genomes.buffer);
    if (known !== undefined) return known;
    const whole = new Float32Array(genomes.buffer);
    const losses = shared.float64(Math.floor(whole.length / net.parameters));
    const block: Block = { number: blocks.length, genomes: whole, losses };
    blocks.push(block);
    tell({ type: 'block', block });
    return block;
  }

  /** Batches are numbered modulo the few that are kept, for searches have one or two in use. */
  function batchNumber(batch: Batch): number {
    const known = batches.indexOf(batch);
    if (known >= 0) return known;
    const number = batchesSeen++ % KEPT_BATCHES;
    batches[number] = batch;
    tell({ type: 'batch', number, batch });
    return number;
  }

  async function work(slot: number): Promise<void> {
    const job = jobs.jobAt(queue, slot);
    await evaluateJob(device, net, blocks[job.block]!, batches[job.batch]!, job);
    jobs.finish(queue, slot);
  }

  /** Until that job is done: does it, or, where another thread is at it, does others. */
  async function see(slot: number): Promise<void> {
    while (!jobs.isDone(queue, slot)) {
      if (jobs.take(queue, slot, jobs.OWNER)) {
        await work(slot);
        continue;
      }
      const other = jobs.takeOldest(queue, jobs.OWNER);
      if (other === null) jobs.waitForJob(queue, slot, LOOK_EVERY_MILLISECONDS);
      else await work(other);
    }
  }

  function welcome(helper: MessagePort): void {
    helpers.push(helper);
    const news: HelperNews[] = [
      ...blocks.map((block) => ({ type: 'block', block }) as const),
      ...batches.map((batch, number) => ({ type: 'batch', number, batch }) as const),
      { type: 'welcome', net },
    ];
    for (const item of news) helper.postMessage(item);
  }

  return (genomes, count, batch, macs) => {
    for (let helper = newcomer(); helper !== undefined; helper = newcomer()) welcome(helper);
    const alone = async () => device.evaluatePopulation(net, genomes, count, batch);
    if (helpers.length === 0 || !(genomes.buffer instanceof SharedArrayBuffer)) return alone;
    const parts = jobCount(count, macs, jobMacs, helpers.length + 1, callsInFlight + 1);
    if (parts === 0) return alone;
    const block = blockOf(genomes);
    const first = genomes.byteOffset / (genomes.BYTES_PER_ELEMENT * net.parameters);
    const begun = jobBounds(count, parts).map(([from, to]) => {
      const job = { block: block.number, batch: batchNumber(batch), from: first + from, count: to - from };
      return { job, slot: jobs.publish(queue, job, published++) };
    });
    callsInFlight++;
    return async () => {
      for (const { job, slot } of begun) {
        if (slot === null) {
          // The queue was full.
          await evaluateJob(device, net, block, batch, job);
        } else {
          await see(slot);
          jobs.clear(queue, slot);
        }
      }
      callsInFlight--;
      return block.losses.slice(first, first + count);
    };
  };
}

/** Evaluates a job's genomes and writes their losses beside them. */
export async function evaluateJob(
  device: Device,
  net: Net,
  { genomes, losses }: Block,
  batch: Batch,
  { from, count }: jobs.Job,
): Promise<void> {
  const share = genomes.subarray(from * net.parameters, (from + count) * net.parameters);
  losses.set(await device.evaluatePopulation(net, share, count, batch), from);
}

/** Into how many jobs to cut a call of that size; 0 where it is not worth sharing. */
export function jobCount(
  genomes: number,
  macs: number,
  jobMacs: number,
  threads: number,
  calls: number,
): number {
  return Math.min(genomes, Math.floor(macs / jobMacs), Math.ceil(threads / calls));
}

/** `[from, to)` of each of so many nearly equal parts of `count`. */
export function jobBounds(count: number, parts: number): [number, number][] {
  return Array.from({ length: parts }, (_, part) => [
    Math.floor((part * count) / parts),
    Math.floor(((part + 1) * count) / parts),
  ]);
}
