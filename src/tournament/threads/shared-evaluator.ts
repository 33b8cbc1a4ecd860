/**
 * Evaluator of populations in the thread that runs their trial, together with its helpers: jobs go into the trial's
 * queue, and while the thread waits for one job it does the next itself. Results of a trial do not depend on the thread
 * that did a job, since a genome's score depends on nothing but the genome and its lesson.
 */
import type { MessagePort } from 'node:worker_threads';
import { shared } from '../../engine/batch.ts';
import type { Lesson } from '../../engine/lesson.ts';
import type { Net } from '../../nets/net.ts';
import type { PopulationEvaluator } from '../trial/problem.ts';
import type { Scorer } from '../trial/scorer.ts';
import type { Block } from './job-queue.ts';
import * as jobs from './job-queue.ts';
import type { HelperNews } from './messages.ts';

/** Least MACs of a job: a smaller one is done sooner than it is shared. */
export const JOB_MACS = 100_000;

/** Number of lessons that helpers know at a time. */
export const KEPT_LESSONS = 4;

/** Polling interval in milliseconds: a helper that dies during a job gives no sign; its job comes back to the queue. */
const LOOK_EVERY_MILLISECONDS = 20;

export interface SharingOptions {
  readonly queue: jobs.JobQueue;
  /** Scorer of this thread. */
  readonly score: Scorer;
  readonly net: Net;
  /** Least MACs of a shared job. */
  readonly jobMacs: number;
  /** Next helper that has come, if any: the thread behind the port is then sent every block and lesson. */
  newcomer(): MessagePort | undefined;
}

export function sharedEvaluator({
  queue,
  score,
  net,
  jobMacs,
  newcomer,
}: SharingOptions): PopulationEvaluator {
  const helpers: MessagePort[] = [];
  const blocks: Block[] = [];
  const lessons: Lesson[] = [];
  let lessonsSeen = 0;
  let published = 0;
  let callsInFlight = 0;

  const tell = (news: HelperNews): void => {
    for (const helper of helpers) helper.postMessage(news);
  };

  function blockOf(genomes: Float32Array): Block {
    const known = blocks.find((block) => block.genomes.buffer === genomes.buffer);
    if (known !== undefined) return known;
    const whole = new Float32Array(genomes.buffer);
    const room = Math.floor(whole.length / net.parameters);
    const scores = { losses: shared.float64(room), macs: shared.float64(room) };
    const block: Block = { number: blocks.length, genomes: whole, ...scores };
    blocks.push(block);
    tell({ type: 'block', block });
    return block;
  }

  /** Number of a lesson, modulo the few that are kept, since searches have one or two in use. */
  function lessonNumber(lesson: Lesson): number {
    const known = lessons.indexOf(lesson);
    if (known >= 0) return known;
    const number = lessonsSeen++ % KEPT_LESSONS;
    lessons[number] = lesson;
    tell({ type: 'lesson', number, lesson });
    return number;
  }

  async function work(slot: number): Promise<void> {
    const job = jobs.jobAt(queue, slot);
    await evaluateJob(score, net, blocks[job.block]!, lessons[job.lesson]!, job);
    jobs.finish(queue, slot);
  }

  /** Waits for that job: does it, or does others while another thread is at it. */
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
      ...lessons.map((lesson, number) => ({ type: 'lesson', number, lesson }) as const),
      { type: 'welcome', net },
    ];
    for (const item of news) helper.postMessage(item);
  }

  return (genomes, count, lesson, macs) => {
    for (let helper = newcomer(); helper !== undefined; helper = newcomer()) welcome(helper);
    const alone = () => score(genomes, count, lesson);
    if (helpers.length === 0 || !(genomes.buffer instanceof SharedArrayBuffer)) return alone;
    const parts = jobCount(count, macs, jobMacs, helpers.length + 1, callsInFlight + 1);
    if (parts === 0) return alone;
    const block = blockOf(genomes);
    const first = genomes.byteOffset / (genomes.BYTES_PER_ELEMENT * net.parameters);
    const begun = jobBounds(count, parts).map(([from, to]) => {
      const job = { block: block.number, lesson: lessonNumber(lesson), from: first + from, count: to - from };
      return { job, slot: jobs.publish(queue, job, published++) };
    });
    callsInFlight++;
    return async () => {
      for (const { job, slot } of begun) {
        if (slot === null) {
          // The queue was full.
          await evaluateJob(score, net, block, lesson, job);
        } else {
          await see(slot);
          jobs.clear(queue, slot);
        }
      }
      callsInFlight--;
      const [from, to] = [first, first + count];
      return { losses: block.losses.slice(from, to), macs: block.macs.slice(from, to) };
    };
  };
}

/** Evaluates a job's genomes and writes their scores beside them. */
export async function evaluateJob(
  score: Scorer,
  net: Net,
  { genomes, losses, macs }: Block,
  lesson: Lesson,
  { from, count }: jobs.Job,
): Promise<void> {
  const share = genomes.subarray(from * net.parameters, (from + count) * net.parameters);
  const scores = await score(share, count, lesson);
  losses.set(scores.losses, from);
  macs.set(scores.macs, from);
}

/** Number of jobs for a call of that size; 0 where it is not worth sharing. */
export function jobCount(
  genomes: number,
  macs: number,
  jobMacs: number,
  threads: number,
  calls: number,
): number {
  return Math.min(genomes, Math.floor(macs / jobMacs), Math.ceil(threads / calls));
}

/** Bounds `[from, to)` of each of so many nearly equal parts of `count`. */
export function jobBounds(count: number, parts: number): [number, number][] {
  return Array.from({ length: parts }, (_, part) => [
    Math.floor((part * count) / parts),
    Math.floor(((part + 1) * count) / parts),
  ]);
}
