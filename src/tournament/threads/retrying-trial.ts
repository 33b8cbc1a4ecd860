/**
 * Retries of a trial from its last checkpoint when its worker dies or its device is lost. A thread that dies of the
 * trial's plugin is not retried: it would die of it again, so it fails the trial.
 */
import { setImmediate } from 'node:timers/promises';
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { oneLine } from '../../blame.ts';
import { DeviceLost, RunError } from '../../errors.ts';
import type { Snapshot } from '../../learners/learner.ts';
import type { Lease } from '../plugins/host.ts';
import type { PluginPool } from '../plugins/pool.ts';
import type { TrialEvent, TrialSpec } from '../spec/tournament.ts';
import { STOPPED } from '../trial/trial.ts';
import { faultyResult, untestedResult, unwrapSnapshot } from '../trial/trial-state.ts';
import { close, type JobQueue, newJobQueue } from './job-queue.ts';
import {
  type ControlWord,
  controlIn,
  type Introduction,
  type TrialAnswer,
  type TrialTask,
} from './messages.ts';
import type { Placement } from './placement.ts';
import { DEATHS, type WorkerPool } from './worker-pool.ts';

/** Attempt of a trial, as its helpers see it. */
export interface Attempt {
  readonly queue: JobQueue;
  introduce(helper: MessagePort): void;
}

export interface RetryingOptions {
  readonly workerPool: WorkerPool;
  readonly place: Placement;
  readonly control: ControlWord;
  readonly resume: Snapshot | null;
  readonly jobMacs: number;
  readonly plugins: PluginPool;
  emit(event: TrialEvent): void;
  onDeath(reason: string): void;
  /** Callback when the trial begins in a thread, and with null when that thread is done with it or dead. */
  onAttempt(attempt: Attempt | null): void;
}

type Finished = Extract<TrialEvent, { type: 'finished' }>;

/** Runs a trial with retries, and emits all its events, `finished` too. */
export async function runRetrying(spec: TrialSpec, options: RetryingOptions): Promise<void> {
  const { workerPool, place, control, jobMacs, plugins, emit, onDeath, onAttempt } = options;
  const { module, name } = spec.task;
  let latest = options.resume;
  let finished = null as Finished | null;
  const finish = (): void => {
    if (finished !== null) emit(finished);
  };
  const hear = (event: TrialEvent): void => {
    if (event.type === 'checkpoint') latest = event.snapshot ?? latest;
    if (event.type === 'finished') finished = event;
    else emit(event);
  };
  const end = (reason: 'stopped' | 'failed', detail: string): void => {
    const state = latest === null ? null : unwrapSnapshot(latest).state;
    emit({ type: 'finished', id: spec.id, result: untestedResult(spec, state, reason, detail) });
  };
  let losses = 0;
  for (let deaths = 1; ; deaths++) {
    const { port1: here, port2: there } = new MessageChannel();
    const queue = newJobQueue();
    const isPaused = () => controlIn(control) === 'pause';
    const lease = module === undefined ? null : plugins.take(module, `task ${name}`, isPaused);
    here.on('message', hear);
    try {
      const sharesThread = place.kind === 'cohort';
      const task: TrialTask = {
        spec,
        port: there,
        control,
        plugin: lease?.channel ?? null,
        queue,
        jobMacs,
        resume: latest,
        sharesThread,
      };
      const ports = lease === null ? [there] : [there, lease.channel.port];
      const answer = workerPool.run<TrialAnswer>('trial', task, ports, place);
      onAttempt({
        queue,
        introduce: (helper) => here.postMessage({ helper } satisfies Introduction, [helper]),
      });
      const answered = await answer;
      if (answered.type === 'lost') {
        losses++;
        throw new DeviceLost(answered.detail);
      }
      drain(here, hear);
      if (lease !== null && finished !== null) finished = await unlessAtFault(finished, lease);
      return finish();
    } catch (error) {
      // Messages of the thread before its death count, and save doing the work again.
      drain(here, hear);
      if (finished !== null) return finish();
      if (controlIn(control) === 'stop') return end('stopped', STOPPED);
      // No thread starts, for this trial or for any other.
      if (error instanceof RunError) throw error;
      if (deaths === DEATHS) return end('failed', diedTooOften(error, losses));
      onDeath(oneLine(error));
    } finally {
      // A plugin that was stopped, or that failed, may still be running.
      lease?.end(finished !== null && isWhole(finished));
      close(queue);
      onAttempt(null);
      here.close();
    }
  }
}

/**
 * Result, unless the plugin's thread has a fault from before the trial ended, which is reported by the end of this turn
 * of the event loop.
 */
async function unlessAtFault(finished: Finished, lease: Lease): Promise<Finished> {
  await setImmediate();
  if (lease.fault === null || !isWhole(finished)) return finished;
  return { type: 'finished', id: finished.id, result: faultyResult(finished.result, lease.fault) };
}

const isWhole = ({ result: { stop } }: Finished): boolean =>
  stop.reason !== 'failed' && stop.reason !== 'stopped';

function diedTooOften(error: unknown, losses: number): string {
  const device = `its device was lost ${times(losses)}`;
  const thread = `its worker thread died ${times(DEATHS - losses)}`;
  const what = losses === 0 ? thread : losses === DEATHS ? device : `${thread} and ${device}`;
  return `${what}, last: ${oneLine(error)}`;
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

/** Reads the port until it is empty: the answer may overtake earlier events, which are all in the port by then. */
function drain(port: MessagePort, hear: (event: TrialEvent) => void): void {
  port.off('message', hear);
  for (let entry = receiveMessageOnPort(port); entry !== undefined; entry = receiveMessageOnPort(port)) {
    hear(entry.message as TrialEvent);
  }
}
