/** Thread entry of a helper: steals jobs (genomes to evaluate) from a trial's job queue. */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { oneLine } from '../src/blame.ts';
import type { Device } from '../src/engine/device.ts';
import type { Lesson } from '../src/engine/lesson.ts';
import type { Net } from '../src/nets/net.ts';
import {
  type Block,
  changesIn,
  finish,
  giveBack,
  isClosed,
  jobAt,
  takeOldest,
  waitForWork,
} from '../src/tournament/threads/job-queue.ts';
import {
  controlIn,
  type HelpAnswer,
  type HelperNews,
  type HelpTask,
} from '../src/tournament/threads/messages.ts';
import { evaluateJob } from '../src/tournament/threads/shared-evaluator.ts';
import { type Scorer, scorerOf } from '../src/tournament/trial/scorer.ts';
import { threadCatalogue } from './thread.ts';
import { withDevice } from './thread-device.ts';

/** Polling interval of an idle helper: messages on the port do not wake it through the queue. */
const LOOK_EVERY_MILLISECONDS = 50;

export default async function help(task: HelpTask): Promise<HelpAnswer> {
  const { queue, helper, port, device } = task;
  try {
    await withDevice(device, (opened) => work(task, opened));
    return { type: 'left' };
  } catch (error) {
    giveBack(queue, helper);
    // The trial is over, and nobody waits for the job.
    if (isClosed(queue)) return { type: 'left' };
    return { type: 'failed', detail: `device ${device}: ${oneLine(error)}` };
  } finally {
    port.close();
  }
}

async function work({ queue, helper, port, control }: HelpTask, device: Device): Promise<void> {
  const catalogue = await threadCatalogue();
  let score: Scorer | null = null;
  const known: Knowledge = { net: null, blocks: [], lessons: [] };
  for (;;) {
    const seen = changesIn(queue);
    if (isClosed(queue) || controlIn(control) === 'stop') return;
    learn(known, port);
    const slot = known.net === null ? null : takeOldest(queue, helper);
    if (slot === null) {
      waitForWork(queue, seen, LOOK_EVERY_MILLISECONDS);
      continue;
    }
    // Blocks and lessons of a job are sent before the job is published.
    learn(known, port);
    const job = jobAt(queue, slot);
    score ??= scorerOf(device, known.net!, catalogue, () => {
      if (isClosed(queue)) throw new Error('the trial is over');
    });
    await evaluateJob(score, known.net!, known.blocks[job.block]!, known.lessons[job.lesson]!, job);
    finish(queue, slot);
  }
}

/** Net, blocks and lessons that the trial's thread has sent so far. */
interface Knowledge {
  /** Net; null until the helper is accepted. */
  net: Net | null;
  readonly blocks: Block[];
  readonly lessons: Lesson[];
}

function learn(known: Knowledge, port: MessagePort): void {
  for (let entry = receiveMessageOnPort(port); entry !== undefined; entry = receiveMessageOnPort(port)) {
    const news = entry.message as HelperNews;
    if (news.type === 'block') known.blocks[news.block.number] = news.block;
    else if (news.type === 'lesson') known.lessons[news.number] = news.lesson;
    else known.net = news.net;
  }
}
