/**
 * A trial in a worker, begun again from its last checkpoint whenever its thread dies; but for a thread that dies
 * of its plugin, which would do the same again.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Snapshot } from '../learners/learner.ts';
import { oneLine } from './blame.ts';
import { type Crew, DEATHS, diedTooOften } from './crew.ts';
import { close, type Line, newLine } from './line.ts';
import { type Control, type Introduction, type TrialTask, wishOf } from './messages.ts';
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
  const { crew, control, jobMacs, limits, emit, onDeath, onAttempt } = options;
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
          });
    here.on('message', hear);
    try {
      const task: TrialTask = { spec, port: there, control, marks, line, jobMacs, resume: latest };
      const answer = crew.run('trial', task, [there], plugin);
      onAttempt({
        line,
        introduce: (helper) => here.postMessage({ helper } satisfies Introduction, [helper]),
      });
      await answer;
      drain(here, hear);
      return;
    } catch (error) {
      // What the thread said before it died counts, and saves doing it again.
      drain(here, hear);
      if (wishOf(control) === 'stop') return end('stopped', STOPPED);
      const fault = watch?.blame(error) ?? null;
      if (fault !== null) return end('failed', fault);
      if (deaths === DEATHS) return end('failed', diedTooOften(error));
      onDeath(oneLine(error));
    } finally {
      watch?.end();
      close(line);
      onAttempt(null);
      here.close();
    }
  }
}

/** The answer may overtake events that were sent before it; they are all in the port by then. */
function drain(port: MessagePort, hear: (event: TrialEvent) => void): void {
  port.off('message', hear);
  for (let entry = receiveMessageOnPort(port); entry !== undefined; entry = receiveMessageOnPort(port)) {
    hear(entry.message as TrialEvent);
  }
}
