/**
 * A trial in a worker, begun again from its last checkpoint whenever its thread dies or its device is lost; but for a
 * thread that dies of its plugin, which would do the same again.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { DeviceLost, RunError } from '../errors.ts';
import type { Snapshot } from '../learners/learner.ts';
import { oneLine } from './blame.ts';
import { type Crew, DEATHS } from './crew.ts';
import { close, type Line, newLine } from './line.ts';
import { type Control, type Introduction, type TrialAnswer, type TrialTask, wishOf } from './messages.ts';
import type { Place } from './places.ts';
import { newMarks, threadOf } from './plugin-marks.ts';
import { watchPlugin } from './plugin-watch.ts';
import type { PluginLimits, TrialEvent, TrialSpec } from './tournament.ts';
import { STOPPED } from './trial.ts';
import { untestedResult, unwrapSnapshot } from './trial-state.ts';

/** A trial under way, as those who may help it see it. */
export interface Attempt {
  readonly line: Line;
  introduce(helper: MessagePort): void;
}

export interface WholeOptions {
  readonly crew: Crew;
  readonly place: Place;
  readonly control: Control;
  readonly resume: Snapshot | null;
  readonly jobMacs: number;
  /** What code of a plugin may take. */
  readonly limits: PluginLimits;
  emit(event: TrialEvent): void;
  onDeath(reason: string): void;
  /** Told when the trial begins in a thread, and with null when that thread is done with it or dead. */
  onAttempt(attempt: Attempt | null): void;
}

/** Emits all events of the trial, `finished` too. */
export async function runWhole(spec: TrialSpec, options: WholeOptions): Promise<void> {
  const { crew, place, control, jobMacs, limits, emit, onDeath, onAttempt } = options;
  const plugin = spec.task.module ?? null;
  let latest = options.resume;
  const hear = (event: TrialEvent): void => {
    if (event.type === 'checkpoint') latest = event.snapshot ?? latest;
    emit(event);
  };
  const end = (reason: 'stopped' | 'failed', detail: string): void => {
    const state = latest === null ? null : unwrapSnapshot(latest).state;
    emit({ type: 'finished', id: spec.id, result: untestedResult(spec, state, reason, detail) });
  };
  let losses = 0;
  for (let deaths = 1; ; deaths++) {
    const { port1: here, port2: there } = new MessageChannel();
    const line = newLine();
    const marks = plugin === null ? null : newMarks();
    const watch =
      marks === null
        ? null
        : watchPlugin(marks, {
            where: `task ${spec.task.name}`,
            limits,
            thread: () => crew.threads.find(({ threadId }) => threadId === threadOf(marks)),
            isPaused: () => wishOf(control) === 'pause',
            onlyInCalls: place.hasOwnDevice,
          });
    here.on('message', hear);
    try {
      const sharesThread = place.kind === 'cohort';
      const task: TrialTask = {
        spec,
        port: there,
        control,
        marks,
        line,
        jobMacs,
        resume: latest,
        sharesThread,
      };
      const answer = crew.run<TrialAnswer>('trial', task, [there], place);
      onAttempt({
        line,
        introduce: (helper) => here.postMessage({ helper } satisfies Introduction, [helper]),
      });
      const answered = await answer;
      if (answered.type === 'lost') {
        losses++;
        throw new DeviceLost(answered.detail);
      }
      drain(here, hear);
      return;
    } catch (error) {
      // What the thread said before it died counts, and saves doing it again.
      drain(here, hear);
      if (wishOf(control) === 'stop') return end('stopped', STOPPED);
      // No thread starts, for this trial or for any other.
      if (error instanceof RunError) throw error;
      const fault = watch?.blame(error) ?? null;
      if (fault !== null) return end('failed', fault);
      if (deaths === DEATHS) return end('failed', diedTooOften(error, losses));
      onDeath(oneLine(error));
    } finally {
      watch?.end();
      close(line);
      onAttempt(null);
      here.close();
    }
  }
}

function diedTooOften(error: unknown, losses: number): string {
  const device = `its device was lost ${times(losses)}`;
  const thread = `its worker thread died ${times(DEATHS - losses)}`;
  const what = losses === 0 ? thread : losses === DEATHS ? device : `${thread} and ${device}`;
  return `${what}, last: ${oneLine(error)}`;
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

/** The answer may overtake events that were sent before it; they are all in the port by then. */
function drain(port: MessagePort, hear: (event: TrialEvent) => void): void {
  port.off('message', hear);
  for (let entry = receiveMessageOnPort(port); entry !== undefined; entry = receiveMessageOnPort(port)) {
    hear(entry.message as TrialEvent);
  }
}
